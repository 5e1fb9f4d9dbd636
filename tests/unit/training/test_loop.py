"""The training loop with a tiny network."""

import math
import os
import signal
from dataclasses import replace

import pytest
import torch

from restoration.training import checkpoint
from restoration.training.loop import Diverged
from tests.unit.training.tiny import CONFIG


def same_weights(one, other):
    pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return all(torch.equal(before, after) for before, after in pairs)


def test_a_resumed_run_ends_with_exactly_the_weights_of_an_uninterrupted_one(tiny_training, tmp_path):
    straight, interrupted, resumed = (tiny_training.new_run() for _ in range(3))
    tiny_training.train(straight)

    def save_and_fail():
        checkpoint.write_checkpoint(tmp_path / "x.checkpoint", interrupted, "some data")
        raise KeyboardInterrupt  # as in a power failure

    with pytest.raises(KeyboardInterrupt):
        tiny_training.train(interrupted, save=save_and_fail)
    assert interrupted.trainer.step == 3
    checkpoint.restore_checkpoint(tmp_path / "x.checkpoint", resumed, "some data")
    tiny_training.train(resumed)
    assert resumed.trainer.step == 6
    assert same_weights(straight.trainer.network, resumed.trainer.network)
    assert same_weights(straight.best_network(), resumed.best_network())
    assert resumed.evaluations == straight.evaluations


def press_ctrl_c_after_a_step(run, monkeypatch, when=lambda: True):
    train_step = run.trainer.train_step

    def step_and_interrupt(batch):
        train_step(batch)
        if when():
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(run.trainer, "train_step", step_and_interrupt)


def test_ctrl_c_lets_the_step_end_and_saves_the_run(tiny_training, monkeypatch):
    run, saved, before = tiny_training.new_run(), [], signal.getsignal(signal.SIGINT)
    press_ctrl_c_after_a_step(run, monkeypatch)
    tiny_training.train(run, save=lambda: saved.append(run.trainer.step))
    assert saved == [1]
    assert not run.is_finished
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_does_not_save_a_diverged_run(tiny_training, monkeypatch):
    run, saved = tiny_training.new_run(replace(CONFIG, rate=float("inf"))), []
    press_ctrl_c_after_a_step(run, monkeypatch, when=lambda: not math.isfinite(run.trainer.loss))
    with pytest.raises(Diverged, match="After 2 steps the loss is nan"):
        tiny_training.train(run, save=lambda: saved.append(run.trainer.step))
    assert not saved


def test_a_run_stops_early_without_improvement_and_keeps_the_best_weights(tiny_training, monkeypatch):
    run = tiny_training.new_run(replace(CONFIG, exam_every=1, patience=2))
    f1 = iter([0.4, 0.6, 0.5, 0.6, 0.9])

    def evaluate(*_):
        return {"f1": next(f1)}

    monkeypatch.setattr("restoration.training.detection_task.DetectionTask.evaluate", evaluate)
    best_so_far = []
    tiny_training.train(run, save=lambda: best_so_far.append(run.best_network()))
    assert (run.trainer.step, run.best.step) == (4, 2)
    assert same_weights(run.best_network(), best_so_far[1])
    assert not same_weights(best_so_far[0], best_so_far[1])
    tiny_training.train(run)
    assert run.trainer.step == 4, "a finished run stays finished"


def test_a_run_whose_time_is_over_ends_with_an_evaluation(tiny_training):
    run, saved = tiny_training.new_run(), []
    tiny_training.train(run, save=lambda: saved.append(run.trainer.step), is_time_over=lambda: run.trainer.step == 2)
    assert (run.trainer.step, saved, run.best.step) == (2, [2], 2)
    assert run.is_finished


def test_it_learns(tiny_training):
    run = tiny_training.new_run(replace(CONFIG, steps=40, exam_every=40, rate=0.02))
    tiny_training.train(run)
    assert run.best.metrics["f1"] > 0.6


def test_progress_is_reported_with_each_evaluation(tiny_training):
    run, reports = tiny_training.new_run(), []
    tiny_training.train(run, report=reports.append)
    assert [(progress.step, progress.steps, progress.evaluation) for progress in reports] == [
        (3, 6, run.evaluations[0]),
        (6, 6, run.evaluations[1]),
    ]
    assert reports[0].seconds_left > reports[1].seconds_left == 0
    assert run.seconds > 0


def test_a_learning_rate_that_is_too_high_ends_with_a_sentence(tiny_training):
    with pytest.raises(Diverged, match="loss is nan"):
        tiny_training.train(tiny_training.new_run(replace(CONFIG, rate=float("inf"))))
