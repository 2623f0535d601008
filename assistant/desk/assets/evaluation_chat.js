// Choosing and deleting what was asked in the chat, and making a question set of it.

import { explained, send, settled } from "./fragments.js";

const trouble = document.getElementById("trouble");
const said = document.getElementById("said");
const post = (action, json) => send(`/evaluation/${action}`, json);

// Choosing

const choice = document.getElementById("choice");
const boxes = choice ? [...choice.querySelectorAll("input[name=entry]")] : [];
const all = document.getElementById("all");

function counted() {
  const left = boxes.filter((box) => box.isConnected);
  const chosen = left.filter((box) => box.checked).length;
  choice.querySelector(".count").textContent = chosen ? ` (${chosen})` : "";
  choice.querySelector("button.primary").disabled = !chosen;
  all.checked = left.length > 0 && chosen === left.length;
  all.indeterminate = chosen > 0 && chosen < left.length;
}

if (choice) {
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  choice.addEventListener("change", counted);
  addEventListener("pageshow", counted);
  counted();
}

// Deleting, at the second press

async function forget(button) {
  const entries = button.dataset.forget.split(",").map(Number);
  const done = await explained(trouble, async () => {
    await post("forget", entries);
    return true;
  });
  if (!done) return;
  const item = button.closest("li");
  const next = item.nextElementSibling ?? item.previousElementSibling;
  item.remove();
  counted();
  said.textContent = said.dataset.deleted;
  (next?.querySelector("input") ?? all).focus();
}

choice?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-forget]");
  if (!button) return;
  if (button.classList.contains("sure")) {
    forget(button);
    return;
  }
  const { textContent, ariaLabel } = button;
  button.classList.add("sure");
  button.textContent = button.dataset.sure;
  button.ariaLabel = `${button.dataset.sure}：${ariaLabel}`;
  button.addEventListener(
    "blur",
    () => {
      button.classList.remove("sure");
      Object.assign(button, { textContent, ariaLabel });
    },
    { once: true },
  );
});

// A set being made: what was typed is kept in this tab until the set is saved.

const draft = document.getElementById("draft");
const questions = () => [...draft.querySelectorAll(".question")];
const key = `draft ${location.search}`;

const edit = (question) => ({
  qid: question.dataset.qid,
  answerable: JSON.parse(question.querySelector(":checked[type=radio]").value),
  type: question.querySelector("[name=type]").value,
  wanted: question.querySelector("[name=wanted]").value,
  places: question.querySelector("[name=places]").value,
});

const written = () => ({
  entries: JSON.parse(draft.dataset.entries),
  edits: questions().map(edit),
  name: draft.elements.name.value,
});

function remember() {
  sessionStorage.setItem(key, JSON.stringify(written()));
}

function restore() {
  const before = JSON.parse(sessionStorage.getItem(key));
  if (!before) return;
  draft.elements.name.value = before.name;
  for (const question of questions()) {
    const mine = before.edits.find(({ qid }) => qid === question.dataset.qid);
    if (!mine) {
      question.remove();
      continue;
    }
    question.querySelector(`[type=radio][value=${mine.answerable}]`).checked = true;
    for (const name of ["type", "wanted", "places"])
      question.querySelector(`[name=${name}]`).value = mine[name];
  }
}

function shaped() {
  for (const question of questions())
    question.querySelector(".gold").hidden = edit(question).answerable === false;
}

// Show what is wrong with each question.
async function check() {
  const found = await explained(trouble, () => post("check", written()));
  if (!found) return;
  questions().forEach((question, n) => {
    const items = (found[n] ?? []).map(({ what, serious }) => {
      const item = document.createElement("li");
      item.textContent = what;
      if (serious) item.className = "failed";
      return item;
    });
    question.querySelector(".findings").replaceChildren(...items);
  });
}

async function save(event) {
  event.preventDefault();
  const saved = await explained(document.getElementById("kept"), () => post("save", written()));
  if (!saved) {
    check();
    return;
  }
  sessionStorage.removeItem(key);
  location.assign(`${draft.dataset.then}?${new URLSearchParams({ set: saved.set, saved: 1 })}`);
}

if (draft) {
  const checked = settled(check, 400);
  restore();
  shaped();
  if (sessionStorage.getItem(key)) check();
  draft.addEventListener("input", () => {
    remember();
    shaped();
    checked();
  });
  draft.addEventListener("click", (event) => {
    const button = event.target.closest(".drop");
    if (!button) return;
    const question = button.closest(".question");
    const next = question.nextElementSibling;
    question.remove();
    remember();
    (next.querySelector("input, button") ?? draft.elements.name).focus();
  });
  draft.addEventListener("submit", save);
}
