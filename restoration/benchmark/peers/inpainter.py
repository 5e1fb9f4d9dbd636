"""A peer as an inpainter: each picture goes to the peer's process and comes back filled."""

import numpy as np

from restoration.benchmark.peers.process import PeerFailed, PeerProcess
from restoration.domain import Image, Mask
from restoration.errors import BadImage
from restoration.inpainting.base import Needs

START_TIMEOUT = 120.0  # s; IOPaint loads a gigabyte of packages
WHOLE_PICTURE = 1 << 30  # px; more than any picture has


class PeerInpainter:
    """Someone else's inpainter. It sees the whole picture at once, as its authors intended."""

    needs = Needs(context=WHOLE_PICTURE, region=WHOLE_PICTURE)

    def __init__(self, key: str, command: list[str], timeout: float) -> None:
        """Start its process.

        Args:
            key: of the peer.
            command: starts the process.
            timeout: s, for one picture.

        Raises:
            PeerFailed: the process does not start.
        """
        self.key = key
        self.version = ""  # of the software behind it, such as "OpenCV 5.0.0"
        self.seconds = 0.0  # spent on filling so far, measured inside the process, without the transfer
        self._command, self._timeout = command, timeout
        self._process = self._start()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`; 8 bit only.

        Raises:
            BadImage: the picture has 16 bits.
            PeerFailed: this picture could not be filled; the next one can be, if need be by a new process.
        """
        if image.dtype != np.uint8:
            raise BadImage(f"{self.key} fills 8-bit pictures, not {image.dtype}.", hint="Convert it to 8 bit.")
        if not self._process.is_alive:
            self._process.close()
            self._process = self._start()
        height, width = mask.shape
        with self._process.limit(self._timeout):
            self._process.send_job({"height": height, "width": width}, image.tobytes(), mask.tobytes())
            self.seconds += float(self._process.receive_answer())
            return np.frombuffer(self._process.receive_bytes(image.nbytes), np.uint8).reshape(image.shape)

    def close(self) -> None:
        """End its process."""
        self._process.close()

    def _start(self) -> PeerProcess:
        process = PeerProcess(self.key, self._command)
        try:
            with process.limit(START_TIMEOUT):
                self.version = str(process.receive_answer())
        except PeerFailed:
            process.close()
            raise
        return process
