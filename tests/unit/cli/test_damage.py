"""`damage` and its script: files, exit codes, and one sentence for each mistake."""

import json

import pytest
from PIL import Image

SCRIPT = "synthetic_damage_generator.py"


@pytest.fixture
def scans(tmp_path, painting):
    """A folder of one painting, a.png."""
    (tmp_path / "scans").mkdir()
    Image.fromarray(painting).save(tmp_path / "scans" / "a.png")
    return tmp_path / "scans"


def test_a_pair_is_a_damaged_picture_its_masks_its_recipe_and_a_row(run, scans, tmp_path):
    options = ("--per-image", 1, "--severity", "moderate", "--seed", 1)
    code, printed, errors = run("damage", scans / "a.png", "--output", tmp_path / "out", *options)
    assert (code, errors) == (0, "")
    assert printed == f"[1/1] a.png: 1 made\nPairs in {tmp_path / 'out' / 'manifest.csv'}: 1\n"
    assert {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")} == {
        "manifest.csv",
        "synthetic_damaged/a__moderate-0.json",
        "synthetic_damaged/a__moderate-0.png",
        "synthetic_masks/a__moderate-0_alpha.tif",
        "synthetic_masks/a__moderate-0_mask.png",
        "synthetic_masks/a__moderate-0_touch.png",
    }
    recipe = json.loads((tmp_path / "out" / "synthetic_damaged" / "a__moderate-0.json").read_text())["origin"]["recipe"]
    assert recipe["severity"] == "moderate"


def test_the_script_makes_the_same_files_with_either_spelling_of_its_options(run, scans, tmp_path):
    command, script = tmp_path / "command", tmp_path / "script"
    run("damage", scans, "--output", command, "--per-image", 3, "--seed", 4)
    for names, message in (
        (("--input_dir", "--output_dir", "--num_per_image"), "3 made"),
        (("--input-dir", "--output-dir", "--num-per-image"), "3 there already"),
    ):
        words = [word for pair in zip(names, (scans, script, 3), strict=True) for word in pair]
        code, printed, errors = run(*words, "--seed", 4, script=SCRIPT)
        assert (code, errors) == (0, "")
        assert message in printed
    assert (command / "manifest.csv").read_bytes() == (script / "manifest.csv").read_bytes()


@pytest.mark.parametrize("script", [None, SCRIPT])
def test_width_density_and_length_are_recorded_in_the_recipe(run, scans, tmp_path, script):
    sizes = ("--crack-width", 3, "--density", 0.06, "--scratch-length", 40)
    if script:
        sizes = ("--crack_width", 3, "--density", 0.06, "--scratch_length", 40)
        words = "--input_dir", scans, "--output_dir", tmp_path / "out", "--num_per_image", 1
    else:
        words = "damage", scans, "--output", tmp_path / "out", "--per-image", 1
    assert run(*words, *sizes, "--severity", "light", script=script)[::2] == (0, "")
    [record] = (tmp_path / "out" / "synthetic_damaged").glob("*.json")
    recipe = json.loads(record.read_text())["origin"]["recipe"]
    layers = {layer["kind"]: layer for layer in recipe["layers"]}
    assert layers["craquelure"]["width"] * recipe["scale"] == pytest.approx(3)
    assert layers["craquelure"]["coverage"] == 0.06
    assert layers["scratches"]["length"] * recipe["scale"] == pytest.approx(40)


def test_a_collection_is_compared_with_its_manifest(run, assert_refused, scans, tmp_path):
    words = "damage", scans, "--output", tmp_path / "out", "--per-image", 3, "--severity", "light"
    assert_refused(*words, "--verify", message="without --verify")
    run(*words)
    assert run(*words, "--verify") == (0, f"Compared with {tmp_path / 'out' / 'manifest.csv'}: 3 pairs, 0 faults\n", "")
    mask, alpha = (tmp_path / "out" / "synthetic_masks" / f"a__light-{name}" for name in ("0_mask.png", "1_alpha.tif"))
    mask.write_bytes(bytes([*mask.read_bytes()[:-1], 1]))
    alpha.unlink()
    Image.open(scans / "a.png").rotate(180).save(scans / "a.png")
    code, printed, errors = run(*words, "--verify")
    assert code == 1
    assert printed.endswith("3 pairs, 4 faults\n")
    assert errors.splitlines()[:4] == [
        "a__light-0: it was made of another a.png than the one that is there now.",
        "synthetic_masks/a__light-0_mask.png: its content was changed.",
        "a__light-1: a file is missing, or is not as long as it was.",
        "a__light-2: it was made of another a.png than the one that is there now.",
    ]


def test_a_painting_that_fails_is_named_and_the_others_are_finished(run, scans, tmp_path):
    (scans / "torn.jpg").write_bytes(b"not a picture")
    code, printed, errors = run("damage", scans, "--output", tmp_path / "out", "--workers", 1)
    assert code == 1
    assert printed.endswith("manifest.csv: 2\n")
    assert errors.startswith("[2/2] torn.jpg: ")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["{scans}"], "--output"),
        (["nowhere", "--output", "{tmp}"], "nowhere"),
        (["{scans}", "--output", "{tmp}", "--severity", "awful"], "moderate"),
        (["{scans}", "--output", "{tmp}", "--style", "cubist"], "flemish"),
        (["{scans}", "--output", "{tmp}", "--per-image", "0"], "per-image"),
        (["{scans}", "--output", "{scans}/a.png"], "a.png"),
        (["{scans}", "--output", "{tmp}", "--crack-width", "0.2"], "'--crack-width'"),
        (["{scans}", "--output", "{tmp}", "--density", "4"], "'--density'"),
        (["{scans}", "--output", "{tmp}", "--scratch-length", "-1"], "'--scratch-length'"),
        (["{scans}", "--output", "{tmp}", "--density", "0.1", "--style", "simple"], "neither cracks nor scratches"),
    ],
)
def test_a_wrong_request_gets_one_sentence_and_exit_code_2(assert_refused, scans, tmp_path, words, message):
    assert_refused("damage", *(word.format(tmp=tmp_path / "out", scans=scans) for word in words), message=message)
    assert not (tmp_path / "out").exists()


def test_an_interruption_ends_without_a_traceback(run, scans, tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("restoration.collection.generation.apply_damage", interrupt)
    code, _, errors = run("damage", scans, "--output", tmp_path / "out")
    assert (code, errors) == (130, "Stopped. What was finished is kept.\n")
