"""The figures of the benchmark page, drawn with plotly from the results of a run."""

from restoration.benchmark.figures.bars import bar_chart
from restoration.benchmark.figures.curves import learning_curve, precision_recall_plot
from restoration.benchmark.figures.speed import score_against_speed
from restoration.benchmark.figures.strip import strip_plot
from restoration.benchmark.figures.style import Look
from restoration.benchmark.figures.svg import lines_as_svg
from restoration.benchmark.figures.teaching import score_over_strokes

__all__ = [
    "Look",
    "bar_chart",
    "learning_curve",
    "lines_as_svg",
    "precision_recall_plot",
    "score_against_speed",
    "score_over_strokes",
    "strip_plot",
]
