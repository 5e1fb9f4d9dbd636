"""What quality costs: score against time, and memory."""

import streamlit as st

from restoration.app.benchmark.comparison import NOT_MEASURED, choose_metric, explain_columns
from restoration.app.benchmark.display import current_look, show_figure, table_html
from restoration.app.benchmark.run import Run
from restoration.benchmark.figures import score_against_speed
from restoration.benchmark.labels import is_baseline

_SCORE_METRICS = {
    "fill": ("psnr_inside", "ssim_inside", "ciede2000_inside", "lpips", "seam"),
    "detect": ("f1", "f1_2px", "average_precision", "cldice"),
}
_COST_METRICS = ("seconds_per_mpx", "seconds_per_damaged_mpx", "peak_mib")


def show_cost(run: Run) -> None:
    """Show inpainters and detectors, each with its score and its time."""
    machine = run.results.metadata["machine"]
    processor = machine["processor"] or "an unnamed processor"
    st.markdown(
        f"The times were measured on {processor}, {machine['processors']} cores; on other machines they differ."
    )
    for heading, task in (("Filling", "fill"), ("Finding damage", "detect")):
        st.subheader(heading)
        _show_task(run, task)


def _show_task(run: Run, task: str) -> None:
    averages, methods = run.averages(task), run.methods(task)
    scores = run.measured_metrics(task, _SCORE_METRICS[task])
    costs = run.measured_metrics(task, _COST_METRICS)
    if not scores or not costs:
        st.caption(NOT_MEASURED)
        return
    score = choose_metric(f"price-{task}", scores)
    corner = "upper" if score.better == "higher" else "lower"
    st.caption(f"The best place is the {corner} left: good and fast. The time axis is logarithmic.")
    competing = {key: label for key, label in methods.items() if not is_baseline(key)}
    points = score_against_speed(averages, score, costs[0], competing, current_look())
    show_figure(points, f"{score.label} over {costs[0].label.lower()} of each method, as points")
    st.html(table_html(averages, costs, methods, run.paper_urls, f"{task}: time and memory"))
    explain_columns(costs)
