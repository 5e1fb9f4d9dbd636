"""The single paintings of a mean, each as a point that can be clicked."""

from collections.abc import Iterable, Mapping
from typing import Any

import plotly.graph_objects as go

from restoration.benchmark.figures.style import WIDE, Look, axis_title, format_with_unit, label_rows, row_height
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import ResultRow
from restoration.benchmark.summary import ALL, painting_means

_ROW_HEIGHT = 40  # px
_ROW_SPREAD = 0.6  # of a row
_SPREAD_BELOW_LABEL, _BELOW_LABEL = 0.4, 0.1  # of a row: the spread, and its middle from the row's


def strip_plot(
    rows: Iterable[ResultRow],
    metric: Metric,
    methods: Mapping[str, str],
    titles: Mapping[str, str],
    chosen: str = "",
    look: Look = WIDE,
) -> go.Figure:
    """Draw a row for each method and in it a point for each painting, whose key is the point's `customdata[0]`.

    A painting lies at the same height in every row, so that the eye can follow it from one row to the next.

    Args:
        rows: of one task, and of one severity if only that is shown.
        metric: what is shown.
        methods: key and label, from top to bottom.
        titles: the title of each picture, by its key.
        chosen: the key of the picture that stands out.
        look: the page.
    """
    means = {
        group.method: pictures
        for group, pictures in painting_means(rows).items()
        if group.metric == metric.key and group.severity == group.style == ALL
    }
    heights = _heights_in_row({picture for pictures in means.values() for picture in pictures}, look)
    figure = go.Figure()
    for row, (method, label) in enumerate(methods.items()):
        pictures = means.get(method, {})
        figure.add_scatter(
            mode="markers",
            x=list(pictures.values()),
            y=[row + heights[picture] for picture in pictures],
            customdata=[[picture] for picture in pictures],
            marker={"color": look.colour(method), **_marker_style([picture == chosen for picture in pictures])},
            hovertext=[
                f"<b>{titles.get(picture, picture)}</b><br>{label}: {format_with_unit(value, metric)}"
                for picture, value in pictures.items()
            ],
            hoverinfo="text",
        )
    figure.update_xaxes(title=look.wrap(axis_title(metric)))
    label_rows(figure, methods, look)
    return figure.update_layout(
        template=look.template, margin_t=8, height=60 + row_height(_ROW_HEIGHT, look) * len(methods)
    )


def _marker_style(is_chosen: list[bool]) -> dict[str, Any]:
    """Return plotly's marker settings: the chosen point is large, and the others are paler beside it."""
    others = 0.6 if any(is_chosen) else 0.8
    return {
        "size": [15.0 if chosen else 7.0 for chosen in is_chosen],
        "opacity": [1.0 if chosen else others for chosen in is_chosen],
        "line": {"width": 0},
    }


def _heights_in_row(pictures: set[str], look: Look) -> dict[str, float]:
    """Return the height of each picture within a row, from the row's middle; on a narrow page below the row's label."""
    spread, middle = (_SPREAD_BELOW_LABEL, _BELOW_LABEL) if look.is_narrow else (_ROW_SPREAD, 0.0)
    count = len(pictures)
    return {picture: middle + spread * ((place + 0.5) / count - 0.5) for place, picture in enumerate(sorted(pictures))}
