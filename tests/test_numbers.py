import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nncourse import show
from nncourse.numbers import as_text, in_words

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(finite)
def test_the_text_reads_back_as_the_number_within_half_a_unit_of_the_sixth_digit(x):
    assert float(as_text(x)) == pytest.approx(x, rel=5e-6, abs=1e-12)


@given(finite)
def test_a_text_has_at_most_six_significant_digits(x):
    mantissa = as_text(x).lstrip("-").partition("e")[0]
    assert len(mantissa.replace(".", "").strip("0")) <= 6


@given(finite)
def test_a_text_is_its_own_fixed_point(x):
    assert as_text(float(as_text(x))) == as_text(x)


@given(finite)
def test_in_a_sentence_a_number_has_a_true_minus_sign_and_no_hyphen(x):
    assert "-" not in in_words(x)
    assert in_words(x).replace("−", "-") == as_text(x)


@given(hnp.arrays(float, hnp.array_shapes(min_dims=0, max_dims=3, max_side=3), elements=finite))
def test_an_array_reads_like_the_nested_list_of_its_numbers(X):
    assert as_text(X) == as_text(X.tolist())


@given(st.floats(-9.9e-13, 9.9e-13))
def test_noise_is_printed_as_nothing_without_a_sign(x):
    assert as_text(x) == "0"


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.float16, np.int64, np.uint8])
def test_a_numpy_scalar_reads_like_the_plain_number(kind):
    assert as_text(kind(3)) == "3"
    assert as_text([kind(3)]) == "[3]"
    assert as_text((kind(3), {"a": kind(3)})) == "[3, {a: 3}]"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2 / 3, "0.666667"),
        (-0.0, "0"),
        (1e-12, "1e-12"),
        (-1e-13, "0"),
        (5.0, "5"),
        (1234567.0, "1.23457e+06"),
        (1234567, "1234567"),
        (Fraction(1, 4), "0.25"),
        (True, "True"),
        (np.bool_(False), "False"),
        ([np.True_, 1, 0.5], "[True, 1, 0.5]"),
        (np.array([[1.0, -0.0], [0.1 + 0.2, 1e-17]]), "[[1, 0], [0.3, 0]]"),
        (np.array(7.0), "7"),
        ([], "[]"),
        ("a word", "a word"),
        (None, "not attempted"),
        (..., "not attempted"),
        ([1.0, None], "[1, not attempted]"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        ({"dendrite": "x", "sum": 1.0}, "{dendrite: x, sum: 1}"),
    ],
)
def test_as_text_by_hand(value, text):
    assert as_text(value) == text


@pytest.mark.parametrize("value", [1j, np.complex128(1), np.array([1 + 1j]), [0.0, 2j], {1, 2}, object()])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(
        ValueError, match=r"^show: numbers, text, lists, arrays and dictionaries of them expected; got "
    ):
        show(value=value)


def test_show_prints_one_line_a_value_in_the_order_given(capsys):
    show(b=1.0, a=[0.5, 2])
    assert capsys.readouterr().out == "b = 1\na = [0.5, 2]\n"


def test_a_heading_stands_above_the_values(capsys):
    show("Threshold 5", output=0)
    assert capsys.readouterr().out == "Threshold 5\noutput = 0\n"


def test_a_value_may_be_called_heading(capsys):
    show(heading=3)
    assert capsys.readouterr().out == "heading = 3\n"
