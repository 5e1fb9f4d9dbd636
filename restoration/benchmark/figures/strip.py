"""Every painting by itself, so that one can be pointed at."""

from collections.abc import Iterable, Mapping
from typing import Any

import plotly.graph_objects as go

from restoration.benchmark.figures.style import LIGHT, axis_title, colour, measured, name_rows
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import Cell
from restoration.benchmark.summary import ALL, painting_means

_ROW = 40  # px
_SPREAD = 0.6  # of a row


def strip(
    cells: Iterable[Cell],
    metric: Metric,
    methods: Mapping[str, str],
    titles: Mapping[str, str],
    chosen: str = "",
) -> go.Figure:
    """A row for each method and in it a point for each painting, whose key is the point's `customdata[0]`.

    A painting lies equally high in every row, so that it can be followed from one to the next.

    Args:
        cells: of one task, and of one severity where only that is asked for.
        metric: what is shown.
        methods: key and label, from top to bottom.
        titles: what each picture shows, by its key.
        chosen: the key of the picture that stands out.
    """
    means = {
        group.method: pictures
        for group, pictures in painting_means(cells).items()
        if group.metric == metric.key and group.severity == group.style == ALL
    }
    heights = _heights({picture for pictures in means.values() for picture in pictures})
    figure = go.Figure()
    for row, (method, label) in enumerate(methods.items()):
        found = means.get(method, {})
        figure.add_scatter(
            mode="markers",
            x=list(found.values()),
            y=[row + heights[picture] for picture in found],
            customdata=[[picture] for picture in found],
            marker={"color": colour(method), **_marked([picture == chosen for picture in found])},
            hovertext=[
                f"<b>{titles.get(picture, picture)}</b><br>{label}: {measured(value, metric)}"
                for picture, value in found.items()
            ],
            hoverinfo="text",
        )
    figure.update_xaxes(title=axis_title(metric))
    name_rows(figure, methods)
    return figure.update_layout(template=LIGHT, height=80 + _ROW * len(methods))


def _marked(is_chosen: list[bool]) -> dict[str, Any]:
    """The chosen point large, and the others paler beside it."""
    others = 0.4 if any(is_chosen) else 0.8
    return {
        "size": [15.0 if chosen else 7.0 for chosen in is_chosen],
        "opacity": [1.0 if chosen else others for chosen in is_chosen],
        "line": {"width": 0},
    }


def _heights(pictures: set[str]) -> dict[str, float]:
    """Each picture's place within a row, from its middle."""
    return {picture: _SPREAD * ((place + 0.5) / len(pictures) - 0.5) for place, picture in enumerate(sorted(pictures))}
