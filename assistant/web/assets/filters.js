// The filters: a button, the panel that it opens, and what is chosen as chips that can be taken away.

import { changes, days, KINDS, read, write } from "./limits.js";

const SHOWN = 40; // names in a list; the others are found by typing
const LONG = [
  [/经济技术开发区|经济开发区/g, "经开区"],
  [/高新技术(产业)?开发区/g, "高新区"],
  [/综合保税区/g, "综保区"],
  [/自由贸易试验区/g, "自贸区"],
];
const fold = (text) => LONG.reduce((said, pair) => said.replace(...pair), text.normalize("NFKC").toLowerCase().trim());

export function start({ element, watch, words }) {
  const part = (selector) => element.querySelector(selector);
  const say = (name, given) => words[name].replace(/\{(\w+)\}/g, (_, key) => given[key]);
  const counts = () => new Map([...element.querySelectorAll("[data-names]")].map((set) => [set.dataset.kind, new Map(JSON.parse(set.dataset.names))]));
  let known = counts(); // kind → name → articles

  function open(opened) {
    const panel = part(".panel");
    if (!panel || panel.hidden === !opened) return;
    panel.hidden = !opened;
    part(".toggle").setAttribute("aria-expanded", String(opened));
    if (!opened) return;
    for (const set of element.querySelectorAll("[data-kind]")) {
      list(set);
      const options = set.querySelector(".options"); // must not shrink under who types
      options.style.minHeight = `${options.offsetHeight}px`;
    }
    if (matchMedia("(pointer: fine)").matches) panel.querySelector("input")?.focus({ preventScroll: true });
  }

  function close() {
    if (element.contains(document.activeElement)) part(".toggle").focus({ preventScroll: true });
    open(false);
  }

  // Fill a list with what is chosen and what fits the typed words, most articles first.
  function list(set) {
    const { kind } = set.dataset;
    const typed = fold(set.querySelector("input").value);
    const held = read()[kind];
    const fitting = [...known.get(kind).keys()].filter((name) => fold(name).includes(typed));
    const names = typed ? fitting : [...new Set([...held, ...fitting])];
    set.querySelector(".options").replaceChildren(...names.slice(0, SHOWN).map((name) => option(kind, name, held)));
    const more = names.length - SHOWN;
    set.querySelector(".more").textContent = more > 0 ? say("more", { n: more }) : names.length ? "" : words.none;
  }

  function option(kind, name, held) {
    const [label, box, said, count] = ["label", "input", "span", "small"].map((tag) => document.createElement(tag));
    Object.assign(box, { type: "checkbox", value: name, checked: held.includes(name) });
    said.textContent = name;
    count.textContent = known.get(kind).get(name) ?? 0;
    label.append(box, said, count);
    return label;
  }

  function toggle(kind, name, on) {
    const filters = read();
    filters[kind] = filters[kind].filter((other) => other !== name);
    if (on) filters[kind].push(name);
    write(filters);
  }

  // 2025-06 as 2025年6月.
  const shown = (text) =>
    words.lang.startsWith("zh") ? text.split("-").map((n, at) => Number(n) + "年月日"[at]).join("") : text;

  function stretch(first, last) {
    if (!first || !last) return first ? say("since", { first: shown(first) }) : last ? say("until", { last: shown(last) }) : "";
    // A year and a month are said as two months.
    const parts = first.length + last.length === 11 ? [`${first}-01`, `${last}-12`].map((end) => end.slice(0, 7)) : [first, last];
    if (parts[0] === parts[1]) return shown(first);
    const end = shown(parts[1]);
    const year = parts[0].length > 4 ? `${parts[0].slice(0, 4)}年` : "\0";
    return say("between", { first: shown(parts[0]), last: end.startsWith(year) ? end.slice(year.length) : end });
  }

  function chip(text, kinds, name, hint = "") {
    const [item, button, said] = ["li", "button", "span"].map((tag) => document.createElement(tag));
    said.textContent = text;
    button.type = "button";
    button.append(said, "×");
    button.title = hint || text;
    button.classList.toggle("odd", hint !== "");
    button.setAttribute("aria-label", say("remove", { name: hint || text }));
    button.addEventListener("click", () => {
      const place = [...part(".chips").children].indexOf(item);
      const filters = read();
      for (const kind of kinds) filters[kind] = filters[kind].filter((other) => name !== undefined && other !== name);
      write(filters);
      const left = part(".chips").children;
      (left[Math.min(place, left.length - 1)]?.firstChild ?? part(".toggle")).focus({ preventScroll: true });
    });
    item.append(button);
    return item;
  }

  function chips({ zone, source, from, to }) {
    const made = [];
    for (const [kind, names] of Object.entries({ zone, source })) {
      for (const name of names) {
        const lacks = known.has(kind) && !known.get(kind).has(name);
        made.push(chip(name, [kind], name, lacks ? say("unlisted", { name }) : ""));
      }
    }
    for (const [kind, [end]] of Object.entries({ from, to })) {
      if (end && !days(end)) made.push(chip(end, [kind], end, say("wrong", { name: end })));
    }
    const text = stretch(from.find(days), to.find(days));
    if (text) made.push(chip(text, ["from", "to"]));
    return made;
  }

  // Show what is chosen: on the button, as chips, and in the panel, where nothing is moved.
  function show() {
    const filters = read();
    part(".toggle").disabled = !part(".panel");
    const active = filters.zone.length + filters.source.length + [...filters.from, ...filters.to].some(days);
    part(".chips").replaceChildren(...chips(filters));
    part(".count").textContent = active || "";
    if (active) part(".toggle").setAttribute("aria-label", say("chosen", { n: active }));
    else part(".toggle").removeAttribute("aria-label");
    for (const box of element.querySelectorAll(".options input")) {
      box.checked = filters[box.closest("[data-kind]").dataset.kind].includes(box.value);
    }
    for (const end of element.querySelectorAll("[data-end]")) {
      const [year, month] = end.querySelectorAll("select");
      const value = filters[end.dataset.end].find(days);
      [year.value, month.value] = [value?.slice(0, 4) ?? "", value?.slice(5, 7) ?? ""];
      month.disabled = !year.value;
    }
  }

  element.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.matches(".toggle")) open(part(".panel").hidden);
    if (button?.matches(".close")) close();
    if (button?.matches(".clear")) write(Object.fromEntries(KINDS.map((kind) => [kind, []])));
  });
  element.addEventListener("input", ({ target }) => {
    if (target.matches("[type=search]")) list(target.closest("[data-kind]"));
  });
  element.addEventListener("change", ({ target }) => {
    const end = target.closest("[data-end]");
    if (target.matches("[type=checkbox]")) toggle(target.closest("[data-kind]").dataset.kind, target.value, target.checked);
    if (!end) return;
    const [year, month] = [...end.querySelectorAll("select")].map((select) => select.value);
    write({ ...read(), [end.dataset.end]: year ? [month ? `${year}-${month}` : year] : [] });
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !part(".panel")?.hidden) {
      event.stopPropagation();
      close();
    }
    const box = event.target.matches("[type=search]") && event.target.closest("[data-kind]").querySelector(".options input");
    if (event.key === "Enter" && box && event.target.value) box.click();
  });
  document.addEventListener("pointerdown", ({ target }) => element.contains(target) || open(false));

  // A refused question is asked of all articles: the filters go before the conversation asks.
  document.addEventListener(
    "click",
    ({ target }) => target.closest("button.unfiltered") && write(Object.fromEntries(KINDS.map((kind) => [kind, []]))),
    true,
  );

  changes.addEventListener("change", show);
  watch("value", () => {
    known = counts();
    show();
  });
  show();
}
