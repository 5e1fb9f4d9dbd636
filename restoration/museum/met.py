"""The Metropolitan Museum of Art, through its Collection API (https://metmuseum.github.io).

The search is that of version 1.1, in pages; version 1 was switched off in October 2026. It is imprecise: `hasImages`
also returns artworks without an image, and distantly related words count as a match. So every record is checked again.
"""

from collections.abc import Iterator
from typing import Any

from restoration.downloading.client import Client, NotFound
from restoration.errors import BadRequest
from restoration.museum.base import Artwork, MuseumSearch

API = "https://collectionapi.metmuseum.org/public/collection"
RIGHTS = "Public domain, CC0 1.0: Open Access of The Metropolitan Museum of Art"

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
        try:
            record = self._client.json(f"{self._api}/v1/objects/{object_id}")
        except NotFound:  # the search still returns artworks that have left the collection
            return None
        return _artwork(record) if _is_free_painting(record) else None

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
    kinds = _text(record, "objectName") + _text(record, "classification")  # some departments fill in only one
    return "painting" in kinds.casefold() and bool(record.get("isPublicDomain") and record.get("primaryImage"))


def _artwork(record: dict[str, Any]) -> Artwork:
    height, width = _height_and_width(record)
    artist = (_text(record, f"artist{part}") for part in ("Prefix", "DisplayName", "Suffix"))
    return Artwork(
        museum=Met.key,
        object_id=str(record["objectID"]),
        accession_number=_text(record, "accessionNumber"),
        title=_text(record, "title"),
        artist=" ".join(filter(None, artist)),
        date=_text(record, "objectDate"),
        begin_year=int(record.get("objectBeginDate") or 0),
        end_year=int(record.get("objectEndDate") or 0),
        medium=_text(record, "medium"),
        height_cm=height,
        width_cm=width,
        credit_line=_text(record, "creditLine"),
        rights=RIGHTS,
        object_url=_text(record, "objectURL"),
        image_url=_text(record, "primaryImage"),
        web_image_url=_text(record, "primaryImageSmall") or _text(record, "primaryImage"),
    )


def _height_and_width(record: dict[str, Any]) -> tuple[float | None, float | None]:
    """Return centimetres of the whole painting; the record lists frame, glazing and the like under other names."""
    for part in record.get("measurements") or []:
        sizes = part.get("elementMeasurements") or {}
        if part.get("elementName") == "Overall" and sizes.get("Height") and sizes.get("Width"):
            return round(sizes["Height"], 2), round(sizes["Width"], 2)
    return None, None


def _text(record: dict[str, Any], field: str) -> str:
    """Return a field in one line; an empty text if the museum leaves it out."""
    return " ".join(str(record.get(field) or "").split())
