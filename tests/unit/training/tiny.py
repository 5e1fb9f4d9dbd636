"""Training for a few steps with a network of a few channels, which takes milliseconds."""

import numpy as np

from restoration.training.config import AugmentationConfig, DetectionConfig
from restoration.training.crop_dataset import CropDataset
from restoration.training.detection_dataset import SyntheticDetectionDataset
from restoration.training.detection_task import DetectionTask
from restoration.training.device import Device
from restoration.training.evaluation import DetectionEvaluation
from restoration.training.loop import train
from restoration.training.run import TrainingRun

CPU = Device()
CONFIG = DetectionConfig(
    steps=6, batch=2, side=32, widths=(4, 8), exam_every=3, mixture=AugmentationConfig(undamaged=0)
)


class TinyTraining:
    """Detection of the damage of one sheet on a grey painting."""

    def __init__(self, sheet):
        self.sheet = sheet

    def dataset(self, config=CONFIG, seed=1):
        painting = np.full((64, 64, 3), 150, np.uint8)
        count = config.steps * config.batch
        crops = CropDataset([painting], [self.sheet], count, config.side, seed, config.mixture)
        return SyntheticDetectionDataset(crops)

    def task(self, config=CONFIG):
        examples = self.dataset(seed=2)
        return DetectionTask(config, DetectionEvaluation([examples[index] for index in range(4)], batch=3))

    def new_run(self, config=CONFIG):
        return TrainingRun(config, CPU, self.task(config))

    def train(self, run, save=lambda: None, report=lambda progress: None, **options):
        train(run, self.dataset(run.config), save=save, report=report, **options)
