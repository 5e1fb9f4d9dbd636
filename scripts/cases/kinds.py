"""What is right for each kind of difficult file. A check returns what is wrong, and nothing where all is right."""

import io
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image, ImageCms

from scripts.cases.running import Run, read_independently, run_command

Check = Callable[[Run, Path], str]
"""Gets a run and the picture or the folder that it worked on, and returns what is wrong."""

_MASK = "mask.png"


@dataclass(frozen=True, slots=True)
class Case:
    """One run, and what must come of it."""

    kind: str  # the number of its folder
    name: str
    words: tuple[str | Path, ...]  # of the command
    source: Path
    judge: Check
    limited: bool = False  # to a small machine

    def check(self) -> tuple[Run, str]:
        """Return the run, and what is wrong with it."""
        with tempfile.TemporaryDirectory(prefix="case-") as folder:
            run = run_command(self.words, Path(folder) / "out", limited=self.limited)
            if any("Traceback" in line or "fault of this program" in line for line in run.errors):
                return run, "a fault of the program"
            return run, self.judge(run, self.source)


def find_cases(folder: Path) -> Iterator[Case]:
    """Yield the cases in a folder that has a folder for each kind."""
    for kind in sorted(path for path in folder.iterdir() if path.is_dir()):
        number = kind.name[:2]
        yield from _KINDS.get(number, _unknown)(number, kind)


def _unknown(number: str, kind: Path) -> Iterator[Case]:
    yield Case(number, kind.name, ("--version",), kind, lambda run, source: "no rule is known for this kind")


def _inpaint(picture: Path, mask: Path, *more: str) -> tuple[str | Path, ...]:
    return ("inpaint", picture, "--mask", mask, "--inpainter", "telea", *more)


def _pictures(kind: Path) -> list[Path]:
    return sorted(path for path in kind.iterdir() if path.is_file() and path.name != _MASK)


def _each(*checks: Check, more: Sequence[str] = ()) -> Callable[[str, Path], Iterator[Case]]:
    """Return what yields a case for each picture of a kind, with the kind's own mask."""

    def cases(number: str, kind: Path) -> Iterator[Case]:
        for path in _pictures(kind):
            yield Case(number, path.name, _inpaint(path, kind / _MASK, *more), path, _all(*checks))

    return cases


def _all(*checks: Check) -> Check:
    return lambda run, source: next(filter(None, (check(run, source) for check in checks)), "")


def _is_restored(run: Run, source: Path) -> str:
    if run.code or run.restored is None:
        return f"nothing was restored: {run.said}"
    return ""


def _is_refused(run: Run, source: Path) -> str:
    is_one_sentence = run.code == 1 and len(run.errors) == 1
    return "" if is_one_sentence else "it was not refused with one sentence"


def _is_noted(run: Run, source: Path) -> str:
    """Check that each note stands on standard error and in the record, and that there is one."""
    notes = [*run.record.get("input", {}).get("notes", []), *run.record.get("damage", {}).get("notes", [])]
    if not notes:
        return "the record has no note"
    return "" if all(any(note in line for line in run.errors) for note in notes) else "a note is not on standard error"


def _is_quiet(run: Run, source: Path) -> str:
    return "" if not run.errors else "something is on standard error"


def _outside_is_untouched(tolerance: int = 0) -> Check:
    """Check that all pixels outside the mask are those that another decoder reads."""

    def check(run: Run, source: Path) -> str:
        if fault := _is_restored(run, source):
            return fault
        before, after = (read_independently(path) for path in (source, run.restored))
        channels = min(np.atleast_3d(before).shape[2], np.atleast_3d(after).shape[2])
        before, after = (np.atleast_3d(pixels)[..., :channels].astype(int) for pixels in (before, after))
        with Image.open(source.with_name(_MASK)) as mask:
            outside = np.asarray(mask.convert("L")) < 128
        if before.shape != after.shape:
            return f"{before.shape} became {after.shape}"
        worst = np.abs(before - after)[outside].max()
        return "" if worst <= tolerance else f"pixels outside the mask differ by {worst} levels"

    return check


# 02 and 03: masks


def _masks(number: str, kind: Path) -> Iterator[Case]:
    for mask in _pictures(kind):
        if mask.name == "p.png":
            continue
        with Image.open(mask) as drawn:
            is_layer = "A" in drawn.getbands()
        judge = _marks_what_is_opaque(mask) if is_layer else _is_refused
        yield Case(number, mask.name, _inpaint(kind / "p.png", mask), mask, judge)
        if mask.name == "inverted.png":
            yield Case(number, "--invert-mask", _inpaint(kind / "p.png", mask, "--invert-mask"), mask, _is_restored)


