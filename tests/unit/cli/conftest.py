"""What the tests of the command line share: running a command or a script, and pictures to learn from."""

import os
import runpy
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restoration.cli.main import main
from restoration.damage.layer import FULL_ALPHA, DamageLayer, make_palette
from restoration.domain import DamageKind
from restoration.training.damage_bank import DamageSheet, to_sheet_layer, write_sheets
from restoration.training.run import Trainer

SCRIPTS = Path(__file__).parents[3] / "scripts"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command, or a script; returns its exit code, standard output and standard error."""

    def run(*words, script=None):
        monkeypatch.setattr(sys, "argv", [script or "restoration", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPTS / script), run_name="__main__") if script else main()
        return end.value.code or 0, *capsys.readouterr()

    return run


@pytest.fixture
def assert_refused(run):
    """Run a command, and assert that it ends with exit code 2 and one line that says what is wrong."""

    def assert_refused(*words, message, script=None):
        code, _, errors = run(*words, script=script)
        assert code == 2
        assert errors.startswith("Error: ")
        assert errors.count("\n") == 1
        assert message in errors

    return assert_refused


@pytest.fixture
def originals(tmp_path, painting):
    """Options that name two originals, with a table of their splits beside them, and sheets of one crack."""
    (tmp_path / "originals").mkdir()
    for name in ("a", "b"):
        Image.fromarray(painting).save(tmp_path / "originals" / f"{name}.png")
    (tmp_path / "originals" / "paintings.csv").write_text("file,split\na.png,train\nb.png,val\n")
    alpha = np.zeros((72, 72), np.uint16)
    alpha[::10] = FULL_ALPHA
    crack = DamageLayer(DamageKind.CRACK, alpha, np.zeros((72, 72), np.uint8), make_palette(0.2))
    write_sheets(tmp_path / "sheets.npz", [DamageSheet((), (to_sheet_layer(crack),), ())])
    return "--originals", "originals", "--sheets", "sheets.npz", "--exam-sheets", "sheets.npz"


@pytest.fixture
def interrupt_training(monkeypatch):
    """A context in which Ctrl+C is pressed after the first training step."""
    train_step = Trainer.train_step

    def train_step_and_stop(trainer, batch):
        train_step(trainer, batch)
        os.kill(os.getpid(), signal.SIGINT)

    @contextmanager
    def interrupt_training():
        with monkeypatch.context() as context:
            context.setattr(Trainer, "train_step", train_step_and_stop)
            yield

    return interrupt_training


@pytest.fixture
def scan(tmp_path, painting):
    """A folder with one cracked painting, a.png."""
    painting[20:22, 6:60] //= 4
    (tmp_path / "scans").mkdir()
    Image.fromarray(painting).save(tmp_path / "scans" / "a.png")
    return tmp_path / "scans" / "a.png"
