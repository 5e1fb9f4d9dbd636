"""The loop with a tiny network."""

import math
import os
import signal
from dataclasses import replace

import numpy as np
import pytest
import torch

from restoration.errors import BadRequest
from restoration.training import checkpoint
from restoration.training.detection_dataset import DetectionExample
from restoration.training.evaluation import DetectionEvaluation
from restoration.training.loop import Diverged
from tests.unit.training.tiny import PLAN


def same_weights(one, other):
    pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return all(torch.equal(mine, yours) for mine, yours in pairs)


def test_an_interrupted_course_ends_with_the_very_weights_of_one_that_was_not(lesson, tmp_path):
    straight, interrupted, again = lesson.new_course(), lesson.new_course(), lesson.new_course()
    lesson.teach(straight)

    def put_away():
        checkpoint.write_checkpoint(tmp_path / "x.checkpoint", interrupted, "these pictures")
        raise KeyboardInterrupt  # as if the power went

    with pytest.raises(KeyboardInterrupt):
        lesson.teach(interrupted, save=put_away)
    assert interrupted.learner.step == 3
    checkpoint.restore_checkpoint(tmp_path / "x.checkpoint", again, "these pictures")
    lesson.teach(again)
    assert again.learner.step == 6
    assert same_weights(straight.learner.network, again.learner.network)
    assert same_weights(straight.best_network(), again.best_network())
    assert again.marks == straight.marks


def test_ctrl_c_lets_the_step_end_and_puts_the_course_away(lesson, monkeypatch):
    course, saved, before = lesson.new_course(), [], signal.getsignal(signal.SIGINT)
    learn = course.learner.learn

    def interrupted(batch):
        learn(batch)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(course.learner, "learn", interrupted)
    lesson.teach(course, save=lambda: saved.append(course.learner.step))
    assert saved == [1]
    assert not course.is_over
    assert signal.getsignal(signal.SIGINT) is before


def test_it_ends_early_when_exams_bring_nothing_better_and_the_best_is_kept(lesson, monkeypatch):
    course = lesson.new_course(replace(PLAN, exam_every=1, patience=2))
    f1 = iter([0.4, 0.6, 0.5, 0.6, 0.9])

    def examine(*_):
        return {"f1": next(f1)}

    monkeypatch.setattr("restoration.training.detection_task.DetectionTask.examine", examine)
    at_best = []
    lesson.teach(course, save=lambda: at_best.append(course.best_network()))
    assert (course.learner.step, course.best.step) == (4, 2)
    assert same_weights(course.best_network(), at_best[1])
    assert not same_weights(at_best[0], at_best[1])
    lesson.teach(course)
    assert course.learner.step == 4, "what is over stays over"


def test_it_learns(lesson):
    course = lesson.new_course(replace(PLAN, steps=40, exam_every=40, rate=0.02))
    lesson.teach(course)
    assert course.best.figures["f1"] > 0.6


def test_its_news_tell_the_step_the_pace_and_the_mark(lesson):
    course, told = lesson.new_course(), []
    lesson.teach(course, tell=told.append)
    assert [(news.step, news.steps, news.mark) for news in told] == [(3, 6, course.marks[0]), (6, 6, course.marks[1])]
    assert told[0].seconds_left > told[1].seconds_left == 0
    assert course.seconds > 0


def test_a_rate_too_high_ends_in_a_sentence(lesson):
    with pytest.raises(Diverged, match="loss is nan"):
        lesson.teach(lesson.new_course(replace(PLAN, rate=float("inf"))))


def test_ctrl_c_puts_no_course_away_that_has_unlearnt_to_count(lesson, monkeypatch):
    course, saved = lesson.new_course(replace(PLAN, rate=float("inf"))), []
    learn = course.learner.learn

    def interrupted(batch):
        learn(batch)
        if not math.isfinite(course.learner.loss):
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(course.learner, "learn", interrupted)
    with pytest.raises(Diverged, match="After 2 steps the loss is nan"):
        lesson.teach(course, save=lambda: saved.append(course.learner.step))
    assert not saved


def test_an_exam_without_damage_is_none():
    with pytest.raises(BadRequest, match="is damaged"):
        DetectionEvaluation([DetectionExample(np.zeros((32, 32, 3), np.uint8), np.zeros((32, 32), np.uint8))])
