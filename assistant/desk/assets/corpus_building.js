// How the index is being built: begun, followed until it ends, cancelled; all editors see the same.

import { explained, get, put, send, Trouble } from "./fragments.js";

const BUSY = 500; // milliseconds between two looks while something is built
const IDLE = 5000; // … and while nothing is: another editor may begin

const isBusy = ({ phase, used }) => phase === "running" || (phase === "done" && !used); // used: yes, late, or ""

export function start({ here, finished }) {
  const place = document.getElementById("building");
  let timer;
  const standing = () => place.querySelector("[data-job]")?.dataset ?? { job: "", phase: "", used: "" };
  let seen = { ...standing() };
  let shown;
  let asked = 0;

  function show(html) {
    // The same words are not put again: what is open stays open, and nothing is announced twice.
    if (html !== shown && !moved(html)) {
      const focused = place.contains(document.activeElement);
      put(html, place);
      if (focused && document.activeElement === document.body) focus();
    }
    shown = html;
    const now = { ...standing() };
    const ended = now.phase !== "running" && (seen.phase === "running" || seen.job !== now.job);
    const used = now.used === "yes" && seen.used !== "yes"; // the articles shown are the new ones
    if (now.job && (ended || used)) finished(now);
    seen = now;
  }

  // Put only what moves while a job runs: a press on the button is not lost.
  function moved(html) {
    const fresh = Object.assign(document.createElement("template"), { innerHTML: html }).content;
    const now = fresh.querySelector("[data-job]")?.dataset;
    if (now?.phase !== "running" || now.job !== seen.job || seen.phase !== "running") return false;
    place.querySelector(".moving").replaceWith(fresh.querySelector(".moving"));
    return true;
  }

  const focus = () => place.querySelector("h2")?.focus({ preventScroll: true });

  // Show what a request answers, unless a later one was made meanwhile.
  async function ask(request) {
    const mine = ++asked;
    const html = await request;
    if (mine === asked) show(html);
  }

  async function look() {
    clearTimeout(timer);
    try {
      if (!document.hidden) await ask(get(`${here}/build`));
    } catch (error) {
      if (!(error instanceof Trouble)) throw error; // the service is away: look again later
    }
    clearTimeout(timer);
    timer = setTimeout(look, isBusy(standing()) ? BUSY : IDLE);
  }

  // Begin a build, and show it; resolves to its job.
  async function begin(order) {
    await ask(send(`${here}/build`, order));
    look();
    focus();
    place.scrollIntoView({ block: "nearest" });
    return standing().job;
  }

  place.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    place.querySelector(".said")?.remove();
    const said = document.createElement("p");
    Object.assign(said, { className: "said failed", role: "alert" });
    button.after(said);
    await explained(said, async () => {
      if (button.id === "cancel") await ask(send(`${here}/build/cancel`, { job: standing().job }));
      if (button.id === "again") await begin({ again: standing().job });
      if (button.id === "allow") await begin({ again: standing().job, prune: true });
    });
  });
  place.addEventListener("change", ({ target }) => {
    if (target.id === "leave") place.querySelector("#allow").disabled = !target.checked;
  });
  document.addEventListener("visibilitychange", () => document.hidden || look());

  look();
  return { begin };
}
