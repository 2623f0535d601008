// The line at the top: it folds the conversations away, or opens them as a drawer where the page is
// narrow, and leads to the page in the other language.

const FOLDED = "zone-assistant/folded"; // in localStorage
const find = (id) => document.getElementById(id);
const root = document.documentElement;
const narrow = matchMedia("(max-width: 1099px)");

function remember(folded) {
  try {
    localStorage.setItem(FOLDED, folded ? "yes" : "");
  } catch {
    // Remembered or not, it is folded.
  }
}

try {
  root.classList.toggle("folded", localStorage.getItem(FOLDED) === "yes");
} catch {
  // It starts unfolded.
}

const isOpen = () => root.classList.contains("drawer");

function tell() {
  const expanded = narrow.matches ? isOpen() : !root.classList.contains("folded");
  find("menu")?.setAttribute("aria-expanded", String(expanded));
  for (const column of ["talk", "side"].map(find)) if (column) column.inert = isOpen(); // may not be there yet
}

function openDrawer() {
  root.classList.add("drawer");
  tell();
  find("new").focus();
}

export function closeDrawer() {
  if (!isOpen()) return;
  root.classList.remove("drawer");
  tell();
  find("menu").focus();
}

export function start({ element }) {
  import("./account.js");
  find("menu").addEventListener("click", () => {
    if (narrow.matches) isOpen() ? closeDrawer() : openDrawer();
    else remember(root.classList.toggle("folded"));
    tell();
  });
  find("language").addEventListener("click", async (event) => {
    const { lang } = event.currentTarget.dataset;
    const path = event.currentTarget.getAttribute("href");
    event.preventDefault();
    const { settle } = await import("./conversations.js");
    await settle();
    document.cookie = `lang=${lang}; path=/; max-age=31536000; samesite=lax`;
    location.assign(path + location.search + location.hash);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeDrawer());
  document.addEventListener("click", (event) => {
    const within = event.composedPath().some(({ id }) => id === "past" || id === "masthead");
    if (isOpen() && !within) closeDrawer();
  });
  narrow.addEventListener("change", () => {
    root.classList.remove("drawer");
    tell();
  });
  tell();
}
