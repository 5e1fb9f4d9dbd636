"""What quality costs: score against time, and memory."""

import streamlit as st

from restoration.app.benchmark.comparison import NOT_MEASURED, choose_metric, explain_columns
from restoration.app.benchmark.display import show_figure, table_html
from restoration.app.benchmark.run import Run
from restoration.benchmark.figures import score_against_speed
from restoration.benchmark.labels import is_baseline

_SCORE_METRICS = {
    "fill": ("psnr_inside", "ssim_inside", "ciede2000_inside", "lpips", "seam"),
    "detect": ("f1", "f1_2px", "average_precision", "cldice"),
}
_COST_METRICS = ("seconds_per_mpx", "seconds_per_damaged_mpx", "peak_mib")


def show_cost(run: Run) -> None:
    """Fillers and detectors, each against their time."""
    machine = run.results.about["machine"]
    processor = machine["processor"] or "a processor without a name"
    st.markdown(f"Times were taken on {processor}, {machine['processors']} cores; on other machines they differ.")
    for heading, task in (("Filling", "fill"), ("Finding damage", "detect")):
        st.subheader(heading)
        _show_task(run, task)


def _show_task(run: Run, task: str) -> None:
    averages, methods = run.averages(task), run.methods(task)
    measured = {one.metric for one in averages}
    scores = [run.metrics[key] for key in _SCORE_METRICS[task] if key in measured]
    costs = [run.metrics[key] for key in _COST_METRICS if key in measured]
    if not scores or not costs:
        st.caption(NOT_MEASURED)
        return
    score = choose_metric(f"price-{task}", scores)
    corner = "upper" if score.better == "higher" else "lower"
    st.caption(f"The best place is the {corner} left: good and quick. Equal steps of the time axis are equal factors.")
    competing = {key: label for key, label in methods.items() if not is_baseline(key)}
    show_figure(score_against_speed(averages, score, costs[0], competing))
    st.html(table_html(averages, costs, methods, run.addresses, f"{task}: time and memory"))
    explain_columns(costs)
