"""File names that every system accepts and that stay the same, and the scale of a photograph."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from restoration.museum.base import Artwork, PhotoSize
from restoration.museum.photo_folder import photo_file_name, pixels_per_mm, to_ascii


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


sides = st.floats(5, 300)  # cm
scales = st.floats(2, 40)  # px/mm


@given(sides, sides, scales)
def test_the_scale_of_a_photograph_of_the_whole_painting_is_found(width, height, scale):
    found = pixels_per_mm(round(width * 10 * scale), round(height * 10 * scale), width, height)
    assert found == pytest.approx(scale, rel=0.01)


@given(sides, sides, scales, st.floats(1.07, 3))
def test_a_photograph_of_more_than_the_painting_has_no_scale(width, height, scale, wider):
    assert pixels_per_mm(round(width * 10 * scale * wider), round(height * 10 * scale), width, height) is None


def test_a_painting_that_was_not_measured_has_no_scale():
    assert pixels_per_mm(3000, 4000, None, 40.0) is None
    assert pixels_per_mm(3000, 4000, 30.0, None) is None
