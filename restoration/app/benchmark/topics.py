"""What the page compares: each topic is one task, its measures, and a sentence on what is asked there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """One comparison of methods."""

    heading: str
    sentence: str
    task: str
    metrics: tuple[str, ...]  # keys, the one that says most first
    columns: int  # so many of them stand in the table


DETECTION_TOPICS = (
    Topic(
        "On real paintings",
        "Cracks in details of 15th and 16th century paintings, drawn by hand, and sound places beside them. "
        "What a method reaches here counts most; our detectors were tuned by these details: expect less elsewhere.",
        "real",
        ("line_f1", "line_precision", "line_recall", "marked_sound_lines", "marked_sound_plain", "marked_cracked"),
        columns=5,
    ),
    Topic(
        "On damage known to the pixel",
        "Cracks, scratches and losses drawn on photographs of paintings, so that the truth about every pixel is known.",
        "detect",
        ("f1", "f1_2px", "average_precision", "cldice", "precision", "recall", "iou", "f1_1px"),
        columns=6,
    ),
    Topic(
        "On untouched paintings",
        "Museum photographs as they are: a good detector marks little here, though some of it is true craquelure.",
        "sound",
        ("marked",),
        columns=1,
    ),
)

INPAINTING_TOPIC = Topic(
    "Told where the damage is",
    "Every method gets the same damaged picture and the true mask, and fills it; the lost paint is known.",
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

RESTORATION_TOPIC = Topic(
    "One after the other, without a correction by hand",
    "A detector finds the damage and a method fills what it found: what it overlooks stays, "
    "and what it marks wrongly is overpainted.",
    "restore",
    ("psnr_inside", "sound_changed", "sound_ciede2000", "ssim_inside", "ciede2000_inside", "psnr", "ssim"),
    columns=6,
)
