"""The paintings of a run, and the sentence that says how they were chosen."""

import pytest

from restoration.benchmark.selection import select_originals
from restoration.collection.originals import read_originals
from restoration.collection.splits import TEST
from restoration.errors import BadRequest


@pytest.fixture
def selected(tmp_path):
    """Select among pictures a to h, with a table of their splits if one is given."""

    def select(splits=None):
        for name in "abcdefgh":
            (tmp_path / f"{name}.png").touch()
        if splits:
            (tmp_path / "paintings.csv").write_text("file,split\n" + "".join(f"{n}.png,{s}\n" for n, s in splits))
        return select_originals(read_originals(tmp_path), tmp_path)

    return select


def names(selection):
    return "".join(path.stem for path in selection.paths)


def test_without_a_table_all_pictures_are_measured(selected):
    selection = selected()
    assert names(selection) == "abcdefgh"
    assert selection.sentence.startswith("8 paintings: all pictures of the folder, because no table")


def test_a_table_says_which_paintings_are_measured(selected):
    selection = selected(zip("abcdefgh", ["val", "train"] * 4, strict=True))
    assert (names(selection), selection.sentence) == ("ace", "3 paintings: the split val.")  # g is kept for the test
    assert selection.first(1).sentence == "1 painting, the first of 3: the split val."
    assert names(selection.first(None)) == "ace"


def test_test_paintings_are_measured_only_on_request(tmp_path, selected):
    everything = selected(zip("abcdefgh", ["val"] * 8, strict=True))
    kept = select_originals(read_originals(tmp_path), tmp_path, TEST)
    assert names(kept) and names(everything)
    assert sorted(names(kept) + names(everything)) == list("abcdefgh")
    assert kept.sentence.endswith("the split test.")
    no_validation = selected(zip("abcdefgh", ["train", *["test"] * 7], strict=True))
    assert names(no_validation) == "a"


@pytest.mark.parametrize("table", [None, [("a", "train")]], ids=["no table", "all for training"])
def test_without_test_paintings_there_is_no_test(tmp_path, selected, table):
    selected(table)
    with pytest.raises(BadRequest, match="is for the test"):
        select_originals(read_originals(tmp_path), tmp_path, TEST)


def test_test_paintings_alone_are_no_validation_paintings(selected):
    with pytest.raises(BadRequest, match="are kept for the test"):
        selected(zip("abcdefgh", ["test"] * 8, strict=True))


def test_a_folder_without_pictures_is_refused(tmp_path):
    with pytest.raises(BadRequest, match="No picture in"):
        select_originals([], tmp_path)
