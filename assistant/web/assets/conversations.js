// The list of conversations that this browser keeps, filled in with what they say as text only.

import { openId, standing, take, titleOf } from "./record.js";
import * as store from "./store.js";
import { closeDrawer } from "./masthead.js";

const find = (id) => document.getElementById(id);
const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\*\*|\[\d+\]|\s/g, "");
const busy = () => document.querySelector('#chat [aria-busy="true"]') !== null;

// Stop an answer that is being written, and wait until it is kept as far as it got.
export async function settle() {
  if (!busy()) return;
  const pause = () => new Promise((resolve) => setTimeout(resolve, 30));
  find("halt")?.click();
  for (let waited = 0; busy() && waited < 1500; waited += 30) await pause();
  await pause(); // the record comes with the last words
}

let linked; // asks the question of the address
const ready = new Promise((resolve) => (linked = resolve));
export async function askLinked() {
  standing();
  (await ready)();
}

// `trigger` tells Python: "open" shows a record, "submit" asks a question.
export function start({ element, trigger, words }) {
  const list = find("conversations");
  const say = (name, entry) => words[name].replace("{title}", () => titleOf(entry));
  let wanted = 0; // counts what was opened: the last one counts
  let deleted = null;

  async function open(id) {
    const mine = ++wanted;
    closeDrawer();
    await settle();
    if (mine === wanted) trigger("open", { record: take(id) });
  }

  function fill() {
    if (list.querySelector("input")) return; // a name is being typed
    const focus = list.contains(document.activeElement) && document.activeElement;
    const sought = fold(find("find").value);
    const entries = store.all().filter((entry) => fold(said(entry)).includes(sought));
    list.replaceChildren(...days(entries));
    find("nothing").hidden = entries.length > 0 || !sought;
    find("find").hidden = !sought && entries.length === 0;
    if (focus) row(focus.closest("li").dataset.id)?.querySelector(`.${focus.className}`)?.focus();
  }

  const row = (id) => list.querySelector(`[data-id="${CSS.escape(id)}"]`);

  function days(entries) {
    const parts = [];
    for (const entry of entries) {
      const name = day(entry.changed ?? 0, words.lang);
      if (parts.at(-2)?.textContent !== name) {
        parts.push(document.createElement("h2"), document.createElement("ul"));
        parts.at(-2).textContent = name;
      }
      parts.at(-1).append(render(entry));
    }
    return parts;
  }

  function render(entry) {
    const item = find("conversation").content.firstElementChild.cloneNode(true);
    const [button, rename, remove] = item.querySelectorAll("button");
    item.dataset.id = entry.id;
    button.textContent = button.title = titleOf(entry);
    if (entry.id === openId()) button.setAttribute("aria-current", "true");
    rename.setAttribute("aria-label", say("rename", entry));
    remove.setAttribute("aria-label", say("delete", entry));
    return item;
  }

  function rename(id) {
    const entry = store.read(id);
    const item = row(id);
    const input = document.createElement("input");
    input.value = titleOf(entry);
    input.setAttribute("aria-label", words.named);
    let done = false;
    const end = (title) => {
      if (done) return;
      done = true;
      const back = input === document.activeElement;
      input.remove();
      if (title !== null && title.trim() !== titleOf(entry)) {
        store.write(id, { ...(store.read(id) ?? entry), title: title.trim() });
      }
      fill();
      if (back) row(id)?.querySelector(".rename").focus();
    };
    input.addEventListener("blur", () => end(input.value));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault(); // Enter would press the button that has the focus next
      event.stopPropagation(); // Escape would close the drawer
      end(event.key === "Enter" ? input.value : null);
    });
    item.replaceChildren(input);
    input.select();
  }

  async function remove(id) {
    if (id === openId()) await settle();
    deleted = { ...store.read(id), open: id === openId() };
    store.remove(id);
    find("deleted").firstElementChild.textContent = say("deleted", deleted);
    find("deleted").hidden = false;
    find("undo").focus();
    if (deleted.open) trigger("open", { record: take(null) });
  }

  function undo() {
    store.write(deleted.id, deleted);
    find("deleted").hidden = true;
    row(deleted.id)?.querySelector(".open").focus();
    if (deleted.open && !openId()) open(deleted.id);
  }

  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const id = button?.closest(".conversation")?.dataset.id;
    if (!button) return;
    if (button.id === "undo") undo();
    else find("deleted").hidden = true;
    if (button.id === "new") open(null).then(() => document.querySelector("#box textarea")?.focus());
    if (button.className === "open") id === openId() ? closeDrawer() : open(id);
    if (button.className === "rename") rename(id);
    if (button.className === "delete") remove(id);
  });
  find("find").addEventListener("input", fill);
  store.changes.addEventListener("change", fill);
  store.changes.addEventListener("left", () => busy() || trigger("open", { record: take(openId()) }));
  fill();

  // Another tab has stored something: of the open one, this tab shows what is new.
  addEventListener("storage", (event) => {
    const id = store.idOf(event.key);
    if (event.key !== null && id === null) return;
    fill();
    if (id === openId() && !busy()) trigger("open", { record: take(id) });
  });

  linked(() => {
    const address = new URL(location.href);
    const question = address.searchParams.get("q")?.trim();
    if (!address.searchParams.has("q")) return;
    address.searchParams.delete("q"); // so that a reload does not ask again
    history.replaceState(history.state, "", address);
    if (question) trigger("submit", { question });
  });
}

function said({ title, record }) {
  const exchanges = record.exchanges.map(({ question, answer }) => `${question}\n${answer?.answer ?? ""}`);
  return [title ?? "", ...exchanges].join("\n");
}

// Name the day of a time: today, yesterday, or its date, with the year where it is another one.
function day(time, lang) {
  const [then, now] = [new Date(time), new Date()];
  const ago = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / 86_400_000);
  if (ago === 0 || ago === 1) {
    return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(-ago, "day");
  }
  const year = then.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  return then.toLocaleDateString(lang, { ...year, month: "long", day: "numeric" });
}
