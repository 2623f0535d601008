"""The exception of this package."""


class SearchIndexError(Exception):
    """Raised when an index cannot be built or opened; the message is for people, in Chinese."""
