import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import MLP, identity, parameters
from tests.strategies import numbers, vectors

layer_sizes = st.lists(st.integers(1, 5), min_size=2, max_size=5).map(tuple)


@given(layer_sizes)
def test_the_parts_cover_the_vector_once_in_the_order_of_the_layers(sizes):
    theta = np.arange(float(parameters.count(sizes)))
    W, b = parameters.views(sizes, theta)
    assert W[0] is b[0] is None
    parts = [part for l in range(1, len(sizes)) for part in (W[l].ravel(), b[l])]
    np.testing.assert_array_equal(np.concatenate(parts), theta)
    assert [w.shape for w in W[1:]] == [(sizes[l], sizes[l - 1]) for l in range(1, len(sizes))]
    assert [v.shape for v in b[1:]] == [(n,) for n in sizes[1:]]


@given(layer_sizes)
def test_the_parts_are_views_what_is_written_to_one_stands_in_the_other(sizes):
    theta = np.zeros(parameters.count(sizes))
    W, b = parameters.views(sizes, theta)
    for l in range(1, len(sizes)):
        W[l][...], b[l][...] = l, -l
    written = [part for l in range(1, len(sizes)) for part in ([l] * W[l].size, [-l] * b[l].size)]
    assert theta.tolist() == [value for part in written for value in part]
    theta[:] = 7
    assert all((part == 7).all() for part in [*W[1:], *b[1:]])


def test_the_order_by_hand():
    W, b = parameters.views((2, 2, 1), np.arange(9))
    assert [W[1].tolist(), b[1].tolist()] == [[[0, 1], [2, 3]], [4, 5]]
    assert [W[2].tolist(), b[2].tolist()] == [[[6, 7]], [8]]


@given(layer_sizes)
def test_there_are_as_many_parameters_as_a_network_of_these_sizes_holds(sizes):
    net = MLP.random(sizes, np.random.default_rng(0))
    assert parameters.count(sizes) == net.theta.size == sum(part.size for part in [*net.W[1:], *net.b[1:]])


@given(layer_sizes)
def test_every_name_is_the_expression_for_its_own_entry(sizes):
    names, size = parameters.names(sizes), parameters.count(sizes)
    assert len(set(names)) == size
    W, b = parameters.views(sizes, np.arange(size))
    assert [int(eval(name, {"W": W, "b": b})) for name in names] == list(range(size))


def test_the_names_of_a_small_network():
    first = ["W[1][0, 0]", "W[1][0, 1]", "W[1][1, 0]", "W[1][1, 1]", "b[1][0]", "b[1][1]"]
    assert parameters.names((2, 2, 1)) == [*first, "W[2][0, 0]", "W[2][0, 1]", "b[2][0]"]
    assert MLP.random([2, 2, 1], np.random.default_rng(0)).names == parameters.names((2, 2, 1))


@given(st.data())
def test_joining_undoes_the_parting(data):
    sizes = data.draw(layer_sizes)
    theta = data.draw(vectors(parameters.count(sizes), numbers))
    W, b = parameters.views(sizes, theta)
    found_sizes, found = parameters.joined(W[1:], b[1:])
    assert tuple(found_sizes) == sizes
    np.testing.assert_array_equal(found, theta)


@pytest.mark.parametrize(
    ("weights", "biases", "got"),
    [
        ([], [], "[] and []"),
        ([[[1, 2]]], [], "[(1, 2)] and []"),
        ([], [[1]], "[] and [(1,)]"),
        ([[1, 2]], [[0]], "[(2,)] and [(1,)]"),  # a row, not a matrix
        ([1], [[0]], "[()] and [(1,)]"),
        ([[[1, 2]]], [0], "[(1, 2)] and [()]"),
        ([[[1, 2]]], [[[0]]], "[(1, 2)] and [(1, 1)]"),
        ([[[1, 2]]], [[0, 0]], "[(1, 2)] and [(2,)]"),
        ([[[1, 2], [3, 4]], [[1, 2, 3]]], [[0, 0], [0]], "[(2, 2), (1, 3)] and [(2,), (1,)]"),
        ([[[1, 2], [3, 4]]], [[0, 0], [0]], "[(2, 2)] and [(2,), (1,)]"),
    ],
)
def test_weights_and_biases_that_do_not_fit_are_refused_with_all_their_shapes(weights, biases, got):
    message = f"weights and biases: shapes (n1, n0), (n2, n1), ... and (n1,), (n2,), ... expected; got {got}"
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        MLP.of(weights, biases)


@pytest.mark.parametrize(
    ("weights", "biases", "message"),
    [
        ([[[1, np.nan]]], [[0]], "weights: finite numbers expected; got"),
        ([[[1, 2]]], [["a"]], "biases: numbers expected; got"),
        ([[[1, 2], [3]]], [[0, 0]], "weights: numbers expected; got"),
    ],
)
def test_weights_and_biases_that_are_no_numbers_are_refused(weights, biases, message):
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        MLP.of(weights, biases)


@given(st.data())
def test_fixed_parameters_are_a_copy_that_nothing_can_write_to_with_zeros_where_the_mask_is_false(data):
    size = data.draw(st.integers(1, 6))
    theta = data.draw(vectors(size, st.floats(allow_nan=True, allow_infinity=True)))
    mask = data.draw(st.none() | vectors(size, st.floats(0, 1)).map(lambda draws: draws < 0.5))
    fixed = parameters.fixed(theta, size, mask)
    np.testing.assert_array_equal(fixed, theta if mask is None else np.where(mask, theta, 0))
    assert not fixed.flags.writeable
    assert not np.shares_memory(fixed, theta)
    assert theta.flags.writeable


@pytest.mark.parametrize(
    ("given_type", "kept"), [(int, float), (bool, float), (np.float32, np.float32), (complex, complex)]
)
def test_fixed_parameters_keep_their_precision_and_whole_numbers_become_floats(given_type, kept):
    assert parameters.fixed(np.ones(3, dtype=given_type), 3, None).dtype == kept


def test_parameters_that_are_no_numbers_are_refused_by_name():
    for theta in (["a", "b"], [None, 1]):
        with pytest.raises(ValueError, match="^" + re.escape(f"theta: numbers expected; got {theta}")):
            MLP([1, 1], theta, output=identity)
