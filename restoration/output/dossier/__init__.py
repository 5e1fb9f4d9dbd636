"""The dossier: a whole piece of work on one painting in one file, to be gone on with another day."""

from restoration.output.dossier.content import Dossier, SavedResult
from restoration.output.dossier.reading import read_dossier
from restoration.output.dossier.writing import encode_dossier

__all__ = ["Dossier", "SavedResult", "encode_dossier", "read_dossier"]
