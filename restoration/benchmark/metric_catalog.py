"""Every metric that a run's tables may hold, with what people are told of it."""

from restoration.benchmark.detection_metrics import DETECTION_METRICS, RECALLS, precision_at_key
from restoration.benchmark.inpainting_metrics import FILL_METRICS, RESTORE_METRICS
from restoration.benchmark.metric import Metric
from restoration.metrics.lpips import LPIPS_METRIC

REAL_METRICS = (
    Metric(
        "line_f1",
        "F1 of crack lines, within 3 px",
        "",
        "higher",
        "Precision and recall of the cracks' centre-lines on real paintings, against lines drawn by hand.",
    ),
    Metric(
        "line_precision",
        "Precision of crack lines, within 3 px",
        "",
        "higher",
        "Share of the marked lines that lie on a crack drawn by hand.",
    ),
    Metric(
        "line_recall",
        "Recall of crack lines, within 3 px",
        "",
        "higher",
        "Share of the cracks drawn by hand that were marked.",
    ),
    Metric(
        "marked_cracked",
        "Marked in cracked places",
        "",
        "higher",
        "Share of the pixels marked where real paint is cracked; some 8 % of them truly are.",
    ),
    Metric(
        "marked_sound_lines",
        "Marked on sound painted lines",
        "",
        "lower",
        "Share of the pixels marked where real paint is sound, but lids, hair or folds look like cracks.",
    ),
    Metric(
        "marked_sound_plain",
        "Marked on sound plain paint",
        "",
        "lower",
        "Share of the pixels marked where real paint is sound and plain.",
    ),
)
UNDAMAGED_METRICS = (
    Metric(
        "marked",
        "Marked on untouched paintings",
        "",
        "lower",
        "Share of the pixels marked in museum paintings as they are; some of it is true craquelure.",
    ),
)
COST_METRICS = (
    Metric("seconds_per_mpx", "Time per megapixel", "s", "lower", "Seconds for each megapixel of picture."),
    Metric(
        "seconds_per_damaged_mpx",
        "Time per megapixel of damage",
        "s",
        "lower",
        "Seconds for each megapixel of damage; what is sound costs next to nothing.",
    ),
    Metric("peak_mib", "Memory", "MiB", "lower", "What filling cracks and a loss takes beyond the picture."),
)
CURVE_METRICS = tuple(
    Metric(
        precision_at_key(recall),
        f"Precision at {recall:.0%} recall",
        "",
        "higher",
        f"Precision that is left when at least {recall:.0%} of the damage is found.",
    )
    for recall in RECALLS
)

METRICS: tuple[Metric, ...] = (
    *REAL_METRICS,
    *UNDAMAGED_METRICS,
    *dict.fromkeys([*FILL_METRICS, *RESTORE_METRICS, *DETECTION_METRICS]),  # some serve twice
    LPIPS_METRIC,
    *CURVE_METRICS,
    *COST_METRICS,
)
