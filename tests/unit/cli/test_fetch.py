"""`fetch` as its users meet it: exit codes, one sentence for what is wrong, and the script that does the same."""

import runpy
import sys
from pathlib import Path

import pytest

from restoration.cli.main import main

SCRIPT = Path(__file__).parents[3] / "scripts" / "fetch_met_paintings.py"


@pytest.fixture(params=["command", "script"])
def fetch(request, met, monkeypatch, capsys, tmp_path):
    """Fetch into `tmp_path` from the museum on this machine; gives exit code, standard output and standard error."""

    def go(*words, api=met.api):
        ours = ["--out", str(tmp_path), "--pause", "0", "--api", api, *words]
        monkeypatch.setattr(sys, "argv", ["restoration", *(["fetch"] if request.param == "command" else []), *ours])
        with pytest.raises(SystemExit) as end:
            main() if request.param == "command" else runpy.run_path(str(SCRIPT), run_name="__main__")
        return end.value.code or 0, *capsys.readouterr()

    return go


def test_paintings_of_the_years_are_fetched(met, fetch, tmp_path):
    for object_id, year in enumerate((1410, 1440, 1490), start=1):
        met.show(object_id, objectBeginDate=year, objectEndDate=year)
    code, told, complained = fetch("--min_year", "1400", "--max-year", "1450", "--limit", "5", "--size", "web")
    assert (code, complained) == (0, "")
    assert told.count("\n") == 2
    assert len(list(tmp_path.glob("met_*_web.jpg"))) == 2


def test_one_failure_is_named_and_gives_exit_code_1(met, fetch, tmp_path):
    met.faults[met.show(1)] = [(404, {})]
    met.show(2)
    code, told, complained = fetch()
    assert code == 1
    assert "met_1:" in complained
    assert complained.count("\n") == 1
    assert "met_2_" in told


def test_an_interruption_keeps_what_was_finished(met, fetch, tmp_path, monkeypatch):
    from restoration.museum.met import Met

    def interrupt_at_2(museum, object_id):
        if object_id == "2":
            raise KeyboardInterrupt
        return describe(museum, object_id)

    describe = Met.describe
    monkeypatch.setattr(Met, "describe", interrupt_at_2)
    met.show(1)
    met.show(2)
    code, _, complained = fetch()
    assert (code, complained) == (130, "Stopped. What was finished is kept.\n")
    assert len(list(tmp_path.glob("met_1_*.jpg"))) == 1
    assert (tmp_path / "originals.csv").exists()


def test_without_a_network_there_is_one_sentence_and_exit_code_2(fetch, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    code, _, complained = fetch(api="http://127.0.0.1:1/public")
    assert code == 2
    assert complained.startswith("Error: 127.0.0.1 cannot be reached")
    assert complained.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--min-year", "1500", "--max-year", "1400"], "Swap them"),
        (["--size", "huge"], "original, web"),
        (["--limit", "0"], "--limit"),
        (["--department", "Cellar"], "European Paintings"),
        (["--api", "nowhere"], "nowhere"),
        (["--out", __file__], "cannot be made"),
    ],
)
def test_what_is_asked_wrongly_gets_one_sentence_and_exit_code_2(fetch, words, said):
    code, _, complained = fetch(*words)
    assert code == 2
    assert complained.startswith("Error: ")
    assert complained.count("\n") == 1
    assert said in complained
