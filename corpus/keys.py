"""Keys of articles: what stays the same when a file is moved, renamed or read again."""

import hashlib
import re
import unicodedata

from corpus.article import Article

MAX_KEY = 80
MAX_INFERRED_TITLE = 30

_SENTENCE_END = re.compile(r"[。!?\uff01\uff1f;\uff1b\n]")


def slug(text: str) -> str:
    """Lower the case and turn every run of punctuation and spaces into one hyphen."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]+", "-", lowered).strip("-")


def make_key(*, source: str, published: str, title: str, body: str) -> str:
    """Return the key of an article that carries no id of its own: source-date-title.

    A key that would be longer than MAX_KEY ends in a hash of the whole, so that two long titles
    with the same beginning stay apart; without any letter in the title the body is hashed.
    """
    name = slug(title) or hashlib.sha256(body.encode()).hexdigest()[:12]
    key = "-".join(part for part in (slug(source), published, name) if part)
    if len(key) <= MAX_KEY:
        return key
    tail = hashlib.sha256(key.encode()).hexdigest()[:8]
    return f"{key[: MAX_KEY - 9].rstrip('-')}-{tail}"


def key_of(article: Article) -> str:
    """Return the key that an article would have if it carried none of its own."""
    return make_key(
        source=article.source,
        published=article.published,
        title=article.title,
        body=article.body,
    )


def infer_title(body: str) -> str:
    """Return the first sentence of a body, at most MAX_INFERRED_TITLE characters."""
    text = body.strip()
    end = _SENTENCE_END.search(text)
    return text[: end.start() if end else None][:MAX_INFERRED_TITLE].strip() or text[:1]
