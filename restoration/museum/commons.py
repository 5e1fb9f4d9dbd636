"""Wikimedia Commons, through the Action API (https://www.mediawiki.org/wiki/API): categories, search and file pages.

Anybody may upload there, so a file is used only if its page names a free licence and a date within the years. Wikimedia
asks programs to call one after the other, to name a contact (the variable RESTORATION_CONTACT), and to wait while its
copies of the database lag behind (maxlag).
"""

import math
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from restoration.downloading.client import Client, DownloadFailed
from restoration.museum.base import Artwork, MuseumSearch
from restoration.museum.commons_fields import parse_years, visible_text
from restoration.museum.records import explain_unknown_form, once, one_line

API = "https://commons.wikimedia.org/w/api.php"
DEFAULTS = MuseumSearch()

_MAX_LAG = 5  # s; the value that Wikimedia recommends
_PAGE = 500  # files in one answer, the most for programs without an account
_FIRST = 3  # files of a year, before those of the next years
_DEPTH = 2  # levels of categories below the first
_WEB_WIDTH = 960  # px; one of the widths that Wikimedia keeps ready
_PICTURES = ("image/jpeg", "image/png", "image/tiff", "image/webp")
_FREE = ("public domain", "cc0", "cc by ", "cc by-sa ")  # how the short names of the licences begin
_FIELDS = "ObjectName|Artist|DateTimeOriginal|Credit|Categories|LicenseShortName|LicenseUrl|AttributionRequired"

Answer = dict[str, Any]


class Commons:
    """The collection, asked through a client."""

    key = "commons"

    def __init__(self, client: Client, api: str = API) -> None:
        self._client = client
        self._api = api

    def find(self, search: MuseumSearch) -> Iterator[str]:
        """See `Museum.find`; a file lies in several categories.

        With words, their search, within the category if there is one; else the files of the category, and without one
        of the categories of the years, such as "1485 paintings": first a few of each year.
        """
        if search.query or search.medium:
            return once(self._search(search))
        if search.department:
            return once(self._walk([_category_name(search.department)]))
        years = [f"{year} paintings" for year in _spread(search.min_year, search.max_year)]
        return once(chain(self._taste(years), self._walk(years)))

    def _search(self, search: MuseumSearch) -> Iterator[str]:
        within = f'incategory:"{_category_name(search.department)}"' if search.department else ""
        words = " ".join(filter(None, (search.query, search.medium, "filetype:bitmap", within)))
        query = {"list": "search", "srsearch": words, "srnamespace": 6, "srlimit": _PAGE, "srprop": ""}
        for page in self._pages(query):
            yield from _page_ids(page, "search")

    def _taste(self, categories: list[str]) -> Iterator[str]:
        """Yield the first files of each category."""
        for name in categories:
            page = next(self._members([name]))
            yield from _page_ids(page, "categorymembers", "file")[:_FIRST]

    def _walk(self, categories: list[str]) -> Iterator[str]:
        """Yield the files in the categories, then those in the categories below them."""
        walked: set[str] = set()
        level = categories
        for _ in range(_DEPTH + 1):
            walked.update(level)
            below: dict[str, None] = {}
            for page in self._members(level):
                yield from _page_ids(page, "categorymembers", "file")
                below |= dict.fromkeys(_titles(page, "subcat"))
            level = [name for name in below if name not in walked]

    def _members(self, categories: list[str]) -> Iterator[Answer]:
        query = {"list": "categorymembers", "cmtype": "file|subcat", "cmprop": "ids|title|type", "cmlimit": _PAGE}
        for name in categories:
            yield from self._pages({**query, "cmtitle": f"Category:{name}"})

    def _pages(self, query: dict[str, Any]) -> Iterator[Answer]:
        """Yield the answers to a query, page by page."""
        following: Answer | None = {}
        while following is not None:
            answer = self._ask(query | following)
            yield answer
            following = answer.get("continue")

    @explain_unknown_form()
    def _ask(self, query: dict[str, Any]) -> Answer:
        always = {"action": "query", "format": "json", "formatversion": 2, "maxlag": _MAX_LAG}
        answer = self._client.json(self._api, always | query)
        if "error" in answer:
            hint = "Wait a while and run it again: finished files are kept."
            raise DownloadFailed(f"Wikimedia Commons refuses: {one_line(answer['error']['info'])}", hint=hint)
        return answer

    def describe(self, object_id: str) -> Artwork | None:
        """See `Museum.describe`."""
        info = {"prop": "imageinfo", "iiprop": "url|size|mime|extmetadata", "iiurlwidth": _WEB_WIDTH}
        fields = {"iiextmetadatafilter": _FIELDS, "iiextmetadatalanguage": "en"}
        return _artwork(object_id, self._ask({"pageids": object_id, **info, **fields}))


def _spread(first: int, last: int) -> list[int]:
    """Return the years in an order that covers the whole time evenly from the beginning."""
    golden = (math.sqrt(5) - 1) / 2
    return sorted(range(first, last + 1), key=lambda year: (year - first) * golden % 1)


def _category_name(name: str) -> str:
    """Return a name without its namespace, and without characters that no title has."""
    return re.sub(r'["|#<>\[\]{}]', "", name.removeprefix("Category:")).strip()


@explain_unknown_form()
def _page_ids(answer: Answer, field: str, kind: str = "") -> list[str]:
    found = answer["query"][field]
    return [str(int(item["pageid"])) for item in found if not kind or item["type"] == kind]


@explain_unknown_form()
def _titles(answer: Answer, kind: str) -> list[str]:
    """Return the names of the members of a kind, without their namespace."""
    return [item["title"].partition(":")[2] for item in answer["query"]["categorymembers"] if item["type"] == kind]


@explain_unknown_form()
def _artwork(object_id: str, answer: Answer) -> Artwork | None:
    page = answer["query"]["pages"][0]
    if not page.get("imageinfo"):  # deleted meanwhile
        return None
    info = page["imageinfo"][0]
    fields = {name: str(field["value"]) for name, field in info.get("extmetadata", {}).items()}
    years = parse_years(fields.get("DateTimeOriginal", ""))
    rights = _rights(fields)
    is_painting = "painting" in f"{fields.get('Categories', '')} {page['title']}".casefold()
    if info["mime"] not in _PICTURES or not (years and rights and is_painting):
        return None
    file_name = page["title"].partition(":")[2].rpartition(".")[0]
    return Artwork(
        museum=Commons.key,
        object_id=object_id,
        accession_number="",
        title=visible_text(fields.get("ObjectName", "")) or file_name,
        artist=visible_text(fields.get("Artist", "")),
        date=visible_text(fields.get("DateTimeOriginal", "")),
        begin_year=years[0],
        end_year=years[1],
        medium="",
        height_cm=None,
        width_cm=None,
        credit_line=visible_text(fields.get("Credit", "")),
        rights=rights,
        object_url=info["descriptionurl"],
        image_url=info["url"],
        web_image_url=info.get("thumburl") or info["url"],
    )


def _rights(fields: dict[str, str]) -> str:
    """Return the licence in words, and whom to name if it asks for that; "" if it is not known to be free."""
    licence = visible_text(fields.get("LicenseShortName", ""))
    if not f"{licence} ".casefold().startswith(_FREE):
        return ""
    url = one_line(fields.get("LicenseUrl"))
    author = visible_text(fields.get("Artist", "")) or "the author on the file's page"
    must_name = fields.get("AttributionRequired", "").casefold() == "true"
    words = f"{licence} ({url})" if url else licence
    return f"{words}: name {author}, Wikimedia Commons" if must_name else f"{words}: Wikimedia Commons"
