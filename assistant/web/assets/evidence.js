// [n] and the card it stands for. Both are replaced while answers stream, so events are caught on the
// document, and what is lit or chosen is set anew after every change.

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const narrow = matchMedia("(max-width: 820px)");

let chosen = null; // the pair that was clicked last: { exchange, n, nth }
let pointed = null; // the pair under the pointer, or with the focus
let groups = 0; // how many answers have cards
let shown = ""; // the answer whose cards are shown, "" for the last one

const same = ({ exchange, n }) => `[data-exchange="${exchange}"][data-n="${n}"]`;
const cites = (pair) => [...document.querySelectorAll(`a.cite${same(pair)}`)];
const card = (pair) => document.querySelector(`.card${same(pair)}`);

// Return the pair that an element belongs to.
function pair(target) {
  const element = target.closest?.("a.cite, .card");
  return element && { exchange: element.dataset.exchange, n: element.dataset.n };
}

function refresh() {
  const all = [...document.querySelectorAll("#evidence .cards")];
  if (all.length !== groups) [groups, shown] = [all.length, ""];
  const last = all.at(-1)?.dataset.exchange;
  for (const group of all) group.hidden = group.dataset.exchange !== (shown || last);
  const lit = pointed ?? chosen;
  const wanted = lit ? [...cites(lit), card(lit)] : [];
  for (const element of document.querySelectorAll(".lit")) {
    if (!wanted.includes(element)) element.classList.remove("lit");
  }
  for (const element of wanted) element?.classList.add("lit");
}

function bring(element, block) {
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ behavior: calm ? "auto" : "smooth", block });
}

export function start() {
  document.addEventListener("click", (event) => {
    const cite = event.target.closest("a.cite");
    const back = event.target.closest("a.back");
    if (!cite && !back) return;
    event.preventDefault();
    if (cite) {
      chosen = pair(cite);
      chosen.nth = cites(chosen).indexOf(cite);
      shown = chosen.exchange;
      refresh();
      bring(card(chosen), narrow.matches ? "start" : "nearest");
    } else {
      const from = pair(back);
      const nth = chosen?.exchange === from.exchange && chosen.n === from.n ? chosen.nth : 0;
      bring(cites(from)[nth], "center");
    }
  });

  let pointer = "";
  for (const name of ["mouseover", "focusin"]) {
    document.addEventListener(name, (event) => {
      // What scrolls under a pointer that rests was not pointed at.
      const moved = `${event.screenX} ${event.screenY}`;
      if (name === "mouseover" && moved === pointer) return;
      if (name === "mouseover") pointer = moved;
      const now = pair(event.target);
      if (now?.exchange === pointed?.exchange && now?.n === pointed?.n) return;
      pointed = now;
      refresh();
    });
  }

  new MutationObserver(refresh).observe(document.body, { childList: true, subtree: true });
}
