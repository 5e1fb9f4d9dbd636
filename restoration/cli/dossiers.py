"""Dossiers on the command line: recognised by their first bytes, and read for the picture that they belong to."""

from pathlib import Path

from restoration.errors import BadDossier, BadRequest
from restoration.imaging.painting import Painting
from restoration.imaging.scale import Scale
from restoration.output.dossier import Dossier, read_dossier


def is_dossier(path: Path) -> bool:
    """Return whether a file is a dossier, to tell it from a mask."""
    try:
        with path.open("rb") as file:
            return file.read(2) == b"PK"
    except OSError:
        return False  # reading it as a picture says what is wrong


def read_dossier_of(path: Path, painting: Painting) -> Dossier:
    """Return a dossier; raise `BadDossier` if it is of a picture of another size than the painting."""
    dossier = read_dossier(path)
    if dossier.mask.shape != painting.image.shape[:2]:
        raise BadDossier("The dossier is of a picture of another size.", hint="Name the picture that it was made of.")
    return dossier


def dossier_scale(dossier: Dossier | None) -> Scale | None:
    """Return the scale that is kept in a dossier; None without a dossier, or if it has none."""
    kept = dossier.plan.get("scale") if dossier else None
    return Scale.from_json(kept) if kept else None


def refuse_inverted_dossier(path: Path, *, invert: bool) -> None:
    """Raise `BadRequest` if a dossier shall be inverted: only a mask in black and white can be."""
    if invert and is_dossier(path):
        raise BadRequest("A dossier cannot be inverted.", hint="Leave out --invert-mask.")
