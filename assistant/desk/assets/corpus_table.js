// The table: searched as you type, sorted and filtered by links, its state in the address.

import { explained, load, settled } from "./fragments.js";

const LOOK_AGAIN = 1500; // milliseconds, while doubts are being looked for

export function start({ here, words, reader }) {
  const table = document.getElementById("table");
  const failed = document.getElementById("table-failed");
  const search = document.getElementById("q");
  const sort = document.getElementById("sort");
  const bar = document.getElementById("picked");
  let choices = !matchMedia("(max-width: 860px)").matches; // on a phone they would hide the table
  const picked = new Map(); // doc_id → title; kept from page to page
  let timer;

  async function refresh() {
    clearTimeout(timer);
    const query = new URLSearchParams(location.search);
    query.delete("article");
    const came = await explained(failed, () => load(`${here}/table?${query}`, table));
    if (came) settle();
    else if (came === undefined) lookAgain(); // the service is away
  }

  function lookAgain() {
    clearTimeout(timer);
    if (table.querySelector("[data-looking]")) timer = setTimeout(refresh, LOOK_AGAIN);
  }

  // What is to be done whenever the table has changed.
  function settle() {
    const filters = table.querySelector("#choices");
    if (filters) filters.open = choices;
    for (const box of boxes()) box.checked = picked.has(box.value);
    count();
    lookAgain();
  }

  const boxes = () => [...table.querySelectorAll("tbody .pick input")];

  function count() {
    bar.hidden = picked.size === 0;
    const said = bar.querySelector("#picked-count");
    said.textContent = words.picked.replace("{count}", picked.size);
    const all = table.querySelector("#pick-all");
    if (all) all.checked = boxes().every((box) => box.checked);
  }

  function pick(box) {
    if (box.checked) picked.set(box.value, box.dataset.title);
    else picked.delete(box.value);
  }

  function unpick() {
    picked.clear();
    settle();
  }

  // Go to another choice of articles; what is being typed is left alone.
  function go(query, { typing = false } = {}) {
    history[typing ? "replaceState" : "pushState"](null, "", here + query);
    if (!typing) echo();
    return refresh();
  }

  function echo() {
    const query = new URLSearchParams(location.search);
    search.value = query.get("q") ?? "";
    sort.value = query.get("sort") ?? "doubts";
  }

  function changed(name, value, options) {
    const query = new URLSearchParams(location.search);
    for (const gone of ["page", "article", ...(name === "sort" ? ["order"] : [])]) query.delete(gone);
    if (value) query.set(name, value);
    else query.delete(name);
    return go(`?${query}`, options);
  }

  const opened = () => new URLSearchParams(location.search).get("article");

  // Show the article that the address names, if it names one.
  function follow() {
    const id = opened();
    if (id === null) return reader.close();
    const link = [...table.querySelectorAll("a.open")].find((each) => each.dataset.id === id);
    return reader.open(`article?${new URLSearchParams({ id })}`, () => {
      if (opened() !== null) {
        const query = new URLSearchParams(location.search);
        query.delete("article");
        history.pushState(null, "", `${here}?${query}`);
      }
      const back = link?.isConnected ? link : document.getElementById(link?.id);
      back?.focus({ preventScroll: true });
    });
  }

  table.addEventListener("click", (event) => {
    const row = event.target.closest("tbody tr");
    const link = event.target.closest("a") ?? (event.target.closest(".pick") ? null : row?.querySelector("a.open"));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!event.target.closest("a") && getSelection().toString()) return; // text is being selected
    event.preventDefault();
    if (!link.matches("a.open")) return void go(link.search || "?");
    history.pushState(null, "", link.href);
    follow();
  });
  table.addEventListener(
    "toggle",
    ({ target }) => {
      if (target.id === "choices") choices = target.open;
    },
    true, // it does not bubble
  );
  table.addEventListener("change", (event) => {
    if (event.target.id === "pick-all") {
      for (const box of boxes()) box.checked = event.target.checked;
      boxes().forEach(pick);
    } else if (event.target.closest(".pick")) pick(event.target);
    count();
  });
  const searched = settled(() => changed("q", search.value.trim(), { typing: true }));
  search.addEventListener("input", searched);
  search.form.addEventListener("submit", (event) => {
    event.preventDefault();
    searched();
  });
  sort.addEventListener("change", () => changed("sort", sort.value));
  addEventListener("popstate", async () => {
    echo();
    follow();
    await refresh();
  });
  document.getElementById("unpick").addEventListener("click", () => {
    unpick();
    search.focus();
  });

  settle();
  if (opened() !== null) follow();
  return { refresh, picked: () => new Map(picked), unpick };
}
