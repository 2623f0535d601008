// What every page beside the chat does: colours follow the system, the language is remembered.

const dark = matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", () => document.documentElement.classList.toggle("dark", dark.matches));

document.getElementById("language").addEventListener("click", (event) => {
  const { lang } = event.currentTarget.dataset;
  document.cookie = `lang=${lang}; path=/; max-age=31536000; samesite=lax`;
  event.currentTarget.search = location.search;
});
