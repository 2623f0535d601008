// What can be done with an answer and a conversation. The conversation is replaced while answers stream,
// so clicks are caught on the document.

import { edit } from "./editing.js";
import { forgetVerdict, judge, showVerdicts } from "./judging.js";
import { cited, plain } from "./plain.js";
import "./record.js"; // for record(), whichever component of the page stands first
import { changes } from "./store.js";
import { attempt, numberOf, post, restoreForms, say, words } from "./toolbox.js";

const find = (id) => document.getElementById(id);
const record = () => window.zoneAssistant.record();

window.zoneAssistant = { ...window.zoneAssistant, export: exported };

async function copy(text, near) {
  try {
    await navigator.clipboard.writeText(text); // only there over https and on this machine
  } catch {
    if (!copyAsOfOld(text)) return say(words().not_copied, { near, seconds: 8 });
  }
  say(words().copied, { near });
}

function copyAsOfOld(text) {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.className = "sr";
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus({ preventScroll: true });
  return done;
}

// Return the address that asks a question within the same limits; a follow-up as it stands alone,
// since whoever opens it has not asked what came before.
function linkTo({ question, answer, filters: { zones, sources, published } }) {
  const address = new URL("/", location.href);
  address.searchParams.set("q", answer?.standalone_question || question);
  for (const zone of zones) address.searchParams.append("zone", zone);
  for (const source of sources) address.searchParams.append("source", source);
  for (const [at, end] of ["from", "to"].entries()) {
    const day = published?.[at];
    if (!day || day === 99991231) continue; // it has no such end
    address.searchParams.set(end, String(day).replace(/(\d{4})(\d\d)(\d\d)/, "$1-$2-$3"));
  }
  return address.href;
}

// Download a conversation as "markdown" or "word"; a title stands for its first question.
function exported(record, format, title = "") {
  return attempt(async () => {
    const lang = document.documentElement.lang === "en" ? "en" : "zh";
    const response = await post(`/export/${format}`, { record, title: title.slice(0, 200), lang });
    const name = /filename\*=UTF-8''(\S+)/.exec(response.headers.get("content-disposition"))[1];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = decodeURIComponent(name);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return words().exported;
  });
}

// `element` is the conversation, `trigger` tells Python.
export function start({ element, trigger }) {
  const exchangeOf = (button) => record().exchanges[numberOf(button) - 1];

  function replace(question) {
    forgetVerdict(record().exchanges.length);
    trigger("submit", { question, replace: true });
    // What was focused is gone; on a touch screen a focused box would open the keyboard.
    if (matchMedia("(pointer: fine)").matches) document.querySelector("#box textarea").focus();
  }

  const tools = {
    copy: (button) => copy(plain(exchangeOf(button).answer, words()), button),
    cited: (button) => copy(cited(exchangeOf(button).answer, words()), button),
    link: (button) => copy(linkTo(exchangeOf(button)), button),
    verdict: judge,
    retry: () => replace(record().exchanges.at(-1).question),
    edit: (button) => edit(button, replace),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".tools button");
    if (button && element.contains(button)) tools[button.classList[0]](button);
    const menu = find("export");
    const format = event.target.closest("#export [data-format]")?.dataset.format;
    if (format) exported(record(), format, window.zoneAssistant.title?.());
    if (format || !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = find("export");
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  function shown() {
    restoreForms();
    showVerdicts();
    find("export").hidden = !record().exchanges?.length;
  }
  new MutationObserver(shown).observe(element, { childList: true, subtree: true });
  changes.addEventListener("change", shown);
  shown();
}
