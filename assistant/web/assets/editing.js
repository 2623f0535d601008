// The last question, turned into a box to mend it in.

import { closeForm, openForm } from "./toolbox.js";

// `send` gets the question that is to be asked instead.
export function edit(button, send) {
  const exchange = button.closest(".exchange");
  const form = openForm("editing", exchange, (form, now) => {
    if (!now.querySelector("button.edit")) return false; // it is no longer the last
    now.prepend(form);
    return true;
  });
  const area = form.querySelector("textarea");
  area.value = window.zoneAssistant.record().exchanges.at(-1).question;
  area.focus();

  function cancel() {
    const place = form.closest(".exchange");
    closeForm(form);
    place?.querySelector("button.edit")?.focus();
  }

  form.querySelector(".cancel").addEventListener("click", cancel);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") cancel();
    if (event.key !== "Enter" || event.target !== area || event.shiftKey) return;
    if (event.isComposing || event.keyCode === 229) return; // of an input method
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = area.value.trim();
    if (!question) return area.focus();
    closeForm(form);
    send(question);
  });
}
