"""File names that every system accepts, and that stay the same."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from restoration.museum.base import Artwork, PhotoSize
from restoration.museum.photo_folder import photo_file_name, to_ascii


def artwork(artist="", title="", image_url="https://museum.example/a.jpg"):
    texts = dict.fromkeys(("accession_number", "date", "medium", "credit_line", "rights", "object_url"), "")
    return Artwork(
        museum="met",
        object_id="437675",
        artist=artist,
        title=title,
        begin_year=1321,
        end_year=1331,
        height_cm=None,
        width_cm=None,
        image_url=image_url,
        web_image_url=image_url,
        **texts,
    )


@given(st.text(), st.text(), st.sampled_from(["original", "web", "2048"]))
@example("Bartolomeo di Giovanni " * 9, "", "2048")
def test_any_artist_and_title_give_a_name_that_every_system_accepts(artist, title, size):
    name = photo_file_name(artwork(artist, title), PhotoSize(size))
    assert re.fullmatch(r"met_437675[A-Za-z0-9_]*\.jpg", name)
    assert len(name) <= 100


def test_a_name_contains_artist_and_title():
    name = photo_file_name(artwork("Simone Martini", "Saint Andrew"), PhotoSize("original"))
    assert name == "met_437675_Simone_Martini_Saint_Andrew.jpg"


def test_letters_without_an_ascii_base_letter_are_spelt_out():
    assert to_ascii("Łukasz Sørensen, Straßburg: “Œuvre”") == "Lukasz_Sorensen_Strassburg_Oeuvre"


@pytest.mark.parametrize(
    ("url", "suffix"), [("a/b.JPG", ".jpg"), ("a/b c.tif?x=1", ".tif"), ("a/b", ".jpg"), ("a/b.php", ".jpg")]
)
def test_the_suffix_is_that_of_the_museums_file_if_it_is_a_picture_suffix(url, suffix):
    name = photo_file_name(artwork(image_url=f"https://museum.example/{url}"), PhotoSize("original"))
    assert name.endswith(suffix)
