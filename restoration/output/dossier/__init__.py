"""The dossier: all the work on one painting in one zip file, to be continued on another day."""

from restoration.output.dossier.content import Dossier, SavedResult
from restoration.output.dossier.reading import read_dossier
from restoration.output.dossier.writing import encode_dossier, write_dossier

__all__ = ["Dossier", "SavedResult", "encode_dossier", "read_dossier", "write_dossier"]
