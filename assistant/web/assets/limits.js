// What the filters are set to. The address holds it (?zone=…&zone=…&source=…&from=2025-01&to=2025-06),
// so that a link brings it along, and no script need wait for another.

const MOST = 20; // of a kind: a link is written by anybody
const EVER = [0, 99991231];

export const KINDS = ["zone", "source", "from", "to"];
export const changes = new EventTarget();

// Return the names and ends that the address has, as they are written there.
export function read() {
  const given = new URLSearchParams(location.search);
  const names = (kind) => [...new Set(given.getAll(kind).map((name) => name.trim()))].filter(Boolean).slice(0, MOST);
  return { zone: names("zone"), source: names("source"), from: names("from").slice(0, 1), to: names("to").slice(0, 1) };
}

// Put them into the address; what else it has stays.
export function write(filters) {
  const address = new URL(location.href);
  for (const kind of KINDS) {
    address.searchParams.delete(kind);
    for (const name of filters[kind]) address.searchParams.append(kind, name);
  }
  history.replaceState(history.state, "", address);
  changes.dispatchEvent(new Event("change"));
}

// Return the first and the last day of 2025, 2025-01 or 2025-01-31 as yyyymmdd, null where it is no date.
export function days(text) {
  const [whole, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
  if (!whole || year < "1000") return null;
  const first = new Date(Date.UTC(year, (month ?? 1) - 1, day ?? 1));
  const last = new Date(Date.UTC(year, day || month ? month - 1 : 11, day ?? 1));
  if (!day) last.setUTCMonth(last.getUTCMonth() + 1, 0);
  const exists = first.toISOString().startsWith(text);
  return exists ? [first, last].map((date) => Number(date.toISOString().slice(0, 10).replaceAll("-", ""))) : null;
}

// Return what the server is told with every question.
export function chosen() {
  const { zone, source, from, to } = read();
  const [first, last] = [days(from[0] ?? "")?.[0], days(to[0] ?? "")?.[1]];
  const stretch = [first ?? EVER[0], last ?? EVER[1]];
  return { zones: zone, sources: source, published: first || last ? stretch : null };
}

export function start() {}
