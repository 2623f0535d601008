// The page of the corpus: its parts tell each other what has changed.

import { start as startAdding } from "./corpus_adding.js";
import { start as startBuilding } from "./corpus_building.js";
import { start as startHistory } from "./corpus_history.js";
import { start as startReader } from "./corpus_reader.js";
import { start as startTable } from "./corpus_table.js";

const words = JSON.parse(document.getElementById("words").textContent);
const here = location.pathname.replace(/\/$/, "");
const reader = startReader({ here });
const table = startTable({ here, words, reader });
const past = startHistory({ here, words, table, build: (order) => building.begin(order) });
const building = startBuilding({
  here,
  finished: (job) => Promise.allSettled([table.refresh(), past.refresh(), adding.ended(job)]),
});
const adding = startAdding({ here, words, reader, build: (order) => building.begin(order) });
