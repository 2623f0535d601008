// Fetching what the server renders, and sending what was done; a failure is one sentence.

const LOST = {
  zh: "没有连上服务，请确认它还开着，再试一次。",
  en: "The service does not answer; please see whether it is still running and try again.",
};
const latest = new WeakMap(); // element → the request whose answer it waits for

// What people are told; `status` is 0 where no answer came.
export class Trouble extends Error {
  constructor(sentence, status = 0) {
    super(sentence);
    this.status = status;
  }
}

export const lost = () => new Trouble(LOST[document.documentElement.lang.slice(0, 2)]);

// Fetch, and read the answer with `read`.
async function answered(url, options, read) {
  try {
    const reply = await fetch(url, options);
    if (reply.ok) return await read(reply);
    throw await refusal(reply);
  } catch (error) {
    if (error instanceof Trouble || error.name === "AbortError") throw error;
    throw lost();
  }
}

async function refusal(reply) {
  const { detail } = await reply.json().catch(() => ({}));
  return typeof detail === "string" ? new Trouble(detail, reply.status) : lost();
}

// Answer of the server as JSON where it is JSON, else as text.
const content = (reply) =>
  reply.headers.get("Content-Type")?.startsWith("application/json") ? reply.json() : reply.text();

export const get = (url) => answered(url, {}, content);

export const send = (url, json) =>
  answered(
    url,
    { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(json) },
    content,
  );

// Put HTML in the place of what is in an element; what had the focus has it again, by its id.
export function put(html, into) {
  const focused = into.contains(document.activeElement) ? document.activeElement.id : "";
  into.innerHTML = html;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

// Load HTML into an element; tell whether it came. A later load into the same one wins.
export async function load(url, into) {
  latest.get(into)?.abort();
  const mine = new AbortController();
  latest.set(into, mine);
  into.setAttribute("aria-busy", "true");
  try {
    const html = await answered(url, { signal: mine.signal }, (reply) => reply.text());
    put(html, into);
    return true;
  } catch (error) {
    if (error.name === "AbortError") return false;
    throw error;
  } finally {
    if (latest.get(into) === mine) into.removeAttribute("aria-busy");
  }
}

// Run `act`, and show in `place` (role=alert) why it failed, where it did; return what it returned.
export async function explained(place, act) {
  place.textContent = "";
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    place.textContent = error.message;
    return undefined;
  }
}

// Call `act` once typing has paused.
export function settled(act, pause = 250) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), pause);
  };
}
