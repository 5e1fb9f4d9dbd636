"""Our own components, as far as Python sees them."""

from streamlit.testing.v1 import AppTest

SCRIPT = """
import streamlit as st
from restoration.app.components import container_width

if st.toggle("Here", True):
    st.text(container_width(500, key="width"))
"""


def test_the_container_has_the_default_width_until_the_browser_sends_one():
    assert AppTest.from_string(SCRIPT).run().text[0].value == "500"


def test_a_measured_width_survives_another_page():
    app = AppTest.from_string(SCRIPT).run()
    app.session_state["width"] = {"width": 640}
    assert app.run().text[0].value == "640"
    app.toggle[0].set_value(False).run()
    assert app.toggle[0].set_value(True).run().text[0].value == "640"
