// Who is logged in, the way out, and the tabs that one's role opens; the pages themselves are the
// same for everybody.

const place = document.getElementById("account");

if (place && /(^|; )account=yes/.test(document.cookie)) {
  const lang = document.documentElement.lang === "en" ? "en" : "zh";
  const query = new URLSearchParams({ lang, tab: place.dataset.tab });
  const response = await fetch(`/account?${query}`);
  if (response.ok) {
    place.innerHTML = await response.text();
    const tabs = place.querySelector(".tabs");
    place.parentElement.querySelector(":scope > .tabs")?.remove();
    if (tabs) place.parentElement.querySelector(":scope > :is(h1, .title)").after(tabs);
  }
}
