import itertools
import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import datasets
from tests.curriculum import worked_numbers

IN_PYTHON = {
    "AND": operator.and_,
    "OR": operator.or_,
    "XOR": operator.xor,
    "NAND": lambda a, b: not (a & b),
    "NOR": lambda a, b: not (a | b),
    "XNOR": operator.eq,
}


@pytest.mark.parametrize("name", IN_PYTHON)
def test_a_gate_is_pythons_own_operator(name):
    X, Y = datasets.gate(name)
    assert Y[:, 0].tolist() == [float(IN_PYTHON[name](int(a), int(b))) for a, b in X]


@pytest.mark.parametrize("name", IN_PYTHON)
def test_the_inputs_of_a_gate_come_in_the_order_00_01_10_11(name):
    assert datasets.gate(name)[0].tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


@given(st.integers(1, 10))
def test_binary_inputs_are_the_whole_numbers_written_in_binary(d):
    X = datasets.binary_inputs(d)
    assert X.shape == (2**d, d)
    np.testing.assert_array_equal(X @ 2 ** np.arange(d)[::-1], np.arange(2**d))


@given(st.floats(-2, 12))
def test_the_venue_says_go_when_the_sum_exceeds_the_threshold(threshold):
    X, Y = datasets.venue(threshold)
    assert Y[:, 0].tolist() == [float(6 * a + 2 * b + 2 * c > threshold) for a, b, c in X]


def test_the_venue_is_asked_about_every_weekend_there_can_be():
    X, _ = datasets.venue()
    assert list(map(tuple, X)) == list(itertools.product((0, 1), repeat=3))


def test_the_venue_of_the_lecture_has_threshold_five():
    assert datasets.venue()[1][:, 0].tolist() == worked_numbers()["P05.out_T5"]


@pytest.mark.parametrize(("X", "Y"), [datasets.gate("AND"), datasets.venue()], ids=["gate", "venue"])
def test_data_are_two_dimensional_floats_with_a_row_a_sample(X, Y):
    assert X.ndim == Y.ndim == 2
    assert len(X) == len(Y)
    assert X.dtype == Y.dtype == float


@pytest.mark.parametrize("make", [lambda: datasets.gate("XOR"), datasets.venue])
def test_changing_data_does_not_change_the_next_copy(make):
    for array in make():
        array[:] = 7
    assert max(array.max() for array in make()) == 1


@pytest.mark.parametrize("d", [0, -1, 17, 2.0, "2", None])
def test_a_number_of_inputs_that_makes_no_table_is_refused(d):
    with pytest.raises(ValueError, match=r"^d: a whole number from 1 to 16 expected; got "):
        datasets.binary_inputs(d)


@pytest.mark.parametrize("name", ["and", "IMPLIES", "", None])
def test_an_unknown_gate_is_refused_with_the_names_there_are(name):
    with pytest.raises(ValueError, match=r"^name: one of AND, OR, NAND, NOR, XOR, XNOR expected; got "):
        datasets.gate(name)
