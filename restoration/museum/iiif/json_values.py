"""Values in IIIF data, which museums write in many ways: one or several, with `id` or `@id`, in several languages."""

from collections.abc import Iterable, Iterator
from typing import Any

MAX_TEXT = 2000  # letters of a label or a statement
_LANGUAGES = ("en", "none", "@none")  # preferred ones, in this order
_LARGEST = 2**31


def objects_in(value: object) -> list[dict[str, Any]]:
    """Return the objects in a list, or the one that stands in place of a list."""
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict)]


def address_of(thing: object) -> str:
    """Return what an object or a reference to one is called; empty if it has no name."""
    if isinstance(thing, dict):
        thing = thing.get("id") or thing.get("@id")
    return thing if isinstance(thing, str) else ""


def kind_of(thing: dict[str, Any]) -> str:
    """Return the type, without the prefix that version 2 has."""
    kind = thing.get("type") or thing.get("@type")
    return kind.rpartition(":")[2] if isinstance(kind, str) else ""


def number_of(thing: dict[str, Any], key: str) -> int | None:
    """Return a length; None if it is missing or impossible. Some servers write it as a text."""
    value = thing.get(key)
    if isinstance(value, str) and value.isdecimal() and len(value) < 12:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value < _LARGEST:
        return None
    return int(value)


def text_in(thing: dict[str, Any], *keys: str) -> str:
    """Return the first text under these keys, in English if there is a choice, on one line and not too long."""
    texts = (_in_one_language(thing.get(key)) for key in keys)
    return " ".join(next(filter(None, texts), "").split())[:MAX_TEXT]


def _in_one_language(value: object) -> str:
    by_language: dict[str, str] = {}
    for language, text in _texts(value):
        by_language.setdefault(language.partition("-")[0].lower(), text)
    preferred = (by_language[one] for one in _LANGUAGES if one in by_language)
    return next(preferred, next(iter(by_language.values()), ""))


def _texts(value: object) -> Iterator[tuple[str, str]]:
    """Yield the language and the text of each way in which versions 2 and 3 say something."""
    if isinstance(value, str):
        yield "none", value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict) and "@value" in value:
        yield str(value.get("@language", "none")), str(value["@value"])
    elif isinstance(value, dict):
        yield from ((language, _joined(texts)) for language, texts in value.items())


def _joined(texts: object) -> str:
    parts: Iterable[object] = texts if isinstance(texts, list) else [texts]
    return "; ".join(part for part in parts if isinstance(part, str))
