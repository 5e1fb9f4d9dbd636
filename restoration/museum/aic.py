"""The Art Institute of Chicago, through its API (https://api.artic.edu/docs) and its IIIF images; no key.

The search runs on Elasticsearch. It serves only the first thousand results of a query, so each page asks for the
artworks whose number is larger than the last one's, in the order of their numbers.
"""

from collections.abc import Iterator
from typing import Any

from restoration.downloading.client import Client, program_name
from restoration.museum.base import PUBLIC_DOMAIN, Artwork, MuseumSearch
from restoration.museum.records import explain_unknown_form, fetch_record, one_line

API = "https://api.artic.edu/api/v1"
DEFAULTS = MuseumSearch(department="Painting and Sculpture of Europe")
RIGHTS = f"{PUBLIC_DOMAIN}: Open Access of the Art Institute of Chicago"

_PAGE = 100  # artworks in one answer, the museum's maximum
_WEB_WIDTH = 843  # px; the one width that the museum keeps ready
_FIELDS = (
    "id,main_reference_number,title,artist_display,date_display,date_start,date_end,medium_display,dimensions_detail,"
    "credit_line,is_public_domain,image_id,artwork_type_title,thumbnail"
)


class ArtInstituteOfChicago:
    """The museum, asked through a client."""

    key = "aic"

    def __init__(self, client: Client, api: str = API) -> None:
        self._client = client
        self._api = api.rstrip("/")

    def find(self, search: MuseumSearch) -> Iterator[str]:
        """See `Museum.find`."""
        last = 0
        while ids := self._page(search, last):
            yield from map(str, ids)
            last = max(ids)

    @explain_unknown_form()
    def _page(self, search: MuseumSearch, last: int) -> list[int]:
        """Return the numbers of the next artworks after number `last`."""
        query = {"fields": "id", "limit": _PAGE, "sort[0]": "id", **_filters(search, last)}
        if search.query:
            query["q"] = search.query
        found = self._client.json(f"{self._api}/artworks/search", query, _greeting())["data"]
        return [number for artwork in found if (number := int(artwork["id"])) > last]

    def describe(self, object_id: str) -> Artwork | None:
        """See `Museum.describe`."""
        answer = fetch_record(self._client, f"{self._api}/artworks/{object_id}", {"fields": _FIELDS}, _greeting())
        return _artwork(answer) if answer else None


def _greeting() -> dict[str, str]:
    """Return the header in which the museum asks programs to name themselves and a contact."""
    return {"AIC-User-Agent": program_name()}


def _filters(search: MuseumSearch, last: int) -> dict[str, Any]:
    """Return the conditions as a filter of Elasticsearch; a list, because side by side they are refused."""
    filters: list[tuple[str, Any]] = [
        ("term][is_public_domain", "true"),
        ("exists][field", "image_id"),
        ("match_phrase][artwork_type_title", "Painting"),
        ("match_phrase][department_title", search.department),
        ("match_phrase][medium_display", search.medium),
        ("range][date_start][gte", search.min_year),
        ("range][date_end][lte", search.max_year),
        ("range][id][gt", last),
    ]
    used = [(name, value) for name, value in filters if value != ""]
    return {f"query[bool][filter][{number}][{name}]": value for number, (name, value) in enumerate(used)}


@explain_unknown_form()
def _artwork(answer: dict[str, Any]) -> Artwork | None:
    record = answer["data"]
    if not record.get("is_public_domain") or not record.get("image_id"):
        return None
    if one_line(record.get("artwork_type_title")).casefold() != "painting":
        return None
    height, width = _height_and_width(record)
    image = f"{answer['config']['iiif_url'].rstrip('/')}/{record['image_id']}/full"
    return Artwork(
        museum=ArtInstituteOfChicago.key,
        object_id=str(int(record["id"])),
        accession_number=one_line(record.get("main_reference_number")),
        title=one_line(record.get("title")),
        artist=_artist(record),
        date=one_line(record.get("date_display")),
        begin_year=int(record.get("date_start") or 0),
        end_year=int(record.get("date_end") or 0),
        medium=one_line(record.get("medium_display")),
        height_cm=height,
        width_cm=width,
        credit_line=one_line(record.get("credit_line")),
        rights=RIGHTS,
        object_url=f"https://www.artic.edu/artworks/{record['id']}",
        image_url=f"{image}/full/0/default.jpg",
        web_image_url=f"{image}/{_web_size(record)}/0/default.jpg",
    )


def _web_size(record: dict[str, Any]) -> str:
    """Return the size of the file for the web; the museum refuses to enlarge a picture that is narrower."""
    width = (record.get("thumbnail") or {}).get("width") or _WEB_WIDTH
    return f"{_WEB_WIDTH}," if width >= _WEB_WIDTH else "full"


def _artist(record: dict[str, Any]) -> str:
    """Return the name without nationality and dates, which follow in a new line or in brackets."""
    first_line = str(record.get("artist_display") or "").strip().partition("\n")[0]
    return one_line(first_line.partition(" (")[0])


def _height_and_width(record: dict[str, Any]) -> tuple[float | None, float | None]:
    """Return centimetres of the whole painting; sizes of its frame and the like are marked as such."""
    for part in record.get("dimensions_detail") or []:
        if not part.get("clarification") and part.get("height_cm") and part.get("width_cm"):
            return float(part["height_cm"]), float(part["width_cm"])
    return None, None
