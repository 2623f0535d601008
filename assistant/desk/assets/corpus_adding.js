// Adding articles: files are sent one by one, shown as they are read, corrected, then taken in.

import { dropped, picked } from "./corpus_files.js";
import { Sender } from "./corpus_sending.js";
import { explained, load, put, send, Trouble } from "./fragments.js";

const KEY = "corpus-upload"; // in this tab alone: no other visitor knows the token

export function start({ here, words, reader, build }) {
  const find = (id) => document.getElementById(id);
  const [panel, preview, failed, said] = ["add", "preview", "add-failed", "add-said"].map(find);
  const sender = new Sender({ here, list: find("sending"), words });
  let corrected = Promise.resolve(); // the corrections that are on their way, one after another
  const token = () => sessionStorage.getItem(KEY) ?? "";
  const forget = () => sessionStorage.removeItem(KEY);

  async function add(files) {
    if (!files.length) return void (failed.textContent = words.no_files);
    await explained(failed, async () => {
      if (!token()) sessionStorage.setItem(KEY, (await send(`${here}/upload`, {})).token);
      const sent = await sender.send(files, token());
      if (sent) await look();
    });
  }

  async function look({ focus = true } = {}) {
    said.textContent = words.reading;
    try {
      await load(`${here}/upload?${new URLSearchParams({ token: token() })}`, preview);
    } finally {
      said.textContent = "";
    }
    sender.clear();
    if (focus) find("preview-title")?.focus({ preventScroll: true });
    find("preview-title")?.scrollIntoView({ block: "nearest" });
  }

  // Take over what the server says of every article; what is being typed stays.
  function merge(html, saved, sent) {
    const fresh = Object.assign(document.createElement("template"), { innerHTML: html }).content;
    const cards = new Map([...fresh.querySelectorAll(".card")].map((card) => [card.dataset.at, card]));
    const old = [...preview.querySelectorAll(".card")];
    const same = old.length === cards.size && old.every((card) => cards.has(card.dataset.at));
    if (!same) return put(html, preview);
    for (const card of old) {
      const now = cards.get(card.dataset.at);
      card.querySelector(".outcome").replaceWith(now.querySelector(".outcome"));
      for (const input of card.querySelectorAll(".entries input")) {
        const { value } = now.querySelector(`[name="${input.name}"]`);
        const untouched = input === saved ? input.value === sent : input.value === input.defaultValue;
        input.defaultValue = value;
        if (untouched) input.value = value;
      }
    }
    put(fresh.getElementById("preview-counts").innerHTML, find("preview-counts"));
    const [was, is] = [find("begin"), fresh.getElementById("begin")];
    if (was && is) was.textContent = is.textContent; // the same button: it may just be pressed
    else put(fresh.getElementById("preview-buttons").innerHTML, find("preview-buttons"));
  }

  function correct(input) {
    const { at } = input.closest(".card").dataset;
    const value = input.name === "take" ? !input.checked : input.value;
    const place = find(input.getAttribute("aria-describedby")) ?? find("begin-failed");
    const field = input.name === "take" ? "left_out" : input.name;
    corrected = corrected.then(async () => {
      const asked = { token: token(), at, [field]: value };
      const html = await explained(place, () => send(`${here}/upload/correct`, asked));
      input.toggleAttribute("aria-invalid", html === undefined);
      if (html !== undefined) merge(html, input, value);
    });
  }

  async function begin() {
    const place = find("begin-failed");
    for (const input of preview.querySelectorAll("[aria-invalid]")) correct(input); // once more
    await corrected;
    const wrong = preview.querySelector("[aria-invalid]");
    if (wrong) return wrong.focus();
    const begun = await explained(place, () => build({ upload: token() }));
    if (begun) preview.replaceChildren();
  }

  // Once a build has ended: what was taken in is forgotten, else it is shown again.
  async function ended(phase) {
    if (!token() || preview.childElementCount) return;
    if (phase === "done") forget();
    else await look({ focus: false }).catch(gone);
  }

  function gone(error) {
    if (!(error instanceof Trouble)) throw error;
    if (error.status) forget();
  }

  const clicked = {
    begin,
    discard: async () => {
      await explained(failed, () => send(`${here}/upload/drop`, { token: token() }));
      forget();
      preview.replaceChildren();
      find("choose-files").focus();
    },
  };

  preview.addEventListener("change", (event) => event.target.closest(".card") && correct(event.target));
  preview.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    await clicked[button.id]?.();
    if (button.matches(".see")) {
      await corrected;
      const { at } = button.closest(".card").dataset;
      await reader.open(`upload/article?${new URLSearchParams({ token: token(), at })}`, () => button.focus());
    }
    if (button.matches(".drop-file")) {
      const asked = { token: token(), name: button.dataset.name };
      const html = await explained(failed, () => send(`${here}/upload/drop`, asked));
      if (html !== undefined) put(html, preview);
      (find("preview-title") ?? find("choose-files")).focus();
    }
  });
  preview.addEventListener("submit", async (event) => {
    event.preventDefault();
    await corrected;
    const given = Object.fromEntries(new FormData(event.target));
    const html = await explained(find("fill-failed"), () => send(`${here}/upload/fill`, { token: token(), ...given }));
    if (html === undefined) return;
    put(html, preview);
    find("preview-title")?.focus({ preventScroll: true });
  });

  for (const [button, input] of [["choose-files", "files"], ["choose-folder", "folder"]]) {
    find(button).addEventListener("click", () => find(input).click());
    find(input).addEventListener("change", ({ target }) => {
      add(picked(target.files));
      target.value = "";
    });
  }
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault(); // else the browser would open what is dropped
    panel.classList.add("over");
  });
  addEventListener("dragleave", (event) => event.relatedTarget || panel.classList.remove("over"));
  addEventListener("drop", async (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    panel.classList.remove("over");
    add(await dropped(event.dataTransfer));
  });

  if (token()) look({ focus: false }).catch(gone);
  return { ended };
}
