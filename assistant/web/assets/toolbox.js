// What the tools share: what they say, whom they ask, and forms that survive.

const find = (id) => document.getElementById(id);
const forms = new Map(); // an open form → the function that puts it where it belongs
let timer = 0;
let pressed = null; // the button that what is said stands above

export const words = () => JSON.parse(find("told").dataset.words);

// Say something in passing, above the button that was pressed; those who hear the page hear it too.
export function say(text, { near, seconds = 3 } = {}) {
  const told = find("told");
  clearTimeout(timer);
  told.textContent = text;
  pressed = near?.isConnected ? near : null;
  told.classList.toggle("near", pressed !== null);
  told.removeAttribute("style");
  follow();
  timer = setTimeout(() => (told.textContent = ""), seconds * 1000);
}

function follow() {
  const told = find("told");
  if (!pressed?.isConnected || !told.textContent) return;
  const { left, top } = pressed.getBoundingClientRect();
  told.style.left = `${Math.max(8, Math.min(left, innerWidth - told.offsetWidth - 8))}px`;
  told.style.top = `${top}px`;
}

addEventListener("scroll", follow, { capture: true, passive: true });

// Do something and say what it returns, or why it failed.
export async function attempt(action, near) {
  try {
    say(await action(), { near });
  } catch (error) {
    say(error.sentence ?? words().failed, { near, seconds: 8 });
  }
}

// Post JSON; throw the server's sentence where it refuses.
export async function post(path, body) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (response.ok) return response;
  const { detail } = await response.json();
  throw Object.assign(new Error(), { sentence: detail, status: response.status });
}

export const numberOf = (element) => Number(element.closest(".exchange").dataset.exchange);
export const exchangeAt = (number) => document.querySelector(`.exchange[data-exchange="${number}"]`);
const asked = (exchange) => exchange?.querySelector(".question").textContent;

// Open a copy of a form within an exchange. `place(form, exchange)` puts it there, and tells whether it
// could; it is called again when the conversation was replaced.
export function openForm(id, exchange, place) {
  const form = find(id).content.firstElementChild.cloneNode(true);
  const [number, question] = [numberOf(exchange), asked(exchange)];
  forms.set(form, () => {
    const now = exchangeAt(number);
    return asked(now) === question && place(form, now);
  });
  form.addEventListener("focusin", (event) => (form.focused = event.target));
  forms.get(form)();
  requestAnimationFrame(() => form.scrollIntoView({ block: "nearest" })); // after the page's own scrolling
  return form;
}

export function closeForm(form) {
  forms.delete(form);
  form.remove();
}

export function restoreForms() {
  for (const [form, place] of forms) {
    if (form.isConnected) continue;
    if (!place()) forms.delete(form);
    else if (document.activeElement === document.body) form.focused?.focus({ preventScroll: true });
  }
}
