"""A course of a few steps with a network of a few channels, which takes milliseconds."""

import numpy as np

from restoration.training.config import AugmentationConfig, DetectionConfig
from restoration.training.crop_dataset import CropDataset
from restoration.training.detection_dataset import SyntheticDetectionDataset
from restoration.training.detection_task import DetectionTask
from restoration.training.device import Device
from restoration.training.evaluation import DetectionEvaluation
from restoration.training.loop import train
from restoration.training.run import TrainingRun

MACHINE = Device()
PLAN = DetectionConfig(steps=6, batch=2, side=32, widths=(4, 8), exam_every=3, mixture=AugmentationConfig(undamaged=0))


class Lesson:
    """Examples of a grey painting under the damage of one sheet."""

    def __init__(self, sheet):
        self.sheet = sheet

    def examples(self, plan=PLAN, seed=1):
        painting = np.full((64, 64, 3), 150, np.uint8)
        return SyntheticDetectionDataset(
            CropDataset([painting], [self.sheet], plan.steps * plan.batch, plan.side, seed, plan.mixture)
        )

    def subject(self, plan=PLAN):
        examples = self.examples(seed=2)
        return DetectionTask(plan, DetectionEvaluation([examples[index] for index in range(4)], batch=3))

    def new_course(self, plan=PLAN):
        return TrainingRun(plan, MACHINE, self.subject(plan))

    def teach(self, course, save=lambda: None, tell=lambda news: None):
        train(course, self.examples(course.plan), save=save, tell=tell)
