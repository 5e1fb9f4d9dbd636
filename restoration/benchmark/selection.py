"""Which paintings of a folder a run measures, and how they were chosen, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from restoration.batch import refuse_shared_stems
from restoration.collection.originals import TABLE_NAMES, Original
from restoration.collection.splits import TEST, TEST_ONE_IN, VALIDATION
from restoration.errors import BadRequest


@dataclass(frozen=True, slots=True)
class Selection:
    """The paintings of a run."""

    originals: Sequence[Original]
    rule: str  # what all paintings that were chosen from have in common
    among: int  # how many paintings the rule allows

    @property
    def paths(self) -> list[Path]:
        """The files of the paintings."""
        return [original.path for original in self.originals]

    @property
    def sentence(self) -> str:
        """How many paintings there are and how they were chosen, such as "16 paintings: the split val."."""
        count = len(self.originals)
        first = f", the first of {self.among}" if count < self.among else ""
        return f"{count} painting{'s' if count > 1 else ''}{first}: {self.rule}."

    def first(self, most: int | None) -> "Selection":
        """Return a selection of no more than the first `most` paintings; of all for None."""
        return replace(self, originals=self.originals[:most])


def select_originals(originals: Sequence[Original], folder: Path, split: str = VALIDATION) -> Selection:
    """Return the paintings of a split.

    For "val", they are all pictures where no table lists any, and all but those for the test where none is "val".

    Args:
        originals: all in the folder.
        folder: for the error.
        split: "val" or "test".

    Raises:
        BadRequest: there is no picture, or none for the test, or two of the chosen ones share a stem.
    """
    if not originals:
        hint = "Name a folder with pictures, or fetch some: python -m restoration fetch --limit 20."
        raise BadRequest(f"No picture in {folder}.", hint=hint)
    chosen, rule = _choose_test(originals) if split == TEST else _choose(originals)
    if not chosen:
        raise _nothing_left(folder, split)
    refuse_shared_stems(original.path for original in chosen)
    return Selection(chosen, rule, len(chosen))


def _choose(originals: Sequence[Original]) -> tuple[Sequence[Original], str]:
    if not any(original.is_listed for original in originals):
        return originals, f"all pictures of the folder, because no table ({', '.join(TABLE_NAMES)}) lists them"
    of_split = [original for original in originals if original.split == VALIDATION]
    if of_split:
        return of_split, f"the split {VALIDATION}"
    without_test = [original for original in originals if original.split != TEST]
    return without_test, f"all pictures of the folder, because none is in the split {VALIDATION}"


def _choose_test(originals: Sequence[Original]) -> tuple[Sequence[Original], str]:
    """Return the paintings for the test; only a table says that no network has seen them."""
    return [original for original in originals if original.is_listed and original.split == TEST], f"the split {TEST}"


def _nothing_left(folder: Path, split: str) -> BadRequest:
    if split == TEST:
        hint = (
            f"A table must list them with the split {VALIDATION}, of which one in {TEST_ONE_IN} is kept for the test."
        )
        return BadRequest(f"No picture in {folder} is for the test.", hint=hint)
    return BadRequest(
        f"All pictures in {folder} are kept for the test.", hint="Add others to the folder and its table."
    )
