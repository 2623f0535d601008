// Removing articles, restoring them, and going back to an earlier index.

import { confirm } from "./corpus_confirm.js";
import { explained, load, send } from "./fragments.js";

export function start({ here, words, table, build }) {
  const place = (id) => document.getElementById(id);
  const refresh = () =>
    explained(place("table-failed"), () =>
      Promise.all(["removed", "generations"].map((part) => load(`${here}/${part}`, place(part)))),
    );

  place("remove").addEventListener("click", async () => {
    const picked = table.picked();
    const titles = [...picked.values()];
    const asked = { title: words.ask_remove, about: words.about_remove, yes: words.remove };
    if (!(await confirm({ ...asked, titles, more: words.and_more }))) return;
    const begun = await explained(place("remove-failed"), () => build({ removing: [...picked.keys()] }));
    if (begun) table.unpick();
  });

  place("removed").addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const asked = { title: words.ask_restore, about: words.about_restore, yes: words.restore };
    if (!(await confirm({ ...asked, titles: [button.dataset.title] }))) return;
    await explained(place("restore-failed"), () => build({ restoring: [button.dataset.id] }));
  });

  place("generations").addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const asked = { title: words.ask_back, about: words.about_back, yes: words.go_back };
    if (!(await confirm({ ...asked, titles: [button.dataset.built] }))) return;
    const done = await explained(place("back-failed"), () =>
      send(`${here}/generations`, { name: button.dataset.name }),
    );
    if (!done) return;
    await refresh();
    place("went-back").textContent = done.note;
    place("generations-title").scrollIntoView({ block: "nearest" });
    for (const seconds of [1, 3, 10, 30]) setTimeout(table.refresh, 1000 * seconds); // the chat moves on by itself
  });

  return { refresh };
}
