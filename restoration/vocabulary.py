"""The words of the field for each kind of damage, as the Art & Architecture Thesaurus (AAT) of the Getty has them."""

from dataclasses import dataclass

from restoration.domain import DamageKind

_AAT = "http://vocab.getty.edu/aat/"


@dataclass(frozen=True, slots=True)
class Term:
    """A word, and where it is defined."""

    label: str
    aat_id: str | None  # None where the thesaurus has no such term

    @property
    def uri(self) -> str | None:
        """The address that stands for the term in linked data."""
        return self.aat_id and _AAT + self.aat_id


KIND_TERMS = {
    DamageKind.CRACK: Term("cracks", "300209168"),
    DamageKind.SCRATCH: Term("scratches", None),
    DamageKind.LOSS: Term("losses", "300263354"),
    DamageKind.ABRASION: Term("abrasion", "300053077"),
}