def _marks_what_is_opaque(mask: Path) -> Check:
    def check(run: Run, source: Path) -> str:
        with Image.open(mask) as drawn:
            opaque = int((np.asarray(drawn.getchannel("A")) >= 128).sum())
        marked = run.record.get("damage", {}).get("pixels")
        return "" if marked == opaque else f"{marked} px are marked, {opaque} are opaque"

    return check


# 04: colours


def _has_profile(run: Run, source: Path) -> str:
    """Check that the restored picture has a profile, one of linear light for a file of linear light."""
    if fault := _is_restored(run, source):
        return fault
    with Image.open(run.restored) as picture:
        icc = picture.info.get("icc_profile")
    if not icc:
        return "the colour space is lost"
    if source.stem != "linear":
        return ""
    grey = Image.new("RGB", (1, 1), (128, 128, 128))
    profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    seen = ImageCms.profileToProfile(grey, profile, ImageCms.createProfile("sRGB")).getpixel((0, 0))
    return "" if abs(seen[0] - 188) <= 2 else f"half of the light is shown as {seen[0]}, not as 188"


# 06: notes


def _notes(number: str, kind: Path) -> Iterator[Case]:
    for path in _pictures(kind):
        for command in ("inpaint", "detect", "restore"):
            words = _inpaint(path, kind / _MASK) if command == "inpaint" else (command, path, "--detector", "opencv")
            yield Case(number, f"{command} {path.name}", words, path, _all(_is_noted, _is_colour_where_imagej_says))


def _is_colour_where_imagej_says(run: Run, source: Path) -> str:
    with tifffile.TiffFile(source) as file:
        is_composite = file.is_imagej and file.imagej_metadata.get("channels") == 3
        channels = file.asarray() if is_composite else None
    if channels is None or run.restored is None:
        return ""
    after = read_independently(run.restored)
    same = (np.moveaxis(channels, 0, -1) == after).all(axis=2).mean() if after.ndim == 3 else 0
    return "" if same > 0.8 else "three channels are not read as red, green and blue"


# 07 and 20: folders


def _folder(number: str, kind: Path) -> Iterator[Case]:
    words = ("restore", kind, "--detector", "opencv", "--inpainter", "telea")
    yield Case(number, kind.name, words, kind, _each_is_restored_or_named)


def _each_is_restored_or_named(run: Run, source: Path) -> str:
    restored = {path.name.rpartition("_restored")[0] for path in run.output.glob("*_restored.*")}
    left = [path.name for path in _pictures(source) if path.stem not in restored]
    if unnamed := [name for name in left if not any(name in line for line in run.errors)]:
        return f"{', '.join(unnamed)} is neither restored nor named"
    return "" if run.code == bool(left) else f"the exit code is {run.code}"


def _names(number: str, kind: Path) -> Iterator[Case]:
    for path in _pictures(kind):
        yield Case(number, path.name, _inpaint(path, kind / "masks"), path, _is_restored)


# 12: grey


def _is_grey(run: Run, source: Path) -> str:
    if fault := _is_restored(run, source):
        return fault
    with Image.open(source) as before, Image.open(run.restored) as after:
        if len(after.getbands()) != 1:
            return f"one channel became {len(after.getbands())}"
        return "" if before.info["icc_profile"] == after.info.get("icc_profile") else "the grey profile was changed"


# 13: metadata

_WORDS = (b"Anna Conservator", b"(c) Museum", b"inv. 17", b"Hasselblad")


def _metadata(number: str, kind: Path) -> Iterator[Case]:
    for path in _pictures(kind):
        for form in ("png", "tiff", "jpeg", "webp"):
            if path.name == "docname.tif" and form in ("jpeg", "webp"):
                continue  # 16 bits
            words = _inpaint(path, kind / _MASK, "--format", form)
            yield Case(number, f"{path.name} as {form}", words, path, _keeps_words)


def _keeps_words(run: Run, source: Path) -> str:
    """Check that words and resolution of the file are in the result, or that their loss is said."""
    if fault := _is_restored(run, source):
        return fault
    before, after = source.read_bytes(), _readable(run.restored)
    lost = [word.decode() for word in _WORDS if word in before and word not in after]
    if lost and not any("left out" in line for line in run.errors):
        return f"{', '.join(lost)} is lost without a word"
    with Image.open(source) as old, Image.open(run.restored) as new:
        resolution, found = old.info.get("dpi"), _resolution(new)
    if resolution and not np.allclose(found, [float(value) for value in resolution], 0.01):
        return f"the resolution {resolution} became {found}"
    return ""


