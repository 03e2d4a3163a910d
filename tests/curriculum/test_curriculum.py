import io
import math
from contextlib import redirect_stdout

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import show
from tests.curriculum import errata, matches, printed_values, rows, worked_numbers

finite = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9)
nested = st.recursive(finite | st.booleans() | st.integers(-999, 999), lambda inner: st.lists(inner, max_size=4))


def test_the_curriculum_has_168_rows_in_six_lectures():
    sizes = [sum(row["lecture"] == lecture for row in rows().values()) for lecture in range(1, 7)]
    assert sizes == [19, 22, 32, 31, 38, 26]


def test_rows_of_a_lecture_share_its_letter_and_are_numbered_without_gaps():
    for letter, lecture in zip("PSGXBO", range(1, 7), strict=True):
        numbered = [row["id"] for row in rows().values() if row["lecture"] == lecture]
        assert numbered == [f"{letter}{i:02}" for i in range(1, len(numbered) + 1)]


def test_every_row_says_its_concept():
    assert all(row["concept"].strip() for row in rows().values())


def test_22_errata_are_wrong_mathematics_and_each_has_a_correction():
    assert len(errata()) == 22
    assert all(e["where"] and e["deck_text"] and e["corrected"] for e in errata().values())


def test_every_worked_number_belongs_to_a_row():
    assert {name.partition(".")[0] for name in worked_numbers()} <= rows().keys()


def test_the_numbers_of_one_row_are_those_that_carry_its_id():
    assert worked_numbers("P10") == {
        "P10.bias_T5_scores": [-5, -3, -3, -1, 1, 3, 3, 5],
        "P10.bias_T3_scores": [-3, -1, -1, 1, 3, 5, 5, 7],
    }


@given(nested)
def test_every_value_matches_itself(value):
    assert matches(value, value)


@given(finite)
def test_a_number_matches_what_show_prints_of_it(value):
    with redirect_stdout(io.StringIO()) as out:
        show(value=value)
    assert [(label, matches(value, found)) for label, found in printed_values(out.getvalue())] == [("value", True)]


@given(finite, st.sampled_from([-1, 1]))
def test_a_number_does_not_match_one_that_is_further_off_than_the_tolerance(value, side):
    value = round(value, 2)
    assert not matches(value, value + side * (2e-6 + 2e-5 * abs(value)))


@pytest.mark.parametrize(
    ("value", "found", "same"),
    [
        (0.094, 0.0939563, True),  # the row's own rounding
        (0.094, 0.0946, False),
        (0.6, 0.64, False),  # 0.6 is exact, not a rounded 0.64
        (4, 4.0, True),
        (4, 4.3, False),
        (1, True, False),
        (True, True, True),
        (True, 1, False),
        ([1, 2], [1, 2, 3], False),
        ([[1.0], [2.0]], [[1], [2]], True),
        ([[1.0], [2.0]], [1, 2], False),
        (5, "5", False),
        ("averages", "averages", True),
        (1e-9, 0, True),
        (0.001, math.nan, False),
    ],
)
def test_matches_by_hand(value, found, same):
    assert matches(value, found) is same


def test_printed_values_reads_numbers_lists_truth_values_and_text():
    text = "Heading\nsum = 0.6\nsums = [[0, 2], [1e-05, -3]]\nfires = True\nanswer = not attempted\n"
    assert printed_values(text) == [
        ("sum", 0.6),
        ("sums", [[0, 2], [1e-05, -3]]),
        ("fires", True),
        ("answer", "not attempted"),
    ]


def test_printed_values_passes_over_lines_that_are_no_equation():
    assert printed_values("You go if the weather is good.\n= 3\nx == 4\n") == []
