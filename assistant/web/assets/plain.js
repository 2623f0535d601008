// An answer as plain text, to be pasted elsewhere.

const fill = (words, given) => words.replace(/\{(\w+)\}/g, (_, name) => given[name]);
const cells = (line) => line.trim().slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim());

// The cells of a table are parted by tabs, as spreadsheets take them; a column that only held [n] goes.
function table(lines) {
  const rows = lines.filter((line) => !/^[\s|:-]+$/.test(line)).map(cells);
  const kept = rows[0].map((_, at) => rows.length === 1 || rows.slice(1).some((row) => row[at]));
  return rows.map((row) => row.filter((_, at) => kept[at]).join("\t"));
}

function unmarked(text) {
  const lines = [];
  let rows = [];
  for (const line of [...text.replaceAll("**", "").split("\n"), ""]) {
    if (/^\s*\|.*\|\s*$/.test(line)) {
      rows.push(line);
      continue;
    }
    if (rows.length) lines.push(...table(rows));
    rows = [];
    lines.push(line);
  }
  return lines.join("\n").trim().replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

function derived(answer, words, numbered) {
  const numbers = (one) => (numbered ? one.citations.map((n) => `[${n}]`).join("") : "");
  return answer.derived.map((one) => fill(words.derived, one) + numbers(one));
}

const together = (...parts) => parts.map((lines) => lines.join("\n")).filter(Boolean).join("\n\n");

// Return what an answer says, without numbers.
export function plain(answer, words) {
  const said = unmarked(answer.answer.replace(/ *\[\d{1,3}\]/g, ""));
  return together([said], derived(answer, words, false));
}

// Return what an answer says, and a line for each citation.
export function cited(answer, words) {
  const asides = derived(answer, words, true);
  if (answer.frame.as_of) asides.push(fill(words.as_of, { day: day(answer.frame.as_of) }));
  const lines = answer.citations.length ? [words.sources] : [];
  for (const { n, title, source, published, quote, url } of answer.citations) {
    const origin = [`《${title || words.untitled}》`, source, day(published)].filter(Boolean).join(words.joined);
    const address = /^https?:\/\/\S+$/i.test(url) ? ` ${url}` : "";
    lines.push(fill(words.cited, { n, origin, quote: quote.replace(/\s*\n\s*/g, " ") }) + address);
  }
  return together([unmarked(answer.answer)], asides, lines);
}

// Write 2025-11-04 as 2025年11月4日 where the page is Chinese.
function day(date) {
  if (document.documentElement.lang === "en" || !/^\d{4}(-\d\d){0,2}$/.test(date)) return date;
  return date.split("-").map((part, at) => Number(part) + "年月日"[at]).join("");
}
