"""One open painting in the editor: what its requests may see and change, found by a secret in their address."""

import math
import secrets
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from time import monotonic
from weakref import WeakValueDictionary

import numpy as np

from restoration.app.editor.selecting import Selecting
from restoration.app.restore.outcomes import COMPOSITE, TaughtChange, marks_changed
from restoration.app.restore.running_work import Preview
from restoration.app.restore.state import Job
from restoration.app.restore.work import needs_detection
from restoration.disk_arrays import keep_on_disk
from restoration.domain import Box, Image, KindMap
from restoration.editing.history import History
from restoration.errors import RestorationError
from restoration.files import sha256_of_bytes
from restoration.imaging.overlay import blend_images
from restoration.imaging.painting import Painting
from restoration.imaging.tile_pyramid import TilePyramid

ORIGINAL, TRUTH, PREVIEW = "original", "truth", "preview"
"""Layers with the painting itself, without its damage, and quickly filled; results have their keys."""

MAX_CLIENTS = 64  # page loads whose last command is remembered

_sessions: "WeakValueDictionary[str, EditorSession]" = WeakValueDictionary()


class NotReady(RestorationError):
    """The mask cannot be changed at this moment."""

    hint = "What you drew is kept, and sent again."


@dataclass(frozen=True, slots=True)
class EditorState:
    """What a browser must know after a change."""

    version: int  # of the mask
    changed: list[Box] | None  # boxes around what has changed, px; None: anything may have
    can_undo: bool
    can_redo: bool
    steps: int
    done: int  # number of the last command that was carried out for this page load
    rerun: bool  # whether the page must find the damage anew


@dataclass(slots=True, eq=False)
class PictureLayer:
    """A picture of the job, in tiles."""

    image: Image
    tiles: TilePyramid
    version: int  # 0 for the first picture with this name, and one more for each that takes its place
    parts: int = 0  # replaced ones of a preview that the tiles show

    def follow(self, preview: Preview) -> None:
        """Let the tiles show the parts of the preview, which is this picture, that have been replaced."""
        boxes = preview.changed_since(self.parts)
        self.tiles.refresh(boxes)
        self.parts += len(boxes)


