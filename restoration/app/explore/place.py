"""Closing a picture leads back to the same place in the list: as far down as before, with the focus on its card."""

from restoration.app.components import define_component

_scroll_place = define_component("scroll_place")


def keep_place(place: str, *, is_list: bool) -> None:
    """Scroll to where this place was left if it is a list, else to its beginning; call it before the content."""
    _scroll_place(key="explore-place", data={"place": place, "isList": is_list})
