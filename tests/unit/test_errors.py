"""What people read of an error is one line, whatever a file put into it."""

from restoration.errors import MAX_MESSAGE, RestorationError


def test_a_sentence_is_one_line_that_no_terminal_obeys():
    error = RestorationError("There is no\nfile \x1b[2J\x9bK.", hint="Check\n its name.")
    assert error.sentence == "There is no file \N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}K. Check its name."


def test_a_message_that_repeats_a_file_is_cut_and_keeps_its_hint():
    error = RestorationError("There is no detector " + "x" * 100_000, hint="Choose another.")
    assert error.sentence.endswith("x… Choose another.")
    assert len(error.sentence) == MAX_MESSAGE + len(" Choose another.")
