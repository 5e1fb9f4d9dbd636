"""How our own networks came about."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from restoration.app.benchmark.display import show_figure
from restoration.benchmark.figures import learning_curve
from restoration.training.provenance import iter_runs
from restoration.weights import DETECTION_UNET, INPAINTING_UNET, TrainedWeights


def show_training() -> None:
    """Both networks that come with the program."""
    st.markdown(
        "Our networks learnt from museum pictures with artificial damage, drawn afresh for each example. The error is "
        "what they learn from; the exam is on paintings that they never learn from, and decides which weights are "
        "kept. Dotted lines part courses: each began with the weights of the one before, and not all had the same exam."
    )
    for heading, weights in (
        ("U-Net, which finds damage", DETECTION_UNET),
        ("Our network, which fills it", INPAINTING_UNET),
    ):
        st.subheader(heading)
        _show_network(weights)


def _show_network(weights: TrainedWeights) -> None:
    if lack := weights.lack():
        st.info(lack.sentence)
        return
    try:
        card: dict[str, Any] = json.loads(weights.card.read_bytes())
        told, figure = _network_summary(card), learning_curve(card)
    except (OSError, ValueError, LookupError, TypeError):
        st.info(f"{weights.card.name} is no run card of this version. {weights.cure}")
        return
    st.caption(told)
    show_figure(figure)


def _training_length(lineage: Sequence[Mapping[str, Any]]) -> str:
    """Of training, whatever it took place on; a course without steps is none, but an exam."""
    taught = [course for course in lineage if course["plan"]["steps"]]
    minutes = sum(course["seconds"] for course in taught) / 60
    return f"{len(taught)} courses of {minutes:.0f} min in all" if len(taught) > 1 else f"a course of {minutes:.0f} min"


def _network_summary(card: dict[str, Any]) -> str:
    data, network, commit = card["data"], card["network"], card["commit"]
    state = f"commit {commit[:7]}" if commit else "outside a repository"
    return (
        f"{network['parameters']:,} parameters, {card['bytes'] / 1e6:.1f} MB · {len(data['train'])} pictures to learn "
        f"from, {len(data['val'])} for the exam · {_training_length([*iter_runs(card)])} · {card['date'][:10]} · {state}"
    )
