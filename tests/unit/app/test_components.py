"""Our own components, as far as Python sees them."""

import io

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from restoration.app.components import ComparisonMode, show_comparison

SCRIPT = """
import streamlit as st
from restoration.app.components import container_width

if st.toggle("Here", True):
    st.text(container_width(500, key="width"))
"""


def picture(*size):
    file = io.BytesIO()
    Image.new("RGB", size).save(file, "JPEG")
    return file.getvalue()


def test_pictures_of_different_sizes_cannot_be_compared():
    with pytest.raises(ValueError, match=r"\(60, 40\) and \(60, 41\)"):
        show_comparison(picture(60, 40), picture(60, 41), labels=("Original", "Restored"))


def test_every_comparison_mode_has_a_label():
    assert [mode.label for mode in ComparisonMode] == ["Slider", "Side by side", "Blink"]


def test_the_container_has_the_default_width_until_the_browser_sends_one():
    assert AppTest.from_string(SCRIPT).run().text[0].value == "500"


def test_a_measured_width_survives_another_page():
    app = AppTest.from_string(SCRIPT).run()
    app.session_state["width"] = {"width": 640}
    assert app.run().text[0].value == "640"
    app.toggle[0].set_value(False).run()
    assert app.toggle[0].set_value(True).run().text[0].value == "640"
