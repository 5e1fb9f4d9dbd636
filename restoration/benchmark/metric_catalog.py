"""The list of all metrics that the tables of a run may hold, with their texts for people."""

from restoration.benchmark.detection_metrics import DETECTION_METRICS
from restoration.benchmark.enlarging import ENLARGING_METRICS
from restoration.benchmark.inpainting_metrics import FILL_METRICS, LPIPS_METRIC, RESTORE_METRICS
from restoration.benchmark.metric import Metric
from restoration.benchmark.precision_recall import RECALLS, precision_at_key

REAL_METRICS = (
    Metric(
        key="line_f1",
        label="F1 of crack lines, within 3 px",
        unit="",
        better="higher",
        summary="Precision and recall of the cracks' centre-lines on real paintings, against lines drawn by hand.",
    ),
    Metric(
        key="line_precision",
        label="Precision of crack lines, within 3 px",
        unit="",
        better="higher",
        summary="Share of the marked lines that lie on a crack drawn by hand.",
    ),
    Metric(
        key="line_recall",
        label="Recall of crack lines, within 3 px",
        unit="",
        better="higher",
        summary="Share of the cracks drawn by hand that were marked.",
    ),
    Metric(
        key="marked_cracked",
        label="Marked in cracked places",
        unit="",
        better="higher",
        summary="Share of pixels marked in cracked places; cracks cover about 8 % of them, so 1 is not the goal.",
    ),
    Metric(
        key="marked_sound_lines",
        label="Marked on sound painted lines",
        unit="",
        better="lower",
        summary="Share of the pixels marked where real paint is sound, but lids, hair or folds look like cracks.",
    ),
    Metric(
        key="marked_sound_plain",
        label="Marked on sound plain paint",
        unit="",
        better="lower",
        summary="Share of the pixels marked where real paint is sound and plain.",
    ),
)
TEACHING_METRICS = (
    Metric(
        key="far_line_f1",
        label="F1 of crack lines far from the strokes",
        unit="",
        better="higher",
        summary="Precision and recall of the cracks on real paintings, within 3 px, at least 12 px from every stroke.",
    ),
    Metric(
        key="far_area_f1",
        label="F1 of losses and worn paint far from the strokes",
        unit="",
        better="higher",
        summary="Precision and recall of drawn losses and worn paint, within 3 px, at least 12 px from every stroke.",
    ),
    Metric(
        key="far_loss_f1",
        label="F1 of losses far from the strokes",
        unit="",
        better="higher",
        summary="Precision and recall where only losses were drawn, within 3 px, at least 12 px from every stroke.",
    ),
    Metric(
        key="far_abrasion_f1",
        label="F1 of worn paint far from the strokes",
        unit="",
        better="higher",
        summary="Precision and recall where only worn paint was drawn, within 3 px, at least 12 px from every stroke.",
    ),
    Metric(
        key="taught_marked_sound",
        label="Marked on sound paint",
        unit="",
        better="lower",
        summary="Share of the pixels marked in sound places of the real paintings, plain ones and painted lines.",
    ),
)
REINTEGRATION_METRICS = (
    Metric(
        key="observer_near",
        label="Recognised at 1:1",
        unit="",
        better="higher",
        summary="How well an observer who looks for strokes tells reintegrated from sound paint at 1:1: 1 is always, "
        "0.5 is by chance (area under the ROC curve).",
    ),
    Metric(
        key="observer_far",
        label="Recognised from afar",
        unit="",
        better="lower",
        summary="The same behind a Gaussian of 1.5 periods of the strokes, as from a distance at which they merge; "
        "flat tones and astrazione differ from the paint on purpose.",
    ),
    Metric(
        key="tone_far",
        label="Colour error from afar, CIEDE2000",
        unit="",
        better="lower",
        summary="Median difference from the lost paint behind the same Gaussian; 1 is just visible.",
    ),
)
UNDAMAGED_METRICS = (
    Metric(
        key="marked",
        label="Marked on untouched paintings",
        unit="",
        better="lower",
        summary="Share of the pixels marked in museum paintings as they are; some of it is true craquelure.",
    ),
)
CURVE_METRICS = tuple(
    Metric(
        key=precision_at_key(recall),
        label=f"Precision at {recall:.0%} recall",
        unit="",
        better="higher",
        summary=f"Best precision at a threshold that finds at least {recall:.0%} of the damage.",
    )
    for recall in RECALLS
)
COST_METRICS = (
    Metric(
        key="seconds_per_mpx",
        label="Time per megapixel",
        unit="s",
        better="lower",
        summary="Seconds for each megapixel of picture.",
    ),
    Metric(
        key="seconds_per_damaged_mpx",
        label="Time per megapixel of damage",
        unit="s",
        better="lower",
        summary="Seconds for each megapixel of damage; sound paint costs almost nothing.",
    ),
    Metric(
        key="peak_mib",
        label="Memory",
        unit="MiB",
        better="lower",
        summary="Memory that filling cracks and a loss takes beyond the picture.",
    ),
)

METRICS: tuple[Metric, ...] = (
    *REAL_METRICS,
    *TEACHING_METRICS,
    *REINTEGRATION_METRICS,
    *UNDAMAGED_METRICS,
    *dict.fromkeys([*FILL_METRICS, *RESTORE_METRICS, *DETECTION_METRICS]),  # some are in two of the lists
    LPIPS_METRIC,
    *CURVE_METRICS,
    *ENLARGING_METRICS,
    *COST_METRICS,
)
