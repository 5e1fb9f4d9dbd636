"""A course of a few steps with a network of a few channels, which takes milliseconds."""

import numpy as np

from restoration.training.augment.mix import Mixture
from restoration.training.config import FindingPlan
from restoration.training.crops import Crops
from restoration.training.detection_dataset import FreshExamples
from restoration.training.detection_task import Finding
from restoration.training.device import Machine
from restoration.training.evaluation import Exam
from restoration.training.loop import train
from restoration.training.run import Course

MACHINE = Machine()
PLAN = FindingPlan(steps=6, batch=2, side=32, widths=(4, 8), exam_every=3, mixture=Mixture(undamaged=0))


class Lesson:
    """Examples of a grey painting under the damage of one sheet."""

    def __init__(self, sheet):
        self.sheet = sheet

    def examples(self, plan=PLAN, seed=1):
        painting = np.full((64, 64, 3), 150, np.uint8)
        return FreshExamples(Crops([painting], [self.sheet], plan.steps * plan.batch, plan.side, seed, plan.mixture))

    def subject(self, plan=PLAN):
        examples = self.examples(seed=2)
        return Finding(plan, Exam([examples[index] for index in range(4)], batch=3))

    def new_course(self, plan=PLAN):
        return Course(plan, MACHINE, self.subject(plan))

    def teach(self, course, save=lambda: None, tell=lambda news: None):
        train(course, self.examples(course.plan), save=save, tell=tell)
