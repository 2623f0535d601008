// Thumbs: what a visitor says of an answer. This tab remembers it, with the receipt that changes it.

import { attempt, closeForm, exchangeAt, numberOf, openForm, post, words } from "./toolbox.js";

const KEPT = "zone-assistant/verdicts"; // in sessionStorage: {conversation/number: {verdict, receipt}}
const record = () => window.zoneAssistant.record();
const keyOf = (number) => `${record().id}/${number}`;
const buttonOf = (number, verdict) => exchangeAt(number)?.querySelector(`.verdict.${verdict}`);
let verdicts = load();

function load() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function keep(key, given) {
  verdicts = { ...verdicts, [key]: given };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(verdicts));
  } catch {
    // Known until the page is closed.
  }
  showVerdicts();
}

// To be called where an answer is replaced.
export const forgetVerdict = (number) => keep(keyOf(number), undefined);

export function showVerdicts() {
  for (const button of document.querySelectorAll(".tools .verdict")) {
    const pressed = verdicts[keyOf(numberOf(button))]?.verdict === button.dataset.verdict;
    button.setAttribute("aria-pressed", String(pressed));
  }
}

async function send(number, said) {
  const key = keyOf(number);
  const { receipt = "" } = verdicts[key] ?? {};
  try {
    const response = await post("/verdict", { record: record(), number, receipt, ...said });
    keep(key, { verdict: said.verdict, ...(await response.json()) });
  } catch (error) {
    if (error.status === 409) keep(key, undefined);
    throw error;
  }
  return said.verdict ? words().noted : words().taken_back;
}

// A thumb was pressed.
export function judge(button) {
  const number = numberOf(button);
  const { verdict } = button.dataset;
  const form = exchangeAt(number).querySelector("form.judging");
  if (button.getAttribute("aria-pressed") === "true") attempt(() => send(number, { verdict: "" }), button);
  else if (verdict === "right") attempt(() => send(number, { verdict }), button);
  else if (!form) return ask(number);
  if (form) close(form, number);
}

function ask(number) {
  const form = openForm("judging", exchangeAt(number), (form, exchange) => {
    exchange.querySelector(".tools:not(.mine)")?.after(form);
    buttonOf(number, "wrong")?.setAttribute("aria-expanded", "true");
    return form.isConnected;
  });
  form.querySelector(".cancel").addEventListener("click", () => close(form, number));
  form.addEventListener("keydown", (event) => event.key === "Escape" && close(form, number));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = { reason: "", ...Object.fromEntries(new FormData(form)) };
    if (form.sending) return;
    form.sending = true;
    attempt(async () => {
      try {
        const noted = await send(number, { verdict: "wrong", ...said });
        close(form, number);
        return noted;
      } finally {
        form.sending = false;
      }
    }, buttonOf(number, "wrong"));
  });
  form.querySelector("input").focus({ preventScroll: true });
}

function close(form, number) {
  const within = form.contains(document.activeElement);
  closeForm(form);
  const button = buttonOf(number, "wrong");
  button?.setAttribute("aria-expanded", "false");
  if (within) button?.focus();
}
