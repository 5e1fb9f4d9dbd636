"""The width of the room, as a script learns it."""

from streamlit.testing.v1 import AppTest

SCRIPT = """
import streamlit as st
from restoration.app.components import container_width

if st.toggle("Here", True):
    st.text(container_width(500, key="room"))
"""


def test_the_room_is_as_wide_as_was_said_until_it_is_measured():
    assert AppTest.from_string(SCRIPT).run().text[0].value == "500"


def test_a_measured_room_is_remembered_while_another_page_is_shown():
    at = AppTest.from_string(SCRIPT).run()
    at.session_state["room"] = {"width": 640}
    assert at.run().text[0].value == "640"
    at.toggle[0].set_value(False).run()
    assert at.toggle[0].set_value(True).run().text[0].value == "640"
