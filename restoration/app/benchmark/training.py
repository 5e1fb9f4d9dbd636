"""How our own networks were trained."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from restoration.app.benchmark.display import current_look, show_figure
from restoration.app.text import escape_sentence
from restoration.benchmark.figures import learning_curve
from restoration.decoding import parse_json
from restoration.files import read_bytes
from restoration.training.provenance import iter_runs
from restoration.weights import (
    DETECTION_UNET,
    ENLARGER_ART,
    ENLARGER_PSNR,
    INPAINTING_UNET,
    MAX_CARD_BYTES,
    TrainedWeights,
)

logger = logging.getLogger(__name__)


def show_training() -> None:
    """Show the learning curve of each network that is part of the program."""
    st.markdown(
        "Our networks learn from museum pictures with artificial damage, drawn anew for each example; those that "
        "enlarge learn from windows of such pictures and the same windows, reduced. They learn by reducing the loss, "
        "that is, the error on these examples. The evaluation uses paintings that they never learn from, and decides "
        "which weights are kept. A dotted line separates two training runs: each run starts with the weights of the "
        "run before, and their evaluations may differ."
    )
    st.caption(
        "The tutorial in `docs/tutorial` shows how such a network is made, from pictures of 32 × 32 px to a painting: "
        "`make tutorial` opens it."
    )
    for heading, weights in (
        ("U-Net, which finds damage", DETECTION_UNET),
        ("Our network, which fills damage", INPAINTING_UNET),
        ("Our network, which enlarges, faithful", ENLARGER_PSNR),
        ("Our network, which enlarges, textured", ENLARGER_ART),
    ):
        st.subheader(heading)
        _show_network(weights)


def _show_network(weights: TrainedWeights) -> None:
    if problem := weights.problem():
        st.info(escape_sentence(problem.sentence))
        return
    try:
        card: dict[str, Any] = parse_json(read_bytes(weights.card, MAX_CARD_BYTES), name="run card")
        summary, figure = _network_summary(card), learning_curve(card, current_look())
    except Exception:  # a card of another program makes the calculations above raise anything
        logger.info("cannot read a run card", exc_info=True)
        st.info(escape_sentence(f"{weights.card.name} is not a run card of this version. {weights.cure}"))
        return
    st.caption(summary)
    show_figure(figure, "Loss and score over the steps of training, as lines")


def _network_summary(card: dict[str, Any]) -> str:
    data, network, commit = card["data"], card["network"], card["commit"]
    state = f"commit {commit[:7]}" if commit else "outside a repository"
    return (
        f"{network['parameters']:,} parameters, {card['bytes'] / 1e6:.1f} MB · {len(data['train'])} training pictures, "
        f"{len(data['val'])} for evaluation · {_training_time([*iter_runs(card)])} · {card['date'][:10]} · {state}"
    )


def _training_time(runs: Sequence[Mapping[str, Any]]) -> str:
    """Return number and length of the training runs; a run without steps only evaluates, so it does not count."""
    trained = [run for run in runs if run["plan"]["steps"]]
    minutes = sum(run["seconds"] for run in trained) / 60
    return f"{len(trained)} runs of {minutes:.0f} min in total" if len(trained) > 1 else f"one run of {minutes:.0f} min"
