// Adding articles: files are sent one by one, shown as they are read, corrected, then taken in.

import { dropped, picked } from "./corpus_files.js";
import { Sender } from "./corpus_sending.js";
import { explained, get, load, put, send, Trouble } from "./fragments.js";

// In this tab alone: no other visitor knows the token.
const KEY = "corpus-upload";
const TAKING = "corpus-taking"; // job and token of what is being taken in; more files go elsewhere

export function start({ here, words, reader, build }) {
  const find = (id) => document.getElementById(id);
  const [panel, preview, failed, said] = ["add", "preview", "add-failed", "add-said"].map(find);
  const sender = new Sender({ here, list: find("sending"), words });
  let corrected = Promise.resolve(); // the corrections that are on their way, one after another
  const token = () => sessionStorage.getItem(KEY) ?? "";
  const forget = () => sessionStorage.removeItem(KEY);
  const shown = () => `${here}/upload?${new URLSearchParams({ token: token() })}`;
  const taking = () => JSON.parse(sessionStorage.getItem(TAKING) ?? "{}");

  async function add(files) {
    if (!files.length) return void (failed.textContent = words.no_files);
    await explained(failed, async () => {
      if (!token()) sessionStorage.setItem(KEY, (await send(`${here}/upload`, {})).token);
      const sent = await sender.send(files, token());
      await (sent ? look() : get(shown())).catch((error) => {
        gone(error); // the next files begin another upload
        throw error;
      });
    });
  }

  async function look({ focus = true } = {}) {
    said.textContent = words.reading;
    try {
      await load(shown(), preview);
    } finally {
      said.textContent = "";
    }
    sender.clear();
    if (focus) find("preview-title")?.focus({ preventScroll: true });
    find("preview-title")?.scrollIntoView({ block: "nearest" });
  }

  // Take over what the server says of the articles that have changed; what is being typed stays.
  function merge(html, saved, sent) {
    const fresh = Object.assign(document.createElement("template"), { innerHTML: html }).content;
    const cards = new Map([...fresh.querySelectorAll(".card")].map((card) => [card.dataset.at, card]));
    for (const card of preview.querySelectorAll(".card")) {
      const now = cards.get(card.dataset.at);
      if (!now) continue;
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
      if (html === undefined) input.ariaInvalid = "true";
      else input.removeAttribute("aria-invalid");
      if (html !== undefined) merge(html, input, value);
    });
  }

  let taken = false; // a second press while the first is on its way asks for nothing

  async function begin() {
    if (taken) return;
    taken = true;
    try {
      await take();
    } finally {
      taken = false;
    }
  }

  async function take() {
    const place = find("begin-failed");
    for (const input of preview.querySelectorAll("[aria-invalid]")) correct(input); // once more
    await corrected;
    const wrong = preview.querySelector("[aria-invalid]");
    if (wrong) return wrong.focus();
    const upload = token();
    const job = await explained(place, () => build({ upload }));
    if (!job) return;
    sessionStorage.setItem(TAKING, JSON.stringify({ job, upload }));
    forget();
    preview.replaceChildren();
  }

  // Once its build has ended: what was not taken in is shown again, unless there are other files.
  async function ended({ job, phase }) {
    const { job: mine, upload } = taking();
    if (!mine || (job === mine && phase === "running")) return;
    sessionStorage.removeItem(TAKING);
    if (token() || (job === mine && phase === "done")) return;
    sessionStorage.setItem(KEY, upload);
    await look({ focus: false }).catch(gone);
  }

  function gone(error) {
    if (!(error instanceof Trouble)) throw error;
    if (error.status === 404) forget();
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
  else ended(document.querySelector("#building [data-job]")?.dataset ?? {});
  return { ended };
}
