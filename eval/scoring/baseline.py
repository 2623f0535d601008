"""What the wording of a question alone tells: a classifier that never reads an article.

A set whose unanswerable questions can be told by their wording says little about refusing; every
refusal figure stands beside this one's.
"""

from collections.abc import Sequence

import numpy as np

from eval.scoring.bootstrap import SEED

FOLDS = 5
_NGRAMS = (1, 3)  # characters


def question_only(
    questions: Sequence[str], unanswerable: Sequence[bool], *, seed: int = SEED
) -> list[float] | None:
    """Return per question how likely its wording makes it unanswerable, 0 to 1.

    Logistic regression over character n-grams; each question is judged by a model that was fitted
    on the other folds. None where a class has fewer different questions than there are folds.
    """
    pairs = set(zip(questions, map(bool, unanswerable), strict=True))
    known = sum(truth for _, truth in pairs)
    if min(known, len(pairs) - known) < FOLDS:
        return None
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold
    from sklearn.pipeline import make_pipeline

    texts, truth = np.asarray(questions, dtype=object), np.asarray(unanswerable, dtype=bool)
    scores = np.zeros(len(truth))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    # The same wording asked twice stays in one fold, lest the model knows it already.
    for fitted, held_out in folds.split(texts, truth, groups=texts.astype(str)):
        model = make_pipeline(
            TfidfVectorizer(analyzer="char", ngram_range=_NGRAMS, sublinear_tf=True),
            LogisticRegression(class_weight="balanced", max_iter=1000),
        )
        model.fit(texts[fitted], truth[fitted])
        scores[held_out] = model.predict_proba(texts[held_out])[:, 1]
    return [float(score) for score in scores]
