"""The topics of the page: each compares methods at one task, by several metrics."""

from dataclasses import dataclass

from restoration.benchmark.enlarging import REDUCTIONS
from restoration.benchmark.enlarging import TASK as ENLARGING
from restoration.benchmark.opaque_cracks import TASK as OPAQUE
from restoration.benchmark.summary import ALL
from restoration.benchmark.wide_losses import SIZE_CLASSES
from restoration.benchmark.wide_losses import TASK as LOSSES
from restoration.damage.severity import SEVERITIES


@dataclass(frozen=True, slots=True)
class Topic:
    """One comparison of methods."""

    heading: str
    sentence: str
    task: str
    metrics: tuple[str, ...]  # keys, the most important first
    columns: int  # how many of them are in the table
    severities: tuple[str, ...] = (ALL,)  # a table for each


DETECTION_TOPICS = (
    Topic(
        "On real paintings",
        "Cracks in details of 15th and 16th century paintings, drawn by hand, and undamaged places beside them. "
        "These scores count most. Our detectors were tuned with these details: expect less on other paintings.",
        "real",
        ("line_f1", "line_precision", "line_recall", "marked_sound_lines", "marked_sound_plain", "marked_cracked"),
        columns=5,
    ),
    Topic(
        "On damage known to the pixel",
        "Cracks, scratches and losses drawn on photographs of paintings, so that the truth is known for each pixel.",
        "detect",
        ("f1", "f1_2px", "average_precision", "cldice", "precision", "recall", "iou", "f1_1px"),
        columns=6,
    ),
    Topic(
        "On unchanged museum photographs",
        "Photographs without drawn damage. A good detector marks little here, but some of it is real craquelure.",
        "sound",
        ("marked",),
        columns=1,
    ),
)

TEACHING_TOPIC = Topic(
    "After a few strokes",
    "A person marks what was missed and erases what was wrong, the worst mistakes first, and the detector learns this "
    "painting from it. The scores count only what lies far from all strokes. The strokes are drawn by a fixed rule.",
    "teach",
    ("far_line_f1", "far_area_f1", "far_loss_f1", "far_abrasion_f1", "taught_marked_sound"),
    columns=0,
)

INPAINTING_TOPIC = Topic(
    "With the true mask",
    "Each method gets the same damaged picture and the true mask, and fills it. The lost paint is known.",
    "fill",
    (
        "psnr_inside",
        "ssim_inside",
        "ciede2000_inside",
        "lpips",
        "seam",
        "psnr",
        "ssim",
        "ssim_around",
        "outside_change",
    ),
    columns=7,
)

OPAQUE_TOPIC = Topic(
    "Opaque cracks",
    "Cracks in black, white or brown under which no paint shows, as wide as 5 px, with losses where they meet in heavy "
    "damage. Another program than the one that our networks learnt from draws them.",
    OPAQUE,
    ("psnr_inside", "lpips", "ssim_inside", "ciede2000_inside", "seam", "seconds_per_damaged_mpx", "ssim_around"),
    columns=6,
    severities=(ALL, *SEVERITIES),
)

LOSSES_TOPIC = Topic(
    "Wide losses",
    "Whole patches of paint are gone down to the ground: three losses of 15 to 60 px, or two of 60 to 200 px, in each "
    "detail. Nothing of the lost paint shows. The wider a loss, the less a score says: a good invention may lie far "
    "from the truth. Compare times only within one table: they depend on what else the machine did.",
    LOSSES,
    (
        "psnr_inside",
        "lpips",
        "seam",
        "seconds_per_damaged_mpx",
        "peak_mib",
        "ssim_inside",
        "ciede2000_inside",
        "ssim_around",
    ),
    columns=5,
    severities=tuple(size_class.key for size_class in SIZE_CLASSES),
)

REINTEGRATION_TOPIC = Topic(
    "Visible reintegration",
    "Each mode lays down the lost paint itself in losses that were drawn on paintings, so only the mode differs. An "
    "observer who knows nothing but the picture and the width of the strokes looks for it: at 1:1 it should be found, "
    "from afar it should not.",
    "reintegrate",
    ("observer_near", "observer_far", "tone_far"),
    columns=3,
)

ENLARGING_TOPIC = Topic(
    "Four times larger",
    "Details of paintings are reduced to a quarter and enlarged again, so the truth is known. Plain: by a bicubic "
    "filter. Photographed: as web photographs are, with blur or sharpening, noise and JPEG. Fidelity (PSNR) and looks "
    "(LPIPS) pull in two directions: what looks sharp is partly invented.",
    ENLARGING,
    ("enlarged_psnr", "enlarged_ssim", "enlarged_lpips", "seconds_per_enlarged_mpx"),
    columns=4,
    severities=tuple(REDUCTIONS),
)

RESTORATION_TOPIC = Topic(
    "Finding and filling, without corrections by hand",
    "A detector finds the damage, and a method fills what the detector found: missed damage stays, "
    "and wrong marks are painted over.",
    "restore",
    ("psnr_inside", "sound_changed", "sound_ciede2000", "ssim_inside", "ciede2000_inside", "psnr", "ssim"),
    columns=6,
)
