"""The list of all museums; to add one, write its file with a `Museum` and add its entry here."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from restoration.downloading.client import Client
from restoration.errors import BadRequest
from restoration.museum import aic, commons, met, rijksmuseum
from restoration.museum.base import Museum, MuseumSearch


@dataclass(frozen=True, slots=True)
class MuseumEntry:
    """A museum, and what is said of it before anything is downloaded."""

    key: str  # stable; the names of its files begin with it
    name: str
    licences: str  # of its photographs, in a sentence
    api: str  # where its interface is
    pause: float  # s between two calls
    defaults: MuseumSearch  # what to look for unless the user says otherwise
    part: str  # what `MuseumSearch.department` is called there; empty if it means nothing
    build: Callable[[Client, str], Museum]

    def search(self, min_year: int, max_year: int, **conditions: str | None) -> MuseumSearch:
        """Return a search of the years; a condition that is None is the museum's usual one."""
        chosen = {name: text for name, text in conditions.items() if text is not None}
        return replace(self.defaults, min_year=min_year, max_year=max_year, **chosen)


MUSEUMS = (
    MuseumEntry(
        key="met",
        name="The Met",
        licences="Photographs of works in the public domain, given away under CC0 1.0.",
        api=met.API,
        pause=0.5,  # bursts are answered with 403
        defaults=met.DEFAULTS,
        part="Department",
        build=met.Met,
    ),
    MuseumEntry(
        key="aic",
        name="Art Institute of Chicago",
        licences="Photographs of works in the public domain, given away under CC0 1.0.",
        api=aic.API,
        pause=1.0,  # 60 calls a minute are allowed
        defaults=aic.DEFAULTS,
        part="Department",
        build=aic.ArtInstituteOfChicago,
    ),
    MuseumEntry(
        key="rijksmuseum",
        name="Rijksmuseum",
        licences="Photographs in the public domain: Public Domain Mark 1.0 or CC0 1.0.",
        api=rijksmuseum.API,
        pause=0.5,
        defaults=rijksmuseum.DEFAULTS,
        part="",
        build=rijksmuseum.Rijksmuseum,
    ),
    MuseumEntry(
        key="commons",
        name="Wikimedia Commons",
        licences="Each file has its own licence: public domain, CC0, CC BY or CC BY-SA. The last two ask you to name "
        "the author, and CC BY-SA to share what you make of it under the same licence.",
        api=commons.API,
        pause=1.0,
        defaults=commons.DEFAULTS,
        part="Category",
        build=commons.Commons,
    ),
)


def find_museum(key: str) -> MuseumEntry:
    """Return the museum of a key.

    Raises:
        BadRequest: there is no such museum.
    """
    for entry in MUSEUMS:
        if entry.key == key:
            return entry
    keys = ", ".join(entry.key for entry in MUSEUMS)
    raise BadRequest(f"There is no museum {key!r}.", hint=f"Choose one of: {keys}.")
