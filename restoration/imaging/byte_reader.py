"""Reading the bytes of a file one after the other."""


class ByteReader:
    """Reads bytes and big-endian numbers; raises `ValueError` where there are not as many."""

    def __init__(self, data: bytes, start: int = 0, stop: int | None = None) -> None:
        """Read the data from `start` on, up to `stop` or to the end."""
        self._data = data
        self.place = start
        self.stop = len(data) if stop is None else min(stop, len(data))

    @property
    def is_over(self) -> bool:
        """Whether everything was read."""
        return self.place >= self.stop

    def skip(self, size: int) -> int:
        """Move on by this number of bytes; return the place before."""
        start, self.place = self.place, self.place + size
        if self.place > self.stop:
            raise ValueError("the data are cut short")
        return start

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        start = self.skip(size)
        return self._data[start : self.place]

    def take_number(self, size: int) -> int:
        """Return the next number, which has `size` bytes."""
        return int.from_bytes(self.take(size), "big")

    def take_section(self, size: int) -> "ByteReader":
        """Return a reader of the next bytes, and move on behind them."""
        return ByteReader(self._data, self.skip(size), self.place)
