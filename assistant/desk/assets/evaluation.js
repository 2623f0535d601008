// Starting, watching, cancelling and going on with an evaluation. The server holds its state.

import { explained, get, load, send } from "./fragments.js";

const EVERY = 500; // milliseconds between two looks at what runs
const standing = document.getElementById("standing");
const trouble = document.getElementById("trouble");
const unreached = document.getElementById("unreached"); // its own: looking wipes no other trouble
const said = document.getElementById("said");
let phase = standing?.querySelector(".standing")?.dataset.phase;
let watching = false;

const post = (action, json) => send(`/evaluation/${action}`, json);
const pause = () => new Promise((done) => setTimeout(done, EVERY));

// Put in place what changed: while it runs only the part that moves, so that a press is not lost.
function show(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const now = fresh.content.querySelector(".standing");
  const before = standing.querySelector(".standing");
  const same = now?.dataset.job === before?.dataset.job && now?.dataset.phase === "running";
  if (same && before?.dataset.phase === "running") {
    before.querySelector(".moving").replaceWith(now.querySelector(".moving"));
    return;
  }
  const focused = standing.contains(document.activeElement);
  standing.replaceChildren(fresh.content);
  phase = now?.dataset.phase;
  if (!now) return;
  if (focused) standing.querySelector("button, a")?.focus();
  said.textContent = now.querySelector("h2, p").textContent.trim();
}

async function look() {
  const html = await explained(unreached, () => get(standing.dataset.url));
  if (html !== undefined) show(html);
}

async function watch() {
  if (watching) return;
  watching = true;
  while (phase === "running") {
    await pause();
    await look();
  }
  watching = false;
  await renewed();
}

// The list of the runs, where one was added or went on.
async function renewed() {
  const runs = document.getElementById("runs");
  if (runs) await explained(unreached, () => load(runs.dataset.url, runs));
}

async function act(action, json) {
  const done = await explained(trouble, async () => {
    await post(action, json);
    return true;
  });
  if (done && standing) {
    await look();
    await renewed();
    watch();
  }
  return done;
}

document.querySelector("main").addEventListener("click", async (event) => {
  const button = event.target.closest("[data-post]");
  if (!button || button.ariaDisabled) return;
  button.ariaDisabled = "true"; // disabled it would lose the focus
  const done = await act(button.dataset.post, JSON.parse(button.dataset.json));
  button.ariaDisabled = null;
  if (!done) return;
  if (button.dataset.then) location.assign(button.dataset.then);
  else standing.scrollIntoView({ block: "nearest" });
});

document.getElementById("start")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  const limit = given.get("limit");
  const wanted = {
    set: given.get("set"),
    limit: limit ? Number(limit) : null,
    mode: given.get("mode"),
    day: given.get("day") || null,
  };
  const begun = await act("start", wanted);
  if (begun) standing.scrollIntoView({ block: "nearest" });
  else trouble.scrollIntoView({ block: "nearest" });
});

// The chosen set stands in the address.
document.querySelector(".sets")?.addEventListener("change", (event) => {
  const address = new URL(location.href);
  address.searchParams.set("set", event.target.value);
  address.searchParams.delete("saved");
  history.replaceState(null, "", address);
});

if (phase === "running") watch();
