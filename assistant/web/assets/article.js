// The whole article in a dialog, with the places marked that the conversation cites.

// Ask for the article of a card, with the quotes of all cards of the same article.
function request(card) {
  const cards = [...document.querySelectorAll("#evidence .card")];
  const same = cards.filter((other) => other.dataset.doc === card.dataset.doc);
  const quotes = same.map((other) => ({
    ...JSON.parse(other.dataset.quote),
    question: other.dataset.exchange === card.dataset.exchange ? null : Number(other.dataset.exchange),
  }));
  const lang = document.documentElement.lang.slice(0, 2);
  return { asked: { doc_id: card.dataset.doc, lang, quotes }, first: same.indexOf(card) };
}

async function fetched(asked) {
  const reply = await fetch("/article", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(asked),
  });
  if (!reply.ok && !reply.headers.get("Content-Type")?.startsWith("text/html")) throw new Error(reply.status);
  return reply.text();
}

// `words` are counted and failed.
export function start({ element, words }) {
  const find = (selector) => element.querySelector(selector);
  const [dialog, page] = [find("dialog"), find(".page")];
  let places = []; // where quotes begin
  let at = 0;
  let opener = ""; // which card's button; the button itself may be replaced meanwhile
  let wanted = 0; // counts what was opened: the last one counts

  function go(to, behavior = "smooth") {
    at = (to + places.length) % places.length || 0;
    for (const mark of page.querySelectorAll("mark.here")) mark.classList.remove("here");
    const place = places[at];
    const count = places.length;
    find(".place").firstElementChild.textContent = count ? `${at + 1}/${count}` : "";
    find(".place").lastElementChild.textContent = count
      ? words.counted.replace("{at}", at + 1).replace("{count}", count) + " " + place.textContent
      : "";
    find(".previous").disabled = find(".next").disabled = count < 2;
    if (!place) return;
    const starts = place.dataset.starts.split(" ").at(-1);
    for (const mark of page.querySelectorAll(`[data-starts~="${starts}"]`)) mark.classList.add("here");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    place.scrollIntoView({ behavior: calm ? "auto" : behavior, block: "center" });
  }

  async function open(button) {
    const card = button.closest(".card");
    const { asked, first } = request(card);
    const mine = ++wanted;
    const html = await fetched(asked).catch(() => `<p class="failed" role="alert">${words.failed}</p>`);
    if (mine !== wanted) return;
    opener = card.id;
    page.innerHTML = html;
    if (!dialog.open) dialog.showModal();
    page.focus({ preventScroll: true });
    page.scrollTop = 0;
    places = [...page.querySelectorAll("[data-quotes]")];
    const chosen = places.findIndex((place) => place.dataset.quotes.split(" ").includes(String(first)));
    go(Math.max(chosen, 0), "auto");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".card button.open");
    if (button) open(button);
  });
  find(".previous").addEventListener("click", () => go(at - 1));
  find(".next").addEventListener("click", () => go(at + 1));
  find(".close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => document.getElementById(opener)?.querySelector("button.open")?.focus());
}