def _resolution(picture: Image.Image) -> tuple[float, float]:
    """Return the pixels per inch of a picture as its format or its EXIF data say them; 0 where they do not."""
    block = picture.getexif()
    across, down = picture.info.get("dpi") or (block.get(282, 0), block.get(283, 0))
    return float(across), float(down)


def _readable(path: Path) -> bytes:
    """Return the bytes of a file, with the texts of a PNG file that are compressed, and of hexadecimal ones."""
    data = path.read_bytes()
    with Image.open(path) as picture:
        texts = [str(text) for text in getattr(picture, "text", {}).values()]
    for text in texts:
        digits = "".join(text.split()[2:])
        if len(digits) % 2 == 0 and re.fullmatch("[0-9a-fA-F]+", digits):
            data += bytes.fromhex(digits)
    return data + "".join(texts).encode()


# 14 to 22


def _missing_end_is_noted(run: Run, source: Path) -> str:
    has_end = source.read_bytes().rstrip(b"\0").endswith(b"\xff\xd9")
    return _is_quiet(run, source) if has_end else _is_noted(run, source)


def _has_no_stale_xmp(run: Run, source: Path) -> str:
    data = run.restored.read_bytes() if run.restored else b""
    stale = [name for name in (b"hdrgm:", b"Container:", b"HasExtendedXMP") if name in data]
    return f"{stale[0].decode()} is still there" if stale else ""


def _is_opaque(run: Run, source: Path) -> str:
    if fault := _is_restored(run, source):
        return fault
    with Image.open(run.restored) as picture:
        is_opaque = "A" not in picture.getbands() or picture.getchannel("A").getextrema()[0] == 255
    return "" if is_opaque else "the result is transparent"


def _same_marks(number: str, kind: Path) -> Iterator[Case]:
    for mask in _pictures(kind):
        if mask.name != "p.png":
            yield Case(number, mask.name, _inpaint(kind / "p.png", mask), mask, _marks_200)


def _marks_200(run: Run, source: Path) -> str:
    marked = run.record.get("damage", {}).get("pixels")
    return "" if marked == 200 else f"{marked} px are marked, not 200"


def _small_things(number: str, kind: Path) -> Iterator[Case]:
    for path in _pictures(kind):
        words = ("restore", path, "--detector", "opencv", "--inpainter", "telea")
        judge = _all(_is_restored, _is_quiet, _keeps_both_resolutions)
        yield Case(number, path.name, words, path, judge)


def _keeps_both_resolutions(run: Run, source: Path) -> str:
    with Image.open(source) as before, Image.open(run.restored) as after:
        turned = before.getexif().get(274, 1) > 4
        across, down = before.info.get("dpi", (0, 0))[:: -1 if turned else 1]
        found = _resolution(after)
    same = np.allclose(found, [float(across), float(down)], 0.01)
    return "" if same else f"the resolution is {found}, not {(across, down)}"


# 30: hostile files


def _hostile(number: str, kind: Path) -> Iterator[Case]:
    for path in _pictures(kind):
        words = ("detect", path, "--detector", "opencv")
        yield Case(number, path.name, words, path, _is_read_or_refused, limited=True)


def _is_read_or_refused(run: Run, source: Path) -> str:
    if run.seconds > 15:
        return "it took too long"
    return "" if run.code == 0 else _is_refused(run, source)


_untouched = _outside_is_untouched()
_KINDS: dict[str, Callable[[str, Path], Iterator[Case]]] = {
    "02": _masks,
    "03": _masks,
    "04": _each(_has_profile, more=("--format", "tiff")),
    "06": _notes,
    "07": _folder,
    "08": _each(_untouched, _is_quiet),
    "09": _each(_untouched),
    "10": _each(_is_restored),
    "11": _each(_outside_is_untouched(2)),
    "12": _each(_is_grey, _untouched, _is_quiet),
    "13": _metadata,
    "14": _each(_is_restored, _is_noted, _has_no_stale_xmp, more=("--format", "jpeg")),
    "15": _each(_untouched, _is_noted, more=("--format", "tiff")),
    "16": _each(_is_opaque, _untouched, _is_noted),
    "17": _each(_untouched, _missing_end_is_noted),
    "18": _each(_is_restored, more=("--format", "jpeg")),
    "19": _each(_untouched, _is_noted),
    "20": _names,
    "21": _same_marks,
    "22": _small_things,
    "30": _hostile,
}
