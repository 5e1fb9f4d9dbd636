"""`fetch` and its script: exit codes, and one sentence for each mistake."""

import pytest

from tests.unit.fake_museum import open_museum
from tests.unit.fake_museums import FAKE_MUSEUMS


@pytest.fixture(params=["command", "script"])
def words(request, met, tmp_path):
    """What to run to download into `tmp_path` from the museum on this machine, as a command and as a script."""
    script = "fetch_met_paintings.py" if request.param == "script" else None
    options = ("--out", tmp_path, "--pause", "0", "--api", met.api)
    return options if script else ("fetch", *options), {"script": script}


@pytest.fixture
def fetch(run, words):
    options, script = words
    return lambda *more: run(*options, *more, **script)


def test_paintings_of_the_years_are_downloaded(met, fetch, tmp_path):
    for object_id, year in enumerate((1410, 1440, 1490), start=1):
        met.show(object_id, objectBeginDate=year, objectEndDate=year)
    code, printed, errors = fetch("--min_year", "1400", "--max-year", "1450", "--limit", "5", "--size", "web")
    assert (code, errors) == (0, "")
    assert printed.count("\n") == 2
    assert len(list(tmp_path.glob("met_*_web.jpg"))) == 2


def test_one_failure_is_named_and_gives_exit_code_1(met, fetch, tmp_path):
    met.faults[met.show(1)] = [(404, {})]
    met.show(2)
    code, printed, errors = fetch()
    assert code == 1
    assert "met_1:" in errors
    assert errors.count("\n") == 1
    assert "met_2_" in printed


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
    code, _, errors = fetch()
    assert (code, errors) == (130, "Stopped. What was finished is kept.\n")
    assert len(list(tmp_path.glob("met_1_*.jpg"))) == 1
    assert (tmp_path / "originals.csv").exists()


def test_without_a_network_the_museum_is_named(assert_refused, words, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    options, script = words
    url = "http://127.0.0.1:1/public"
    assert_refused(*options, "--api", url, **script, message="127.0.0.1 cannot be reached")


@pytest.mark.parametrize("key", FAKE_MUSEUMS)
def test_every_museum_is_listed_with_licences_and_fetched(run, tmp_path, key):
    with open_museum(FAKE_MUSEUMS[key]) as museum:
        museum.show(1)
        museum.show(2)
        years = ("--max-year", "1450", "--min-year", "1430", "--limit", "120", "--pause", "0")
        words = ("fetch", "--museum", key, "--api", museum.api, "--out", tmp_path, *years)
        code, printed, _ = run(*words, "--list")
        assert (code, printed.count("Saint Lucy"), printed.count("Public domain")) == (0, 2, 2)
        assert not list(tmp_path.iterdir())
        code, printed, _ = run(*words)
    assert (code, printed.count("300 x 400 px"), printed.count("Public domain")) == (0, 2, 2)
    assert len(list(tmp_path.glob(f"{key}_*.jpg"))) == 2


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--min-year", "1500", "--max-year", "1400"], "Swap them"),
        (["--size", "huge"], "original, web"),
        (["--limit", "0"], "--limit"),
        (["--department", "Cellar"], "European Paintings"),
        (["--museum", "louvre"], "met, aic, rijksmuseum, commons"),
        (["--api", "nowhere"], "nowhere"),
        (["--out", __file__], "cannot be made"),
    ],
)
def test_a_wrong_request_gets_one_sentence_and_exit_code_2(assert_refused, words, more, message):
    options, script = words
    assert_refused(*options, *more, **script, message=message)
