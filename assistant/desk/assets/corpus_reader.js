// How an article was read, in a dialog: what was found leads to where it stands.

import { get, Trouble } from "./fragments.js";

export function start({ here }) {
  const dialog = document.getElementById("article");
  const content = dialog.querySelector(".content");
  let closed = () => {};
  let wanted = 0;

  dialog.querySelector(".close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
    const said = event.target.closest("[data-places]");
    if (said) point(said.dataset.places.split(" "));
  });
  dialog.addEventListener("close", () => {
    wanted += 1;
    closed();
  });

  // Show the places of a finding; pressed again, the next one comes into view.
  function point(ids) {
    const marks = ids.map((id) => content.querySelector(`mark[id="${id}"]`)).filter(Boolean);
    const at = marks.findIndex((mark) => mark.classList.contains("at"));
    for (const mark of content.querySelectorAll("mark.here")) mark.classList.remove("here", "at");
    for (const mark of marks) mark.classList.add("here");
    const next = marks[(at + 1) % marks.length];
    next?.classList.add("at");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    next?.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
  }

  // Open what an address answers; `then` is called when it is closed again.
  async function open(query, then = () => {}) {
    const mine = ++wanted;
    let html = "";
    try {
      html = await get(`${here}/${query}`);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      const said = document.createElement("p");
      Object.assign(said, { className: "failed", role: "alert", textContent: error.message });
      html = said.outerHTML;
    }
    if (mine !== wanted) return;
    closed = then;
    content.innerHTML = html;
    if (!dialog.open) dialog.showModal();
    content.scrollTop = 0;
    (content.querySelector("h2") ?? dialog.querySelector(".close")).focus();
  }

  return { open, close: () => dialog.open && dialog.close() };
}
