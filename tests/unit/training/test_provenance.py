"""Run cards that contain the cards of earlier runs."""

from restoration.training.provenance import SAME_AS_NEXT_RUN, iter_runs, without_repeated_data


def card(start, **data):
    return {"data": data, "start": start}


def test_data_that_two_runs_share_is_stored_once():
    first = card(None, train=["a", "b"], val=["c"])
    second = card(without_repeated_data(first), train=["a", "b"], val=["c"])
    third = without_repeated_data(card(without_repeated_data(second), train=["a", "b"], val=["d"]))
    assert third["data"] == {"train": ["a", "b"], "val": ["d"]}
    assert third["start"]["data"] == {"train": SAME_AS_NEXT_RUN, "val": ["c"]}
    assert third["start"]["start"]["data"] == {"train": SAME_AS_NEXT_RUN, "val": SAME_AS_NEXT_RUN}
    assert third["start"]["start"]["start"] is None


def test_omitted_data_returns_when_the_next_run_learns_from_something_else():
    second = without_repeated_data(card(card(None, train=["a"]), train=["a"]))
    third = without_repeated_data(card(second, train=["b"]))
    assert third["start"]["data"] == {"train": ["a"]}
    assert third["start"]["start"]["data"] == {"train": SAME_AS_NEXT_RUN}


def test_the_runs_come_in_the_order_in_which_they_happened():
    last = card(card(card("foreign.pth", number=1), number=2), number=3)
    assert [run["data"]["number"] for run in iter_runs(last)] == [1, 2, 3]


def test_initial_weights_without_a_card_are_named():
    assert without_repeated_data(card("foreign.pth", train=["a"]))["start"] == "foreign.pth"
