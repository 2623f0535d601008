// Filtering the questions; without it the page shows all of them.
(() => {
  "use strict";
  const bar = document.querySelector(".filter");
  if (!bar) return;
  const questions = [...document.querySelectorAll("article.q")];
  const nothing = document.querySelector(".nothing");
  const output = bar.querySelector("output");
  const types = bar.querySelector("select");
  const text = bar.querySelector("input[type=search]");
  const fold = (value) => value.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
  let words; // what can be searched, by question: read once, when it is first needed

  const search = () =>
    (words ??= questions.map((question) =>
      fold([...question.querySelectorAll("[data-find]")].map((part) => part.textContent).join(" ")),
    ));

  const filter = () => {
    const state = bar.querySelector("input[type=radio]:checked").value;
    const type = types ? types.value : "all";
    const wanted = fold(text.value);
    const found = wanted ? search() : null;
    let shown = 0;
    questions.forEach((question, n) => {
      const { state: its, change, missed, type: kind } = question.dataset;
      const fits =
        (!state || [its, change, missed].includes(state)) &&
        (type === "all" || type === `=${kind}`) &&
        (!found || found[n].includes(wanted));
      question.hidden = !fits;
      shown += fits;
    });
    nothing.hidden = shown > 0;
    output.textContent =
      shown === questions.length ? `共 ${shown} 题` : `显示 ${shown} / ${questions.length} 题`;
  };

  const reset = () => {
    bar.querySelector("input[type=radio]").checked = true;
    if (types) types.value = "all";
    text.value = "";
    filter();
  };

  // A link to a question must reach it, whatever is filtered.
  const follow = () => {
    const target = document.querySelector("article.q:target");
    if (!target) return;
    if (target.hidden) reset();
    // What lies above only gets its true height once it is drawn: aim again until it stays.
    let tries = 12;
    const aim = () => {
      target.scrollIntoView();
      if (--tries) requestAnimationFrame(aim);
    };
    aim();
  };

  bar.hidden = false;
  bar.addEventListener("input", filter);
  addEventListener("hashchange", follow);
  addEventListener("load", follow);
  filter(); // a browser may have kept what was chosen before a reload
})();
