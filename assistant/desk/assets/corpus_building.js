// How the index is being built: begun, followed until it ends, cancelled; all editors see the same.

import { explained, get, put, send, Trouble } from "./fragments.js";

const BUSY = 500; // milliseconds between two looks while something is built
const IDLE = 5000; // … and while nothing is: another editor may begin

const isBusy = ({ phase, used }) => phase === "running" || (phase === "done" && !used);

export function start({ here, finished }) {
  const place = document.getElementById("building");
  let timer;
  const standing = () => place.querySelector("[data-job]")?.dataset ?? { job: "", phase: "", used: "" };
  let seen = { ...standing() };
  let shown;

  function show(html) {
    // The same words are not put again: what is open stays open, and nothing is announced twice.
    if (html !== shown) put(html, place);
    shown = html;
    const now = { ...standing() };
    const ended = now.phase !== "running" && (seen.phase === "running" || seen.job !== now.job);
    const used = now.used && !seen.used; // what is shown of the articles is of the new index
    if (now.job && (ended || used)) finished(now.phase);
    seen = now;
  }

  async function look() {
    clearTimeout(timer);
    try {
      if (!document.hidden) show(await get(`${here}/build`));
    } catch (error) {
      if (!(error instanceof Trouble)) throw error; // the service is away: look again later
    }
    clearTimeout(timer);
    timer = setTimeout(look, isBusy(standing()) ? BUSY : IDLE);
  }

  // Begin a build, and show it.
  async function begin(order) {
    show(await send(`${here}/build`, order));
    look();
    place.scrollIntoView({ block: "nearest" });
    return true;
  }

  place.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const said = document.createElement("p");
    Object.assign(said, { className: "failed", role: "alert" });
    button.after(said);
    await explained(said, async () => {
      if (button.id === "cancel") show(await send(`${here}/build/cancel`, { job: standing().job }));
      if (button.id === "again") await begin({ again: true });
      if (button.id === "allow") await begin({ again: true, prune: true });
    });
  });
  place.addEventListener("change", ({ target }) => {
    if (target.id === "leave") place.querySelector("#allow").disabled = !target.checked;
  });
  document.addEventListener("visibilitychange", () => document.hidden || look());

  look();
  return { begin };
}
