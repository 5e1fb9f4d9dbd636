"""One visitor of the dashboard who opens a picture and changes settings; run as a program, so that it can be killed.

python -m scripts.attacks.editing_session FOLDER

The first run opens the picture; a later run opens the work that is kept in FOLDER. Each ends with the same settings.
"""

import json
import sys
from pathlib import Path
from unittest import mock

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from restoration.app import leftovers
from restoration.app.restore import autosave, running, source
from restoration.app.restore.state import UPLOAD, Job
from restoration.files import write_bytes
from restoration.sample import SamplePainting, sample_as_painting
from scripts.attacks.kills import REOPENED
from scripts.attacks.picture_seeds import drawn_mask, encode_picture, paint

ROOT = Path(__file__).parents[2]
CHANGES = 25
ADDRESS = "address"  # what the visitor's browser remembers of the page's address


def edit(folder: Path) -> None:
    """Open the picture or the kept work, change the settings, and write what a reload then shows."""
    folder.mkdir(parents=True, exist_ok=True)
    page = _open_page(folder)
    if _upload(page).painting is None:
        _open_picture(page)
    for number in range(CHANGES):
        next(slider for slider in page.slider if slider.label == "Sensitivity").set_value(0.3 + 0.01 * number).run()
        _check(page)
        write_bytes(folder / ADDRESS, page.query_params["work"].encode())
    job = _upload(_open_page(folder))
    reopened = {"painting": job.painting and job.painting.sha256, "plan": repr(job.plan)}
    write_bytes(folder / REOPENED, json.dumps(reopened).encode())


def _open_page(folder: Path) -> AppTest:
    page = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    if (folder / ADDRESS).is_file():
        page.query_params["work"] = (folder / ADDRESS).read_text()
    page.run()
    _check(page)
    return page


def _upload(page: AppTest) -> Job:
    return page.session_state["jobs"][UPLOAD]


def _open_picture(page: AppTest) -> None:
    next(control for control in page.segmented_control if control.label == "Painting").set_value(UPLOAD).run()
    data = encode_picture(Image.fromarray(paint()), "PNG")
    page.sidebar.file_uploader[0].set_value(("painting.png", data, "image/png")).run()
    next(box for box in page.selectbox if box.label == "Find damage with").set_value("opencv").run()
    _check(page)


def _check(page: AppTest) -> None:
    if page.exception:
        raise RuntimeError(page.exception[0].message)


def main() -> None:
    """Edit, with a small sample in place of the real one, which takes seconds to paint."""
    folder = Path(sys.argv[1])
    image, mask = paint(), drawn_mask()
    sample = SamplePainting(
        title="A small one", image=image, truth=np.flip(image, 1), mask=mask, credit="drawn by code"
    )
    with (
        mock.patch.object(leftovers, "CACHE", folder),
        mock.patch.object(autosave, "WORK_FOLDER", folder / "work"),
        mock.patch.object(running, "PATIENCE", 60.0),  # no browser asks later how far the work is
        mock.patch.object(source, "load_sample", lambda: (sample, sample_as_painting(sample))),
    ):
        edit(folder)


if __name__ == "__main__":
    main()
