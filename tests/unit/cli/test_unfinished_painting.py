"""`--resume` inside one large painting: what was done of it before a stop is used, and the files are the same."""

import json

import numpy as np
import pytest
from PIL import Image

from restoration import unfinished
from restoration.cli import restoration_work, unfinished_painting
from restoration.inpainting.classical import Telea

CALLS_BEFORE_THE_STOP = 2


@pytest.fixture
def large(tmp_path, monkeypatch):
    """Let every painting count as a large one; returns one with a long crack, which is filled in several regions."""
    monkeypatch.setattr(unfinished_painting, "MEGAPIXELS", 0)
    monkeypatch.setattr(unfinished, "UNFINISHED", tmp_path / "unfinished")
    paint = np.random.default_rng(3).integers(120, 140, (120, 2500, 3)).astype(np.uint8)
    paint[60:62, 20:2480] = 20
    Image.fromarray(paint).save(tmp_path / "a.png")
    return tmp_path / "a.png"


@pytest.fixture
def calls(monkeypatch):
    """Count the calls of the detector and of the inpainter; `stop` in it ends the work after some regions."""
    calls = {"detect": 0, "fill": 0, "stop": False}

    def counted(name, function):
        def call(*arguments, **options):
            if name == "fill" and calls["stop"] and calls["fill"] == CALLS_BEFORE_THE_STOP:
                raise KeyboardInterrupt
            calls[name] += 1
            return function(*arguments, **options)

        return call

    monkeypatch.setattr(restoration_work, "detect", counted("detect", restoration_work.detect))
    monkeypatch.setattr(Telea, "fill", counted("fill", Telea.fill))
    return calls


def restore_into(run, scan, output, *options):
    return run("restore", scan, "--detector", "opencv", "--inpainter", "telea", "--output", output, *options)


def stop_in_the_middle(run, calls, scan, output):
    calls["stop"] = True
    restore_into(run, scan, output)
    calls["stop"] = False
    assert calls["fill"] == CALLS_BEFORE_THE_STOP
    assert not output.exists() or not any(output.iterdir())


def same_results(first, second):
    for suffix in ("restored.png", "mask.png", "overlay.png"):
        assert (first / f"a_{suffix}").read_bytes() == (second / f"a_{suffix}").read_bytes()
    records = [json.loads((folder / "a_report.json").read_text()) for folder in (first, second)]
    assert records[0]["output"] == records[1]["output"]


def test_what_was_found_and_filled_is_used(run, large, calls, tmp_path):
    assert restore_into(run, large, tmp_path / "whole")[0] == 0
    whole = dict(calls)
    calls |= {"detect": 0, "fill": 0}
    stop_in_the_middle(run, calls, large, tmp_path / "out")
    code, _, errors = restore_into(run, large, tmp_path / "out", "--resume")
    assert code == 0
    assert unfinished_painting.GOES_ON in errors
    assert (calls["detect"], calls["fill"]) == (1, whole["fill"])
    same_results(tmp_path / "whole", tmp_path / "out")
    assert not any((tmp_path / "unfinished").iterdir())


@pytest.mark.parametrize("options", [(), ("--resume", "--sensitivity", 0.4)])
def test_without_resume_or_with_another_request_all_is_done_again(run, large, calls, tmp_path, options):
    stop_in_the_middle(run, calls, large, tmp_path / "out")
    code, _, errors = restore_into(run, large, tmp_path / "out", *options)
    assert code == 0
    assert unfinished_painting.GOES_ON not in errors
    assert calls["detect"] == 2


def test_fills_of_a_given_mask_are_used_too(run, large, calls, tmp_path):
    marked = np.zeros((120, 2500), np.uint8)
    marked[59:63, 20:2480] = 255
    Image.fromarray(marked).save(tmp_path / "marked.png")
    words = "inpaint", large, "--mask", tmp_path / "marked.png", "--inpainter", "telea", "--output"
    run(*words, tmp_path / "whole")
    whole, calls["fill"], calls["stop"] = calls["fill"], 0, True
    run(*words, tmp_path / "out")
    calls["stop"] = False
    assert unfinished_painting.GOES_ON in run(*words, tmp_path / "out", "--resume")[2]
    assert calls["fill"] == whole > CALLS_BEFORE_THE_STOP
    restored = "a_restored.png"
    assert (tmp_path / "out" / restored).read_bytes() == (tmp_path / "whole" / restored).read_bytes()
