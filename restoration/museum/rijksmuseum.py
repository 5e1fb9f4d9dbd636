"""The Rijksmuseum, through its data services of 2025 and later (https://data.rijksmuseum.nl/docs); no key.

Two interfaces are used. The Search API, still called a beta, returns identifiers. The Linked Data Resolver returns a
record for each as Linked Art, and from it two steps lead to the photograph: the painting shows a VisualItem, which
carries the rights, and that is shown by a DigitalObject, which names the IIIF image. The older API needed a key.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from restoration.downloading.client import Client
from restoration.errors import BadRequest
from restoration.museum.base import PUBLIC_DOMAIN, WEB_SIDE, Artwork, MuseumSearch
from restoration.museum.records import explain_unknown_form, fetch_record, once, one_line

API = "https://data.rijksmuseum.nl"
DEFAULTS = MuseumSearch()

_PROFILE = {"_profile": "la-framed"}  # Linked Art, with the words for types and units written out
_RIGHTS = {
    "creativecommons.org/publicdomain/mark/1.0": "Public domain, Public Domain Mark 1.0: Rijksmuseum",
    "creativecommons.org/publicdomain/zero/1.0": f"{PUBLIC_DOMAIN}: Rijksmuseum",
}
_AAT = "http://vocab.getty.edu/aat/"  # the Art & Architecture Thesaurus, whose numbers mark what a text is
_ENGLISH, _MATERIAL, _CREDIT, _CENTIMETRES = "300388277", "300435429", "300026687", "300379098"
_WHOLE = ("", "overall", "total", "geheel")  # how a size is called that is not of the frame

Node = dict[str, Any]


class Rijksmuseum:
    """The museum, asked through a client."""

    key = "rijksmuseum"

    def __init__(self, client: Client, api: str = API) -> None:
        self._client = client
        self._api = api.rstrip("/")

    def find(self, search: MuseumSearch) -> Iterator[str]:
        """See `Museum.find`."""
        if search.department:
            raise BadRequest("The Rijksmuseum's search knows no departments.", hint="Leave the department out.")
        patterns = year_patterns(max(search.min_year, 1), search.max_year)
        # a painting of 1599 to 1601 belongs to two of them
        return once(object_id for years in patterns for object_id in self._find_of(years, search))

    def _find_of(self, years: str, search: MuseumSearch) -> Iterator[str]:
        conditions = {"type": "painting", "imageAvailable": "true", "creationDate": years}
        conditions |= {"description": search.query} if search.query else {}
        conditions |= {"material": search.medium} if search.medium else {}
        token: str | None = ""
        while token is not None:
            ids, token = self._page(conditions | ({"pageToken": token} if token else {}))
            yield from ids

    @explain_unknown_form()
    def _page(self, query: dict[str, str]) -> tuple[list[str], str | None]:
        """Return the numbers on a page of results, and the token of the next page; None after the last one."""
        answer = self._client.json(f"{self._api}/search/collection", query)
        ids = [_number(item) for item in answer["orderedItems"]]
        if not ids or "next" not in answer:
            return ids, None
        return ids, parse_qs(urlsplit(answer["next"]["id"]).query)["pageToken"][0]

    def describe(self, object_id: str) -> Artwork | None:
        """See `Museum.describe`."""
        record = self._resolve(object_id)
        return self._artwork(object_id, record) if record else None

    def _resolve(self, number: str) -> Node | None:
        return fetch_record(self._client, f"{self._api}/{number}", _PROFILE)

    @explain_unknown_form()
    def _artwork(self, object_id: str, record: Node) -> Artwork | None:
        if not {"painting", "schilderij"} & {word.casefold() for kind in _classes(record) for word in _words(kind)}:
            return None
        photograph = self._photograph(record)
        if not photograph:
            return None
        image, rights = photograph
        return _describe(object_id, record, image, rights)

    def _photograph(self, record: Node) -> tuple[str, str] | None:
        """Return the address of the IIIF image and its rights; None if it may not be used or there is none."""
        for shown in _nodes(record, "shows"):
            visual = self._resolve(_number(shown)) or {}
            rights = _rights(visual)
            digital = _nodes(visual, "digitally_shown_by")
            if rights and digital:
                found = self._resolve(_number(digital[0])) or {}
                images = [point["id"] for point in _nodes(found, "access_point") if "/full/max/" in point["id"]]
                if images:
                    return images[0], rights
        return None


def year_patterns(first: int, last: int) -> Iterator[str]:
    """Yield the fewest patterns of the museum's search that cover the years: 15??, 160?, 1610, 1611."""
    while first <= last:
        digits = next(n for n in (2, 1, 0) if first % 10**n == 0 and first + 10**n - 1 <= last)
        yield str(first)[: len(str(first)) - digits] + "?" * digits
        first += 10**digits


