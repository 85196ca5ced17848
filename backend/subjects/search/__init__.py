"""Looking subjects up: by codes in the database, by any piece of a name in an index beside it."""

from backend.subjects.search.finding import Page, UnknownPlace, init_app, page, search
from backend.subjects.search.reading import IN_WORDS, Health

__all__ = ["IN_WORDS", "Health", "Page", "UnknownPlace", "init_app", "page", "search"]
