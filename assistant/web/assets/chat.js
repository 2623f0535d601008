// The conversation. Everything inside is replaced while answers stream, so events are caught on the
// document.

import { start as startTools } from "./tools.js";

const find = (id) => document.getElementById(id);
const SPOKEN = ".pending, .text, .failed, .aside, .frame";
const narrow = matchMedia("(max-width: 820px)");

// Say once what has become of a question to those who hear the page: a line for them alone.
function announcer() {
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  line.id = "spoken";
  line.className = "sr";
  document.body.append(line); // the page's own parts may not be there yet
  let running = false;
  return (last) => {
    const answer = last?.querySelector(".answer");
    const waiting = answer?.dataset.phase === "waiting";
    const ended = answer && !waiting && answer.dataset.phase !== "answering";
    if (waiting ? !running : running && ended) {
      const parts = [...answer.children].filter((part) => part.matches(SPOKEN));
      line.textContent = parts.map((part) => part.innerText).join("\n");
    }
    running = Boolean(answer) && !ended;
  };
}

// Return the sentence in which a toast says why the server refused, if it does.
function refused(text, words) {
  const at = Object.values(words).map((beginning) => text.indexOf(beginning));
  const first = Math.max(...at);
  return first < 0 ? undefined : text.slice(first).trim();
}

let tell; // Python

// Called when Gradio takes a question for answered.
export function ended() {
  tell("ended");
}

// `element` is the conversation; `trigger` tells Python: "submit" asks a question, "ended" shows that
// its answer has ended.
export function start({ element, trigger, words }) {
  tell = trigger;
  startTools({ element, trigger });
  document.addEventListener("click", (event) => {
    const ask = event.target.closest("button.ask");
    if (ask && element.contains(ask)) {
      trigger("submit", { question: ask.dataset.ask });
    } else if (event.target.closest("a.skip")) {
      event.preventDefault();
      find("box").querySelector("textarea").focus();
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
  const announce = announcer();
  let known = 0;
  let following = true;
  const scroller = () => (narrow.matches ? document.scrollingElement : find("chat"));
  const distance = () => {
    if (narrow.matches) return find("talk").getBoundingClientRect().bottom - innerHeight;
    const { scrollHeight, scrollTop, clientHeight } = find("chat");
    return scrollHeight - scrollTop - clientHeight;
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
    announce(last);
  }).observe(element, { childList: true, subtree: true, characterData: true });

  // Gradio tells of an error in a box, and in a toast of a lost connection and of what the server
  // refused; both are hidden, and a sentence of ours stands for them.
  let refusal = "";
  const tellTrouble = () => {
    const toasts = [...document.querySelectorAll(".toast-body:is(.error, .warning)")];
    const said = toasts.map(({ textContent }) => refused(textContent, words)).find(Boolean);
    const failed = document.querySelector("#hint .wrap > .error");
    refusal = said ?? (failed ? refusal : "");
    if (find("refused").textContent !== refusal) find("refused").textContent = refusal; // it is watched
    find("refused").hidden = !refusal;
    find("lost").hidden = !toasts.length || Boolean(refusal);
    find("broken").hidden = !failed || Boolean(refusal);
  };
  for (const place of [find("talk"), document.querySelector(".toast-wrap")]) {
    new MutationObserver(tellTrouble).observe(place ?? document.body, { childList: true, subtree: true });
  }
}
