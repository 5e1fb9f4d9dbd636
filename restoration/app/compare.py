"""The before/after slider: a component of our own, which needs no network."""

import base64
from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).parents[2] / "assets" / "compare"

_slider = st.components.v2.component(
    "painting_restoration.compare",
    html=(ASSETS / "compare.html").read_text(encoding="utf-8"),
    css=(ASSETS / "compare.css").read_text(encoding="utf-8"),
    js=(ASSETS / "compare.js").read_text(encoding="utf-8"),
)


def compare(before: bytes, after: bytes, *, labels: tuple[str, str]) -> None:
    """Shows two JPEG pictures of one size, one over the other, with a handle that uncovers the lower one."""
    _slider(
        key="compare",
        data={
            "before": _as_url(before),
            "after": _as_url(after),
            "before_label": labels[0],
            "after_label": labels[1],
        },
    )


def _as_url(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
