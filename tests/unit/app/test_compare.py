"""What the comparison asks of its pictures."""

import io

import pytest
from PIL import Image

from restoration.app.components import ComparisonMode, show_comparison


def picture(*size):
    file = io.BytesIO()
    Image.new("RGB", size).save(file, "JPEG")
    return file.getvalue()


def test_two_pictures_of_different_sizes_cannot_lie_over_one_another():
    with pytest.raises(ValueError, match=r"\(60, 40\) and \(60, 41\)"):
        show_comparison(picture(60, 40), picture(60, 41), labels=("Original", "Restored"))


def test_every_way_has_a_name_for_people():
    assert [way.label for way in ComparisonMode] == ["Slider", "Side by side", "Blink"]
