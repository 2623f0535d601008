// Runs once, when the conversation is mounted; `element` is the conversation, `trigger` tells
// Python. Everything inside is replaced while answers stream, so events are caught on the document.

const find = (id) => document.getElementById(id);
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const narrow = matchMedia("(max-width: 820px)");

document.documentElement.lang = "zh-CN";

// Show the cards of one exchange, light up one of them, and bring it into view.
function showCard(exchange, n) {
  for (const group of document.querySelectorAll("#evidence .cards")) {
    group.hidden = group.dataset.exchange !== exchange;
  }
  const card = find(`card-${exchange}-${n}`);
  if (!card) return;
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  card.classList.add("lit");
  find(`cite-${exchange}-${n}`)?.classList.add("lit");
  card.focus({ preventScroll: true });
  card.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: narrow.matches ? "start" : "nearest" });
}

document.addEventListener("click", (event) => {
  const cite = event.target.closest("a.cite");
  const back = event.target.closest("a.back");
  const ask = event.target.closest("button.ask");
  if (cite) {
    event.preventDefault();
    showCard(cite.dataset.exchange, cite.dataset.n);
  } else if (back) {
    event.preventDefault();
    const from = find(`cite-${back.dataset.exchange}-${back.dataset.n}`);
    from?.focus({ preventScroll: true });
    from?.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
  } else if (ask && element.contains(ask)) {
    trigger("submit", { question: ask.dataset.ask });
  }
});

// The Enter that ends the choice of a Chinese word in an input method must not send the question.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
      event.stopImmediatePropagation();
    }
  },
  true,
);

// A new question is scrolled to; its growing answer is followed while its end is in sight.
let known = 0;
let following = true;
const box = find("chat");
const scroller = () => (narrow.matches ? document.scrollingElement : box);
const distance = () => {
  if (!narrow.matches) return box.scrollHeight - box.scrollTop - box.clientHeight;
  return box.getBoundingClientRect().bottom - innerHeight + 80; // above the box at the bottom
};
addEventListener("scroll", () => (following = distance() < 80), { capture: true, passive: true });
new MutationObserver(() => {
  const last = [...element.querySelectorAll(".exchange")].pop();
  const count = Number(last?.dataset.exchange ?? 0);
  if (count > known || (following && distance() > 0 && last)) {
    scroller().scrollBy({ top: distance(), behavior: "auto" });
    following = true;
  }
  known = count;
}).observe(element, { childList: true, subtree: true, characterData: true });

// Gradio tells of a lost connection in a toast, which is hidden; a sentence of ours stands for it.
new MutationObserver(() => {
  find("lost").hidden = !document.querySelector(".toast-body:is(.error, .warning)");
}).observe(document.querySelector(".toast-wrap") ?? document.body, { childList: true, subtree: true });
