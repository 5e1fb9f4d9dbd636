"""The tiles of a picture, one batch after the other; a later run goes on behind the last one that was kept."""

from collections.abc import Iterator, Sequence

from restoration.imaging.tiling import ScoreMaps, Tile
from restoration.unfinished import Unfinished


class KeptTiles:
    """Tiles, row by row from the top, and the maps into which they are blended.

    Tiles overlap, and a map holds sums. So what is kept is how many tiles are in the sums, and a copy of the rows to
    which later tiles add: with it, no tile is added twice.
    """

    def __init__(self, work: Unfinished, tiles: Sequence[Tile], maps: ScoreMaps) -> None:
        """Take the tiles and the (K, H, W) maps of `work`, and undo in the maps what was not kept of an earlier run."""
        self._work, self._tiles, self._maps = work, tiles, maps
        self._copies: dict[int, ScoreMaps] = {}
        state = work.state
        self.done: int = state.get("done", 0)  # tiles that are in the maps
        self._turn: int = state.get("turn", 0)  # which of two copies of the open rows is the last one that was kept
        if state and self.done < len(tiles):
            top, bottom = self._open_rows()
            maps[:, top:bottom] = self._copy()[:, : bottom - top]
            maps[:, bottom:] = 0

    def __len__(self) -> int:
        """Return the number of tiles."""
        return len(self._tiles)

    def batches(self, size: int) -> Iterator[Sequence[Tile]]:
        """Yield the tiles that are not in the maps, so many at a time; each batch is blended before the next."""
        while self.done < len(self._tiles):
            yield self._tiles[self.done : self.done + size]
            self.done = min(self.done + size, len(self._tiles))
            if self._work.is_due:
                self._keep()

    def _keep(self) -> None:
        if self.done < len(self._tiles):
            self._turn = 1 - self._turn  # until the other copy is complete, the earlier one counts
            top, bottom = self._open_rows()
            self._copy()[:, : bottom - top] = self._maps[:, top:bottom]
        self._work.save({"done": self.done, "turn": self._turn})

    def _open_rows(self) -> tuple[int, int]:
        """Return the rows, from and to, into which tiles are blended that are done and tiles that are not."""
        rows = self._tiles[self.done].rows
        return rows.start, min(rows.start + rows.size, self._maps.shape[1])

    def _copy(self) -> ScoreMaps:
        """Return the copy of the open rows whose turn it is."""
        if self._turn not in self._copies:
            kinds, height, width = self._maps.shape
            shape = kinds, min(self._tiles[0].rows.size, height), width
            self._copies[self._turn] = self._work.zeros(f"open_rows_{self._turn}", shape, self._maps.dtype)
        return self._copies[self._turn]
