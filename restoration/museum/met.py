"""The Metropolitan Museum of Art, through its Collection API (https://metmuseum.github.io).

The search is that of version 1.1, in pages; version 1 was switched off in October 2026. It is imprecise: `hasImages`
also returns artworks without an image, and distantly related words count as a match. So every record is checked again.
"""

from collections.abc import Iterator
from typing import Any

from restoration.downloading.client import Client
from restoration.errors import BadRequest
from restoration.museum.base import PUBLIC_DOMAIN, Artwork, MuseumSearch
from restoration.museum.records import explain_unknown_form, fetch_record, one_line

API = "https://collectionapi.metmuseum.org/public/collection"
DEFAULTS = MuseumSearch(query="painting", department="European Paintings", medium="Paintings")
RIGHTS = f"{PUBLIC_DOMAIN}: Open Access of The Metropolitan Museum of Art"

_PAGE = 500  # ids in one answer, the museum's maximum
_LAST = 10_000  # ids of one search, the museum's maximum


class Met:
    """The museum, asked through a client."""

    key = "met"

    def __init__(self, client: Client, api: str = API) -> None:
        self._client = client
        self._api = api.rstrip("/")

    def find(self, search: MuseumSearch) -> Iterator[str]:
        """See `Museum.find`."""
        filters = {
            "departmentId": self._department_id(search.department),
            "medium": search.medium,
            "hasImages": "true",
            "dateBegin": search.min_year,
            "dateEnd": search.max_year,
        }
        conditions = {name: value for name, value in filters.items() if value != ""}
        offset, last = 0, _LAST
        while offset < last:
            page = {"offset": offset, "limit": min(_PAGE, _LAST - offset)}
            # q comes last: before the filters it makes the museum forget them (metmuseum/openaccess, issue 36)
            answer = self._client.json(f"{self._api}/v1.1/search", {**conditions, **page, "q": search.query})
            ids = answer.get("objectIDs")
            if not ids:
                return
            yield from map(str, ids)
            offset += len(ids)
            last = min(answer.get("total", 0), _LAST)

    def describe(self, object_id: str) -> Artwork | None:
        """See `Museum.describe`."""
        record = fetch_record(self._client, f"{self._api}/v1/objects/{object_id}")
        return _artwork(record) if record else None

    def _department_id(self, department: str) -> str:
        if not department or department.isdecimal():
            return department
        answer = self._client.json(f"{self._api}/v1/departments")
        ids = {entry["displayName"]: str(entry["departmentId"]) for entry in answer.get("departments", [])}
        for name, number in ids.items():
            if name.casefold() == department.casefold():
                return number
        raise BadRequest(f"The museum has no department {department!r}.", hint=f"It has: {', '.join(ids)}.")


def _is_free_painting(record: dict[str, Any]) -> bool:
    kinds = one_line(record.get("objectName")) + one_line(record.get("classification"))  # some fill in only one
    return "painting" in kinds.casefold() and bool(record.get("isPublicDomain") and record.get("primaryImage"))


@explain_unknown_form()
def _artwork(record: dict[str, Any]) -> Artwork | None:
    if not _is_free_painting(record):
        return None
    text = {name: one_line(value) for name, value in record.items()}
    height, width = _height_and_width(record)
    artist = (text.get(f"artist{part}") for part in ("Prefix", "DisplayName", "Suffix"))
    return Artwork(
        museum=Met.key,
        object_id=str(record["objectID"]),
        accession_number=text.get("accessionNumber", ""),
        title=text.get("title", ""),
        artist=" ".join(filter(None, artist)),
        date=text.get("objectDate", ""),
        begin_year=int(record.get("objectBeginDate") or 0),
        end_year=int(record.get("objectEndDate") or 0),
        medium=text.get("medium", ""),
        height_cm=height,
        width_cm=width,
        credit_line=text.get("creditLine", ""),
        rights=RIGHTS,
        object_url=text.get("objectURL", ""),
        image_url=text["primaryImage"],
        web_image_url=text.get("primaryImageSmall") or text["primaryImage"],
    )


def _height_and_width(record: dict[str, Any]) -> tuple[float | None, float | None]:
    """Return centimetres of the whole painting; the record lists frame, glazing and the like under other names."""
    for part in record.get("measurements") or []:
        sizes = part.get("elementMeasurements") or {}
        if part.get("elementName") == "Overall" and sizes.get("Height") and sizes.get("Width"):
            return round(sizes["Height"], 2), round(sizes["Width"], 2)
    return None, None
