import itertools
import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import Perceptron, datasets
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


def test_the_students_are_judged_by_the_line_of_the_house():
    X, Y = datasets.acceptance()
    assert Y[:, 0].tolist() == [float(2 * score + grade > 18) for score, grade in X]


def test_the_three_students_of_the_lecture_are_among_the_twelve():
    X, Y = datasets.acceptance()
    three = [X.tolist().index(student) for student in ([7, 6], [5, 6], [6, 6])]
    scores = Perceptron([2, 1], -18).score(X)
    assert scores[three].tolist() == worked_numbers()["P16.scores_2x1+x2-18_at_(7,6),(5,6),(6,6)"]
    assert Y[three, 0].tolist() == worked_numbers()["P16.accept"]


def test_one_student_lies_on_the_line_and_half_of_the_twelve_are_accepted():
    X, Y = datasets.acceptance()
    assert X[Perceptron([2, 1], -18).score(X) == 0].tolist() == [[6, 6]]
    assert (len({tuple(x) for x in X}), Y.sum()) == (12, 6)
    assert ((X >= 0) & (X <= 10)).all()


@pytest.mark.parametrize("column", [0, 1])
def test_neither_score_nor_grade_decides_about_the_students_by_itself(column):
    X, Y = datasets.acceptance()
    accepted, rejected = X[Y[:, 0] == 1, column], X[Y[:, 0] == 0, column]
    assert accepted.min() < rejected.max()
    assert rejected.min() < accepted.max()


clouds = {"n": st.integers(2, 50), "seed": st.integers(0, 2**32), "distance": st.floats(0, 100)}


@given(**clouds)
def test_blobs_are_two_centres_at_their_distance_and_the_same_noise_around_both(n, seed, distance):
    X, Y = datasets.blobs(n, np.random.default_rng(seed), distance=distance)
    centres = X - np.random.default_rng(seed).normal(size=(n, 2))
    zero, one = centres[Y[:, 0] == 0], centres[Y[:, 0] == 1]
    np.testing.assert_allclose(zero, np.broadcast_to(zero[0], zero.shape), atol=1e-12)
    np.testing.assert_allclose(one, np.broadcast_to(-zero[0], one.shape), atol=1e-12)
    assert np.linalg.norm(one[0] - zero[0]) == pytest.approx(distance, abs=1e-12)
    assert zero[0, 0] == pytest.approx(zero[0, 1], abs=1e-12)


@given(**clouds)
def test_blobs_are_half_of_the_one_kind_and_half_of_the_other(n, seed, distance):
    Y = datasets.blobs(n, np.random.default_rng(seed), distance)[1]
    assert Y[:, 0].tolist() == [float(i % 2) for i in range(n)]


@pytest.mark.parametrize(
    ("X", "Y"),
    [datasets.gate("AND"), datasets.venue(), datasets.acceptance(), datasets.blobs(5, np.random.default_rng(1))],
    ids=["gate", "venue", "acceptance", "blobs"],
)
def test_data_are_two_dimensional_floats_with_a_row_a_sample(X, Y):
    assert X.ndim == Y.ndim == 2
    assert len(X) == len(Y)
    assert X.dtype == Y.dtype == float


@pytest.mark.parametrize("make", [lambda: datasets.gate("XOR"), datasets.venue, datasets.acceptance])
def test_changing_data_does_not_change_the_next_copy(make):
    for array in make():
        array[:] = 77
    assert max(array.max() for array in make()) <= 10


@pytest.mark.parametrize("d", [0, -1, 17, 2.0, "2", None])
def test_a_number_of_inputs_that_makes_no_table_is_refused(d):
    with pytest.raises(ValueError, match=r"^d: a whole number from 1 to 16 expected; got "):
        datasets.binary_inputs(d)


@pytest.mark.parametrize("name", ["and", "IMPLIES", "", None])
def test_an_unknown_gate_is_refused_with_the_names_there_are(name):
    with pytest.raises(ValueError, match=r"^name: one of AND, OR, NAND, NOR, XOR, XNOR expected; got "):
        datasets.gate(name)


@pytest.mark.parametrize("n", [1, 0, -2, 4.0, "4", None])
def test_a_number_of_points_that_makes_no_two_clouds_is_refused(n):
    with pytest.raises(ValueError, match=r"^n: a whole number from 2 on expected; got "):
        datasets.blobs(n, np.random.default_rng(0))


def test_a_distance_below_zero_is_refused():
    with pytest.raises(ValueError, match=r"^distance: a number from 0 on expected; got -1"):
        datasets.blobs(4, np.random.default_rng(0), distance=-1)
    with pytest.raises(ValueError, match=r"^distance: finite numbers expected; got nan"):
        datasets.blobs(4, np.random.default_rng(0), distance=float("nan"))
