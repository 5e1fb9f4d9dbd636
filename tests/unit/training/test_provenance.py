"""Run cards and the cards before them."""

from restoration.training.provenance import SAME_AS_NEXT_RUN, iter_runs, without_repeated_data


def card(start, **data):
    return {"data": data, "start": start}


def test_what_was_the_same_is_told_once_and_what_was_not_is_kept():
    first = card(None, train=["a", "b"], val=["c"])
    second = card(without_repeated_data(first), train=["a", "b"], val=["c"])
    third = without_repeated_data(card(without_repeated_data(second), train=["a", "b"], val=["d"]))
    assert third["data"] == {"train": ["a", "b"], "val": ["d"]}
    assert third["start"]["data"] == {"train": SAME_AS_NEXT_RUN, "val": ["c"]}
    assert third["start"]["start"]["data"] == {"train": SAME_AS_NEXT_RUN, "val": SAME_AS_NEXT_RUN}
    assert third["start"]["start"]["start"] is None


def test_what_was_left_out_comes_back_when_the_next_course_learns_from_something_else():
    second = without_repeated_data(card(card(None, train=["a"]), train=["a"]))
    third = without_repeated_data(card(second, train=["b"]))
    assert third["start"]["data"] == {"train": ["a"]}
    assert third["start"]["start"]["data"] == {"train": SAME_AS_NEXT_RUN}


def test_courses_come_in_the_order_in_which_they_were_taken():
    last = card(card(card("foreign.pth", number=1), number=2), number=3)
    assert [course["data"]["number"] for course in iter_runs(last)] == [1, 2, 3]


def test_first_weights_without_a_card_are_named():
    assert without_repeated_data(card("foreign.pth", train=["a"]))["start"] == "foreign.pth"