@dataclass(slots=True, eq=False, weakref_slot=True)
class EditorSession:
    """The corrections of one painting, for the browser that has its secret."""

    job: Job
    painting: Painting
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    lock: RLock = field(default_factory=RLock)  # held while layers change
    touched_at: float = -math.inf  # s on the monotonic clock, when somebody worked in the editor last
    selecting: Selecting = field(init=False)
    _layers: dict[str, PictureLayer] = field(default_factory=dict)  # by name
    _versions: Counter[str] = field(default_factory=Counter)  # the next one of each layer
    _change: tuple[TaughtChange, KindMap] | None = None
    _changes: int = 0  # that were shown
    _done: OrderedDict[str, int] = field(default_factory=OrderedDict)  # the last number of each page load

    def __post_init__(self) -> None:
        self.selecting = Selecting(self.painting)

    @property
    def work(self) -> str | None:
        """What names the saved work in every session that opens it; None if it is not saved."""
        autosave = self.job.autosave
        return None if autosave is None else sha256_of_bytes(autosave.token.encode())[:32]

    def touch(self) -> None:
        """Remember that somebody works in the editor now."""
        self.touched_at = monotonic()

    def layer(self, name: str) -> PictureLayer | None:
        """Return the original, the truth, the preview, a result by its key, or a reintegration; None: there is none."""
        image = self._image(name)
        with self.lock:
            known = self._layers.get(name)
            if image is None:
                self._layers.pop(name, None)
                return None
            if known is None or known.image is not image:
                self._drop_layers()
                tiles = TilePyramid(image, self.painting.metadata.icc)
                known = self._layers[name] = PictureLayer(image, tiles, self._versions[name])
                self._versions[name] += 1
            preview = self.job.preview
            if preview is not None and preview.image is image:
                known.follow(preview)
            return known

    def _drop_layers(self) -> None:
        """Forget the tiles of pictures that are gone: each reintegration has a layer of its own."""
        for name in [name for name in self._layers if self._image(name) is None]:
            del self._layers[name]

    def at_strength(self, name: str, strength: float, read: Callable[[TilePyramid], Image | None]) -> Image | None:
        """Return what is read from the tiles of a layer, (h, w, 3); a fill is blended over the original.

        Args:
            name: of the layer.
            strength: 0..1, opacity of a fill.
            read: from the tiles; None where they have nothing there.
        """
        layer, original = self.layer(name), self.layer(ORIGINAL)
        pixels = None if layer is None else read(layer.tiles)
        if pixels is None or original is None or name in (ORIGINAL, TRUTH):
            return pixels
        before = read(original.tiles)
        return None if before is None else blend_images(before, pixels, strength)

    def kinds(self) -> KindMap:
        """Return the kind map, (H, W) uint8, as detected and corrected.

        Raises:
            NotReady: the damage is being found anew.
        """
        with self.job.lock:
            if self.job.painting is not self.painting:
                raise NotReady("Another painting was opened meanwhile.")
            if not self.job.is_marked:
                raise NotReady("The damage is being found anew.")
            return self.job.kinds()

    def version(self) -> int:
        """Return the version of the mask, which rises with every change."""
        with self.job.lock:
            self.kinds()
            return self.job.corrected.version if self.job.corrected else 0

    def change(self) -> KindMap | None:
        """Return (H, W) uint8: 1 where teaching added marks, 2 where it removed some; None before any teaching."""
        with self.lock:
            change = self.job.change
            if change is None:
                return None
            if self._change is None or self._change[0] is not change:
                new, gone = marks_changed(change.before, change.after)
                self._change = change, keep_on_disk(new.view(np.uint8) + gone.view(np.uint8) * np.uint8(2))
                self._changes += 1
            return self._change[1]

    def change_version(self) -> int:
        """Return a number that rises with every teaching."""
        self.change()
        return self._changes

    def done(self, client: str) -> int:
        """Return the number of the last command that a page load sent and that was carried out."""
        return self._done.get(client, 0)

    def carry_out(self, client: str, number: int, change: Callable[[History], History]) -> None:
        """Change the corrections as a page load's command says.

        Raises:
            RestorationError: the command cannot be carried out; the corrections stay as they are.
        """
        with self.job.lock:
            self.kinds()  # else the painting may be another one
            self.job.commit_strokes()
            changed = change(self.job.history)
            self.job.check_effort(changed.steps)
            self.job.history, self.job.wants_teaching = changed, False
            self.mark_done(client, number)

    def mark_done(self, client: str, number: int) -> None:
        """Remember that a command needs no further answer."""
        self._done[client] = number
        self._done.move_to_end(client)
        while len(self._done) > MAX_CLIENTS:
            self._done.popitem(last=False)

    def state(self, client: str, since: int | None) -> EditorState:
        """Return what a page load must know that has the mask of version `since`; None: it has none."""
        with self.job.lock:
            version = self.version()
            changed = None if since is None or self.job.corrected is None else self.job.corrected.changed_since(since)
            return EditorState(
                version,
                changed,
                can_undo=bool(self.job.steps),
                can_redo=bool(self.job.history.undone),
                steps=len(self.job.steps),
                done=self.done(client),
                rerun=needs_detection(self.job),
            )

    def _image(self, layer: str) -> Image | None:
        if layer == ORIGINAL:
            return self.painting.image
        if layer == TRUTH:
            return self.job.truth
        if layer == PREVIEW:
            return None if self.job.preview is None else self.job.preview.image
        results = {result.key: result for result in self.job.results}
        if self.job.composite is not None:
            results[COMPOSITE] = self.job.composite.result
        results |= {kept.layer: kept.result for kept in self.job.laid_down}
        return results[layer].restoration.after if layer in results else None


def open_session(job: Job, painting: Painting) -> EditorSession:
    """Return the session of the job's painting; each painting that is opened gets a new secret."""
    if isinstance(job.editor, EditorSession) and job.editor.painting is painting:
        return job.editor
    session = job.editor = EditorSession(job, painting)
    _sessions[session.secret] = session
    return session


def find_session(secret: str) -> EditorSession | None:
    """Return the session with this secret; None if its painting was closed, or if there never was one."""
    session = _sessions.get(secret)
    return session if session is not None and session.job.editor is session else None
