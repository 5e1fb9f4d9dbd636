"""A peer as an inpainter: each picture goes to its process, and comes back filled."""

import numpy as np

from restoration.benchmark.peers.process import PeerFailed, PeerProcess
from restoration.domain import Image, Mask
from restoration.errors import BadImage
from restoration.inpainting.base import Needs

START_TIMEOUT = 120.0  # s to get ready in; IOPaint brings a gigabyte of packages
WHOLE_PICTURE = 1 << 30  # px; more than any picture has


class PeerInpainter:
    """Someone else's inpainter. It sees the whole picture at once, as its authors meant it to."""

    needs = Needs(context=WHOLE_PICTURE, region=WHOLE_PICTURE)

    def __init__(self, key: str, command: list[str], patience: float) -> None:
        """Start its process.

        Args:
            key: its own.
            command: what starts the process.
            patience: s that one picture may take.

        Raises:
            PeerFailed: it cannot come.
        """
        self.key = key
        self.version = ""  # of what it works with, such as "OpenCV 5.0.0"
        self.seconds = 0.0  # spent on filling so far, counted inside the process: the way there and back costs nothing
        self._command, self._patience = command, patience
        self._worker = self._started()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`; 8 bit only.

        Raises:
            BadImage: the picture has 16 bits.
            PeerFailed: this picture could not be filled; the next is tried, with a new process if need be.
        """
        if image.dtype != np.uint8:
            raise BadImage(f"{self.key} fills 8-bit pictures, not {image.dtype}.", hint="Convert it to 8 bit.")
        if not self._worker.is_alive:
            self._worker.close()
            self._worker = self._started()
        height, width = mask.shape
        with self._worker.within(self._patience):
            self._worker.tell({"height": height, "width": width}, image.tobytes(), mask.tobytes())
            self.seconds += float(self._worker.hear())
            return np.frombuffer(self._worker.read(image.nbytes), np.uint8).reshape(image.shape)

    def close(self) -> None:
        """End its process."""
        self._worker.close()

    def _started(self) -> PeerProcess:
        worker = PeerProcess(self.key, self._command)
        try:
            with worker.within(START_TIMEOUT):
                self.version = str(worker.hear())
        except PeerFailed:
            worker.close()
            raise
        return worker
