"""What a click in the editor selects: paint of one colour, or the object that lies there."""

from collections.abc import Sequence
from threading import Lock

from restoration.app.exclusive import memory_budget
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.selection import as_pixels
from restoration.errors import BadRequest
from restoration.imaging.painting import Painting
from restoration.imaging.visible_paint import visible_paint
from restoration.segmentation.prompted import ClickedPoint, Embedding, PromptedSegmenter
from restoration.segmentation.wand import ColourDistance

EMBEDDING_BYTES = 500e6  # of memory that the network takes to look at a picture, of whatever size
_POLL_SECONDS = 0.5


class Selecting:
    """Selections in one painting; what the last click was compared with is kept, so that a slider answers at once."""

    def __init__(self, painting: Painting) -> None:
        """Take the painting; nothing is computed yet."""
        self._painting = painting
        self._lock = Lock()
        self._compared: tuple[tuple[int, int], ColourDistance] | None = None
        self._embedding: Embedding | None = None

    def of_one_colour(
        self, point: tuple[int, int], tolerance: float, *, contiguous: bool, grow: int = 0, close_holes: int = 0
    ) -> PixelMask:
        """Return the pixels of a colour like the one at a point, x and y; see `ColourDistance.at`.

        Raises:
            BadRequest: the point lies outside, nothing is selected, or the selection is noise.
        """
        with self._lock:
            if self._compared is None or self._compared[0] != point:
                distance = ColourDistance(self._painting.image, point, within=self._painting.visible)
                self._compared = point, distance
            found = self._compared[1].at(tolerance, contiguous=contiguous, grow=grow, close_holes=close_holes)
        return as_pixels(found.window, found.mask)

    def object_at(self, points: Sequence[ClickedPoint]) -> PixelMask:
        """Return the pixels of the object that lies at points inside it, and not at those outside.

        Raises:
            NotReady: the network, or the library that runs it, is missing.
            TooLittleMemory: it needs more memory than there is.
            BadRequest: a point lies outside the picture, or nothing is found there.
        """
        segmenter = PromptedSegmenter.from_file()
        with self._lock:
            self._embedding = self._embedding or self._look(segmenter)
        candidates = segmenter.segment(self._embedding, points)
        if not candidates:
            raise BadRequest("No object was found there.", hint="Click into its middle, or draw it with the lasso.")
        mask, visible = candidates[0].mask, self._painting.visible
        whole = slice(0, mask.shape[0]), slice(0, mask.shape[1])
        return as_pixels(whole, mask if visible is None else mask & visible)

    def _look(self, segmenter: PromptedSegmenter) -> Embedding:
        with memory_budget().reserve(EMBEDDING_BYTES, lambda: None, _POLL_SECONDS):
            return segmenter.embed(visible_paint(self._painting.image, self._painting.visible))
