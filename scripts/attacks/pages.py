"""Known bad files opened on the pages: a page answers in a sentence, and works again with the next file."""

import io
import logging
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from PIL import Image
from streamlit.testing.v1 import AppTest

from restoration.app.restore import autosave, running
from restoration.app.restore.source import UPLOAD_TYPES
from restoration.app.restore.state import SOURCE_KEY, SOURCES, UPLOAD, Job
from scripts.attacks.picture_seeds import encode_picture, paint
from scripts.attacks.results import Verdict
from scripts.attacks.sample import Sample

ROOT = Path(__file__).parents[2]
LARGEST = 100_000  # bytes of a file that is opened on a page: what is larger has been read before
KINDS = ("picture", "dossier", "originals")


def is_suitable(sample: Sample) -> bool:
    """Return whether a page can open the file, and quickly."""
    is_offered = sample.kind == "originals" or sample.format in UPLOAD_TYPES
    return sample.kind in KINDS and is_offered and len(sample.data) < LARGEST


def open_on_pages(samples: Iterable[Sample]) -> Iterator[tuple[Sample, Verdict]]:
    """Upload pictures and dossiers on Restore, and show tables on Explore; yield what became of each."""
    with tempfile.TemporaryDirectory(prefix="attack-") as name:
        folder = Path(name)
        with (
            mock.patch.object(autosave, "WORK_FOLDER", folder / "work"),
            mock.patch.object(running, "PATIENCE", 60.0),  # no browser asks later how far the work is
            mock.patch.dict("os.environ", {"RESTORATION_HOSTED": "0"}),
        ):
            for sample in samples:
                began = time.monotonic()
                with _silence():
                    faults = [*(_explore(sample, folder) if sample.kind == "originals" else _restore(sample))]
                yield sample, Verdict.of(faults, time.monotonic() - began)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep off the terminal what a server would log."""
    logging.disable()
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(logging.NOTSET)


def _open(page: str) -> AppTest:
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    app.session_state["jobs"] = {source: Job() for source in SOURCES}
    app.session_state[SOURCE_KEY] = UPLOAD
    return app.switch_page(f"pages/{page}.py").run()


def _restore(sample: Sample) -> Iterator[str]:
    app = _open("restore")
    good = encode_picture(Image.fromarray(paint()), "PNG")
    for name, data in ((sample.name, sample.data), ("good.png", good)):
        app.sidebar.file_uploader[0].set_value((name, data, "application/octet-stream"))
        for _ in range(2):  # a page that is broken stays so when it runs again
            app.run()
            if app.exception:
                yield f"an exception with {name}: {app.exception[0].message[:200]}"
                return


def _explore(sample: Sample, folder: Path) -> Iterator[str]:
    originals = folder / Path(sample.name).stem
    originals.mkdir()
    Image.fromarray(paint()).save(originals / "met_7.jpg")
    (originals / "originals.csv").write_bytes(sample.data)
    app = _open("explore")
    next(field for field in app.text_input if field.label == "Folder of pictures").set_value(str(originals)).run()
    if app.exception:
        yield f"an exception: {app.exception[0].message[:200]}"
    for button in app.button:
        if button.key and button.key.startswith("open-"):
            button.click().run()
            break
    if app.exception:
        yield f"an exception with the painting: {app.exception[0].message[:200]}"