def _describe(object_id: str, record: Node, image: str, rights: str) -> Artwork:
    production = next(iter(_nodes(record, "produced_by")), {})
    span = next(iter(_nodes(production, "timespan")), {})
    height, width = _height_and_width(record)
    return Artwork(
        museum=Rijksmuseum.key,
        object_id=object_id,
        accession_number=_content(n for n in _nodes(record, "identified_by") if n.get("type") == "Identifier"),
        title=_content(n for n in _nodes(record, "identified_by") if n.get("type") == "Name"),
        artist=_artist(production),
        date=_content(_nodes(span, "identified_by")),
        begin_year=_year(span.get("begin_of_the_begin")),
        end_year=_year(span.get("end_of_the_end")),
        medium=_content(_statements(record, _MATERIAL)),
        height_cm=height,
        width_cm=width,
        credit_line=_content(_statements(record, _CREDIT)),
        rights=rights,
        object_url=f"https://id.rijksmuseum.nl/{object_id}",
        image_url=image,
        web_image_url=image.replace("/full/max/", f"/full/!{WEB_SIDE},{WEB_SIDE}/"),
    )


def _nodes(node: Node, field: str) -> list[Node]:
    """Return the objects in a field, which holds one, several, or none; mere references by name are left out."""
    value = node.get(field) or []
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def _number(node: Node) -> str:
    """Return the number at the end of an identifier such as https://id.rijksmuseum.nl/200107928."""
    number = node["id"].rstrip("/").rpartition("/")[2]
    if not number.isdecimal():
        raise ValueError(f"{node['id']} is no identifier of the museum")
    return str(number)


def _has_id(nodes: list[Node], number: str) -> bool:
    return any(node.get("id") == _AAT + number for node in nodes)


def _classes(node: Node) -> list[Node]:
    return _nodes(node, "classified_as")


def _words(node: Node) -> list[str]:
    return [one_line(notation.get("@value")) for notation in _nodes(node, "notation")]


def _statements(node: Node, kind: str) -> list[Node]:
    return [text for text in _nodes(node, "referred_to_by") if _has_id(_classes(text), kind)]


def _content(nodes: Iterable[Node]) -> str:
    """Return the text of the first node in English, or of the first at all."""
    texts = [node for node in nodes if node.get("content")]
    english = [node for node in texts if _has_id(_nodes(node, "language"), _ENGLISH)]
    return one_line((english or texts)[0]["content"]) if texts else ""


def _artist(production: Node) -> str:
    """Return the museum's own words, with "workshop of" and the like, else the maker's name."""
    words = re.sub(r"^(painter|schilder): ", "", _content(_nodes(production, "referred_to_by")))
    makers = (maker for part in _nodes(production, "part") for maker in _nodes(part, "carried_out_by"))
    return words or next((name for maker in makers for name in _words(maker)[::-1]), "")


def _year(date: object) -> int:
    """Return the year of a date such as 1642-01-01T00:00:00Z; 0 if there is none."""
    found = re.match(r"(-?\d{1,6})-", str(date or ""))
    return int(found[1]) if found else 0


def _rights(visual: Node) -> str:
    """Return in words under which terms the photograph may be used; "" if it is not in the public domain."""
    terms = [one_line(kind.get("id")) for right in _nodes(visual, "subject_to") for kind in _classes(right)]
    return next((words for url, words in _RIGHTS.items() if any(url in term for term in terms)), "")


def _height_and_width(record: Node) -> tuple[float | None, float | None]:
    """Return centimetres of the whole painting; None where the museum gives none, or several."""
    whole = [
        size
        for size in _nodes(record, "dimension")
        if _content(_nodes(size, "identified_by")).casefold() in _WHOLE and _has_id(_nodes(size, "unit"), _CENTIMETRES)
    ]
    heights = [float(size["value"]) for size in whole if _is_kind(size, "height", "300055644")]
    widths = [float(size["value"]) for size in whole if _is_kind(size, "width", "300055647")]
    return (heights[0], widths[0]) if len(heights) == len(widths) == 1 else (None, None)


def _is_kind(size: Node, word: str, number: str) -> bool:
    kinds = _classes(size)
    same = [other for kind in kinds for other in _nodes(kind, "equivalent")]
    return _has_id(kinds + same, number) or any(word in _words(kind) for kind in kinds)
