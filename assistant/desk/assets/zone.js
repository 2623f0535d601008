// The page of a zone: [n] and its card, and the whole article, as beside an answer.

import { start as startArticle } from "/page/article.js";
import { start as startEvidence } from "/page/evidence.js";

const element = document.getElementById("article");
startEvidence();
startArticle({ element, words: JSON.parse(element.dataset.words) });
