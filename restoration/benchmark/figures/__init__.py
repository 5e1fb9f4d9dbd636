"""The figures of the benchmark page, drawn with plotly: each is made from a run's scores and knows no page."""

from restoration.benchmark.figures.bars import bars
from restoration.benchmark.figures.curve import precision_recall
from restoration.benchmark.figures.learning import learning_curve
from restoration.benchmark.figures.speed import score_against_speed
from restoration.benchmark.figures.strip import strip

__all__ = ["bars", "learning_curve", "precision_recall", "score_against_speed", "strip"]
