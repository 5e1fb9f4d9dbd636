"""The end of a course: its best network, examined as it will be used, and calibrated."""

from dataclasses import dataclass, replace

from restoration.networks.trained import Calibration, TrainedUNet, from_bytes, to_bytes
from restoration.training.calibration import MOST_FALSE, calibrate
from restoration.training.course import Course
from restoration.training.exam import Exam
from restoration.training.scores import Scores, judge


@dataclass(frozen=True, slots=True, eq=False)
class Graduate:
    """A network that has finished its course."""

    trained: TrainedUNet
    scores: Scores


def graduate(course: Course, exam: Exam) -> Graduate:
    """The best network of the course, its weights rounded as in their file, judged in full precision."""
    network = from_bytes(to_bytes(TrainedUNet(course.best_network(), Calibration()))).network
    machine = replace(course.machine, precision="float32")
    answers = exam.sit(network.to(machine.device), machine)
    return Graduate(TrainedUNet(network.cpu(), calibrate(answers)), judge(answers, MOST_FALSE))
