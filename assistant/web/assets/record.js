// The conversation that is shown, as the server hands it over: kept in the browser, and handed back.

import * as store from "./store.js";

let hold; // how a record gets to where the next question takes it from
let current = {};
const seen = new Map(); // by id: the record as JSON, as this tab knows it to be stored
const forks = new Map(); // by id: the id under which this tab goes on with it

export let standing; // to be called when the page has been loaded
const stands = new Promise((resolve) => (standing = resolve));

window.zoneAssistant = { ...window.zoneAssistant, record: () => current, title };

// Return the conversation that this tab had open, before the server is asked for anything; none
// where the address asks a question, which opens a new one.
export function kept() {
  restoreDraft();
  const asks = new URLSearchParams(location.search).get("q")?.trim();
  const record = take(asks ? null : store.opened());
  document.documentElement.classList.toggle("reopening", Boolean(record.id)); // no welcome meanwhile
  stands.then(() => document.documentElement.classList.remove("reopening"));
  return record;
}

// Wait until the page stands, and return the open conversation; a new one gets the id under which it is
// to be kept, so that a question that has to be asked twice begins no second one.
export const loaded = () => stands.then(() => (current.id ? current : { ...current, id: store.newId() }));

// Make a stored conversation the open one, or an empty one, and return it for the server to show.
export function take(id) {
  const record = id && store.read(id)?.record;
  seen.set(id, JSON.stringify(record));
  forks.delete(id);
  return open(record ? { ...record, id } : {});
}

function open(record) {
  current = record;
  if (hold) hold.value = record;
  store.setOpened(record.id);
  store.announce();
  return record;
}

export const openId = () => current.id ?? "";

export const titleOf = (entry) => entry.title || entry.record.exchanges[0]?.question || "";

function title() {
  const entry = store.read(openId());
  return entry ? titleOf(entry) : "";
}

export function start({ props, watch }) {
  hold = props;
  hold.value = current;
  addEventListener("pagehide", () => store.setDraft(box()?.value));
  // What the server hands over is what has been asked and answered, perhaps in one that was left, or
  // that another tab has meanwhile asked more in.
  watch("value", () => {
    const record = props.value ?? {};
    const here = current.id && [record.id, forks.get(record.id)].includes(current.id);
    const left = !here && seen.has(record.id);
    const deleted = left && !store.read(record.id);
    const late = here && record.exchanges?.length < current.exchanges?.length;
    const own = record.id && !late && !deleted ? keep(record) : record;
    open(left || late ? current : own);
    // Its text has come along; an answer that is still being written paints over it by itself.
    const answered = ["done", "failed"].includes(current.exchanges?.at(-1)?.phase);
    if (left || (late && answered)) store.changes.dispatchEvent(new Event("left"));
  });
}

// Store a conversation and return it: under a new id where another tab has meanwhile stored the same
// one with something else in it, so that both are kept.
function keep(record) {
  const there = store.read(record.id);
  const theirs = there && JSON.stringify(there.record) !== seen.get(record.id);
  if (theirs && !forks.has(record.id)) forks.set(record.id, store.newId());
  const id = forks.get(record.id) ?? record.id;
  const own = { ...record, id };
  seen.set(id, JSON.stringify(own));
  store.write(id, { ...store.read(id), record: own, changed: Date.now() });
  return own;
}

// What is being typed outlives a reload, such as Gradio's when a lost connection is back.
const box = () => document.querySelector("#box textarea");

function restoreDraft() {
  const draft = store.draft();
  if (!draft || box().value) return;
  box().value = draft;
  box().dispatchEvent(new Event("input", { bubbles: true }));
}
