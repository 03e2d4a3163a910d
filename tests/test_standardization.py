import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import MLP, Standardization, complex_step, datasets, sgd, split
from tests.curriculum import matches, worked_numbers
from tests.strategies import eighths, vectors

shapes = st.tuples(st.integers(1, 8), st.integers(1, 4))
tables = shapes.flatmap(lambda shape: vectors(shape, eighths))
pairs = shapes.flatmap(lambda shape: st.tuples(vectors(shape, eighths), vectors((3, shape[1]), eighths)))


def varying(X):
    """Which columns are not constant."""
    return np.ptp(X, axis=0) > 0


@given(tables)
def test_the_samples_it_was_fitted_to_have_mean_0_and_deviation_1_in_every_column_that_varies(X):
    Z = Standardization.fit(X)(X)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(Z.std(axis=0), varying(X), atol=1e-12)


@given(pairs)
def test_other_samples_are_moved_and_stretched_by_what_it_was_fitted_to_and_nothing_of_their_own(pair):
    train, others = pair
    standardize = Standardization.fit(train)
    together = standardize(np.vstack([train, others]))
    np.testing.assert_array_equal(together, np.vstack([standardize(train), standardize(others)]))
    np.testing.assert_array_equal(together, np.vstack([standardize(row[None]) for row in np.vstack([train, others])]))


@given(pairs)
def test_it_is_the_textbooks_number_by_number(pair):
    train, others = pair
    found = Standardization.fit(train)(others)
    for j, column in enumerate(train.T.tolist()):
        mean = sum(column) / len(column)
        deviation = (sum((x - mean) ** 2 for x in column) / len(column)) ** 0.5 or 1
        np.testing.assert_allclose(found[:, j], [(x - mean) / deviation for x in others[:, j]], atol=1e-10)


@given(tables, st.integers(1, 50).map(lambda k: k / 4), eighths)
def test_in_what_unit_and_from_what_zero_inputs_are_measured_makes_no_difference(X, unit, zero):
    moved = unit * X + zero
    assert np.allclose(Standardization.fit(moved)(moved), Standardization.fit(X)(X), rtol=0, atol=1e-9)


@given(st.floats(-1e6, 1e6), st.integers(1, 30))
def test_a_constant_column_becomes_exactly_0_and_keeps_its_unit(value, n):
    standardize = Standardization.fit(np.full((n, 1), value))
    assert standardize(np.full((n, 1), value)).tolist() == [[0]] * n
    assert standardize([[value + 2]])[0, 0] == pytest.approx(2)


def test_a_column_whose_deviation_is_too_small_to_be_a_number_keeps_its_unit():
    assert Standardization.fit([[0], [1e-200]])([[3]]).tolist() == [[3]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_number_type_stays(dtype):
    X = np.arange(6, dtype=dtype).reshape(3, 2)
    for standardize in (Standardization.fit(X), Standardization.fit(X.astype(np.float64))):
        assert standardize(X).dtype == dtype
    assert Standardization.fit([[1], [2]])([[3]]).dtype == float


def test_single_precision_is_double_precision_rounded_far_from_0_and_for_many_samples_too():
    X = (1000 + np.random.default_rng(0).normal(size=(50_000, 3))).astype(np.float32)
    exact = X.astype(float)
    np.testing.assert_allclose(
        Standardization.fit(X)(X), Standardization.fit(exact)(exact).astype(np.float32), rtol=1e-7
    )


def test_samples_are_not_written_to():
    X = np.array([[1.0, 2], [3, 5]])
    Standardization.fit(X)(X)
    assert X.tolist() == [[1, 2], [3, 5]]


def test_the_complex_step_passes():
    standardize = Standardization.fit([[1, 5], [3, 9]])
    slope = complex_step(lambda x: standardize(x[None]).sum(), np.array([2.0, 4.0]))
    np.testing.assert_allclose(slope, 1 / standardize.deviation)


def test_a_net_that_is_stuck_on_large_inputs_learns_when_they_are_standardized():
    X, Y = datasets.moons(200, np.random.default_rng(0))
    X = 10_000 + 500 * X  # so far from 0 that every hidden neuron is saturated
    train, test = split(len(X), [0.5, 0.5])
    standardize = Standardization.fit(X[train])
    costs = []
    for inputs in (X, standardize(X)):
        net = MLP.random((2, 8, 1), np.random.default_rng(1))
        *_, last = sgd(net, inputs[train], Y[train], learning_rate=2.0, epochs=500)
        costs.append(last.cost_on(inputs[test], Y[test]))
    assert costs[0] > 0.1
    assert costs[1] < 0.05


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ([1, 2, 3], "X: shape (n, k) expected, samples in rows; got shape (3,)"),
        (np.zeros((0, 2)), "X: shape (n, k) expected, samples in rows; got shape (0, 2)"),
        ([[np.nan]], "X: finite numbers expected; got NaN or infinity among them"),
        ([["a"]], "X: numbers expected; got [['a']]"),
    ],
)
def test_samples_that_are_none_are_refused(X, message):
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        Standardization.fit(X)
    with pytest.raises(ValueError, match=r"^X: "):
        Standardization.fit([[1], [2]])(X)


def test_samples_of_other_columns_are_refused():
    with pytest.raises(ValueError, match=r"^X: shape \(n, 2\) expected, samples in rows; got shape \(1, 3\)$"):
        Standardization.fit([[1, 2], [3, 4]])([[1, 2, 3]])


def test_three_numbers_of_the_deck():
    X = [[10], [20], [30]]
    assert matches(worked_numbers()["B34.input_normalised_(10,20,30)"], Standardization.fit(X)(X)[:, 0].tolist())
