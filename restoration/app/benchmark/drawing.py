"""A figure on the page, in the ink of its theme."""

import plotly.graph_objects as go
import streamlit as st

from restoration.benchmark.figures.look import DARK, LIGHT

CONFIG = {"displayModeBar": False}


def in_theme(figure: go.Figure) -> go.Figure:
    """The figure as it reads on the ground that the visitor has chosen."""
    return figure.update_layout(template=DARK if st.context.theme.type == "dark" else LIGHT)


def draw(figure: go.Figure) -> None:
    """Show a figure that is only looked at."""
    st.plotly_chart(in_theme(figure), theme=None, config=CONFIG)
