// What the browser keeps: conversations, of all tabs, and which of them this tab has open. Where its
// storage is full or switched off, this page keeps them until it is closed, and says so.

const KEPT = "zone-assistant/conversation/"; // + id: {record, changed, title?} as JSON, in localStorage
const OPEN = "zone-assistant/open"; // an id, in sessionStorage
const DRAFT = "zone-assistant/draft"; // what is being typed, in sessionStorage
const memory = new Map(); // what could not be stored, by key

// Told of every change by `announce`, and of those of other tabs by the browser.
export const changes = new EventTarget();
export const announce = () => changes.dispatchEvent(new Event("change"));

function attempt(action, otherwise) {
  try {
    return action();
  } catch {
    return otherwise;
  }
}

// Return the id in the key of a conversation, or null where the key is of something else.
export const idOf = (key) => (key?.startsWith(KEPT) ? key.slice(KEPT.length) : null);

// Return the JSON of an id's entry, null where there is none.
export const text = (id) =>
  memory.get(KEPT + id) ?? attempt(() => localStorage.getItem(KEPT + id), null);

export function read(id) {
  const entry = attempt(() => JSON.parse(text(id)), null);
  const exchanges = entry?.record?.exchanges;
  const readable = Array.isArray(exchanges) && exchanges.every((one) => typeof one?.question === "string");
  return readable ? { ...entry, id } : null;
}

export function write(id, { record, changed, title }) {
  const json = JSON.stringify({ record, changed, title });
  const stored = attempt(() => (localStorage.setItem(KEPT + id, json), true), false);
  if (stored) memory.delete(KEPT + id);
  else memory.set(KEPT + id, json);
  tell();
}

export function remove(id) {
  memory.delete(KEPT + id);
  attempt(() => localStorage.removeItem(KEPT + id));
  tell();
}

function tell() {
  const line = document.getElementById("unkept");
  if (line) line.hidden = memory.size === 0;
  announce();
}

// Return the entries, newest first.
export function all() {
  const keys = new Set([...memory.keys(), ...attempt(() => Object.keys(localStorage), [])]);
  const entries = [...keys].map(idOf).filter((id) => id !== null).map(read).filter(Boolean);
  return entries.sort((a, b) => (b.changed ?? 0) - (a.changed ?? 0));
}

const ofTab = (key) => attempt(() => sessionStorage.getItem(key), null);
const setOfTab = (key, said) =>
  attempt(() => (said ? sessionStorage.setItem(key, said) : sessionStorage.removeItem(key)));

export const opened = () => ofTab(OPEN);
export const setOpened = (id) => setOfTab(OPEN, id);
export const draft = () => ofTab(DRAFT);
export const setDraft = (typed) => setOfTab(DRAFT, typed);

// A key like those of the server; crypto.randomUUID is only there over https.
export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
