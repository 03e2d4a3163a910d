import itertools
import operator
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nncourse import Perceptron, datasets
from tests.curriculum import matches, worked_numbers

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


# Two larger tables: the half adder, and the five inputs that tempt to memorise.


def test_the_half_adder_adds_two_binary_digits():
    X, Y = datasets.half_adder()
    np.testing.assert_array_equal(Y @ [2, 1], X.sum(axis=1))


def test_the_half_adder_of_the_lecture_has_the_columns_carry_and_sum():
    X, Y = datasets.half_adder()
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert Y[:, 0].tolist() == worked_numbers()["B21.targets_carry"]
    assert Y[:, 1].tolist() == worked_numbers()["B21.targets_sum_xor"]


CORRECT, OVERFITTED = np.array([2.0, 0, 0, 0, 0]), np.array([0.0, 2, 4, 6, 8])


def test_the_four_rows_of_the_deck():
    X, Y = datasets.five_inputs()
    assert X.tolist() == [[1, 1, 0, 0, 0], [2, 0, 1, 0, 0], [3, 0, 0, 1, 0], [4, 0, 0, 0, 1]]
    assert Y.tolist() == [[2], [4], [6], [8]]


def test_both_solutions_of_the_deck_fit_its_four_rows():
    X, Y = datasets.five_inputs()
    assert (X @ CORRECT).tolist() == Y[:, 0].tolist() == worked_numbers()["O06.pred_correct"]
    assert (X @ OVERFITTED).tolist() == Y[:, 0].tolist() == worked_numbers()["O06.pred_overfit"]
    assert np.linalg.matrix_rank(X) == worked_numbers()["O06.rank"]
    between = np.array(worked_numbers()["O06.family_w(t)_t=1"])
    assert (X @ between - Y[:, 0]).tolist() == worked_numbers()["O06.family_t1_residual"]
    assert matches(
        worked_numbers()["O06.GD_from_zero_eta.01_20000steps"], (np.linalg.pinv(X) @ Y)[:, 0].tolist()
    )  # from zero, descent ends at the shortest solution


def test_the_rows_not_seen_tell_the_two_solutions_apart():
    X, Y = datasets.five_inputs_unseen()
    assert X.tolist() == [[x, 0, 0, 0, 0] for x in (5, 6, 7, 8)]
    assert (X @ CORRECT).tolist() == worked_numbers()["O07.test_pred_correct"]
    assert (X @ OVERFITTED).tolist() == worked_numbers()["O07.test_pred_overfit"]
    errors = [((X @ w - Y[:, 0]) ** 2).mean() for w in (CORRECT, OVERFITTED)]
    assert errors == worked_numbers()["O07.test_mse_correct_overfit"]


def test_a_fifth_row_leaves_one_solution():
    X, Y = datasets.five_inputs(5)
    assert (X[4].tolist(), Y[4].tolist()) == ([5, 1, 0, 0, 0], [10])
    assert np.linalg.matrix_rank(X) == worked_numbers()["O10.rank_with_fifth_sample_(5,1,0,0,0)->10"]
    assert np.linalg.solve(X, Y)[:, 0] == pytest.approx(worked_numbers()["O10.unique_solution"], abs=1e-12)
    assert X[4] @ OVERFITTED == worked_numbers()["O10.overfit_w_on_fifth_sample"]


@given(st.integers(1, 30))
def test_every_row_of_the_five_inputs_has_one_1_and_twice_the_first_input_as_target(n):
    X, Y = datasets.five_inputs(n)
    assert X[:, 0].tolist() == list(range(1, n + 1))
    assert (X[:, 1:].sum(axis=1) == 1).all()
    assert set(X[:, 1:].ravel()) == {0, 1}
    np.testing.assert_array_equal(Y, 2 * X[:, :1])
    shorter = datasets.five_inputs(max(1, n - 1))[0]
    np.testing.assert_array_equal(X[: len(shorter)], shorter)


# Points that are drawn.


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


NOISY = {
    "xor_clouds": datasets.xor_clouds,
    "moons": datasets.moons,
    "circles": datasets.circles,
    "spirals": datasets.spirals,
    "noisy_curve": datasets.noisy_curve,
}
every_noisy = pytest.mark.parametrize("draw", NOISY.values(), ids=NOISY)
TWO_KINDS = [draw for name, draw in NOISY.items() if name != "noisy_curve"]
sizes, seeds = st.integers(4, 60), st.integers(0, 2**32)


def seeded(seed):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("draw", TWO_KINDS)
@given(n=sizes, seed=seeds, noise=st.floats(0, 5))
def test_of_two_kinds_each_part_of_the_rows_has_as_many(draw, n, seed, noise):
    X, Y = draw(n, seeded(seed), noise)
    assert (X.shape, Y.shape) == ((n, 2), (n, 1))
    assert set(Y.ravel()) == {0, 1}
    assert (abs(2 * np.cumsum(Y) - np.arange(1, n + 1)) <= 1).all()


@every_noisy
@given(n=sizes, seed=seeds)
def test_the_same_seed_gives_the_same_data_and_another_seed_others(draw, n, seed):
    first, again, other = (np.hstack(draw(n, seeded(s))) for s in (seed, seed, seed + 1))
    np.testing.assert_array_equal(first, again)
    assert (first[:, 0] != other[:, 0]).all()


@every_noisy
@given(n=sizes, seed=seeds, noise=st.floats(0.01, 10))
def test_noise_is_the_standard_deviation_and_moves_every_point_the_same_way(draw, n, seed, noise):
    (clean, _), (one, one_Y) = draw(n, seeded(seed), 0), draw(n, seeded(seed), 1)
    much, much_Y = draw(n, seeded(seed), noise)
    if draw is datasets.noisy_curve:  # there the noise is in the targets
        clean, one, much = datasets.curve(clean), one_Y, much_Y
    np.testing.assert_allclose(much - clean, noise * (one - clean), rtol=1e-9, atol=1e-12)


@every_noisy
def test_the_noise_is_normal_with_mean_zero(draw):
    n = 4000
    (X, Y), (clean, clean_Y) = draw(n, seeded(1), 1), draw(n, seeded(1), 0)
    moved = (Y - clean_Y if draw is datasets.noisy_curve else X - clean).ravel()
    assert moved.mean() == pytest.approx(0, abs=0.06)
    assert moved.std() == pytest.approx(1, abs=0.05)
    assert (abs(moved) < 1).mean() == pytest.approx(0.6827, abs=0.03)  # of a normal distribution


def test_the_two_coordinates_of_a_point_are_moved_independently():
    moved = datasets.moons(4000, seeded(2), 1)[0] - datasets.moons(4000, seeded(2), 0)[0]
    assert abs(np.corrcoef(moved.T)[0, 1]) < 0.06


@given(n=sizes, seed=seeds)
def test_xor_clouds_without_noise_are_the_truth_table_again_and_again(n, seed):
    X, Y = datasets.xor_clouds(n, seeded(seed), noise=0)
    table_X, table_Y = datasets.gate("XOR")
    assert X.tolist() == [table_X[i % 4].tolist() for i in range(n)]
    assert Y.tolist() == [table_Y[i % 4].tolist() for i in range(n)]


@given(n=sizes, seed=seeds)
def test_moons_without_noise_are_an_upper_and_a_lower_half_circle(n, seed):
    X, Y = datasets.moons(n, seeded(seed), noise=0)
    upper, lower = X[Y[:, 0] == 0], X[Y[:, 0] == 1] - [1, 0.5]
    np.testing.assert_allclose((upper**2).sum(axis=1), 1)
    np.testing.assert_allclose((lower**2).sum(axis=1), 1)
    assert (upper[:, 1] >= 0).all()
    assert (lower[:, 1] <= 0).all()


@given(n=sizes, seed=seeds)
def test_circles_without_noise_lie_at_radius_1_and_at_half_of_it(n, seed):
    X, Y = datasets.circles(n, seeded(seed), noise=0)
    np.testing.assert_allclose(np.hypot(X[:, 0], X[:, 1]), 1 - Y[:, 0] / 2)


@given(n=sizes, seed=seeds, turns=st.floats(-3, 3))
def test_spirals_without_noise_turn_with_the_radius_and_the_second_arm_is_opposite(n, seed, turns):
    X, Y = datasets.spirals(n, seeded(seed), noise=0, turns=turns)
    radius = np.hypot(X[:, 0], X[:, 1])
    assert ((radius > 0.099) & (radius < 1.001)).all()
    arm = radius * np.exp(2j * np.pi * turns * radius)  # the point of the first arm at this radius
    np.testing.assert_allclose(X[:, 0] + 1j * X[:, 1], arm * (1 - 2 * Y[:, 0]), atol=1e-9)


@pytest.mark.parametrize(
    ("draw", "measure", "low", "high"),
    [
        (datasets.moons, lambda X, Y: np.arctan2(X[:, 1], X[:, 0])[Y[:, 0] == 0], 0, np.pi),
        (datasets.moons, lambda X, Y: np.arctan2(0.5 - X[:, 1], 1 - X[:, 0])[Y[:, 0] == 1], 0, np.pi),
        (datasets.circles, lambda X, Y: np.arctan2(X[:, 1], X[:, 0]), -np.pi, np.pi),
        (datasets.spirals, lambda X, Y: np.hypot(X[:, 0], X[:, 1]), 0.1, 1),
        (datasets.noisy_curve, lambda X, Y: X[:, 0], -1, 1),
    ],
)
def test_points_are_spread_evenly_over_the_whole_of_their_curve(draw, measure, low, high):
    tenths = np.histogram(measure(*draw(4000, seeded(3), 0)), bins=10, range=(low, high))[0]
    assert tenths.sum() in (2000, 4000)
    np.testing.assert_allclose(tenths / tenths.sum(), 0.1, atol=0.03)


@pytest.mark.parametrize("draw", [datasets.moons, datasets.circles, datasets.xor_clouds, datasets.spirals])
def test_no_line_separates_the_two_kinds_but_their_own_curves_do(draw):
    X, Y = draw(400, seeded(5))
    line = np.linalg.lstsq(np.hstack([X, np.ones((400, 1))]), 2 * Y - 1)[0]
    by_line = (np.hstack([X, np.ones((400, 1))]) @ line > 0) == Y
    distances = np.linalg.norm(X[:, None] - X[None], axis=2) + 9 * np.eye(400)
    by_neighbour = Y[distances.argmin(axis=1)] == Y
    assert by_line.mean() < 0.93
    assert by_neighbour.mean() > 0.94


@given(n=st.integers(1, 60), seed=seeds)
def test_without_noise_the_points_lie_on_the_curve(n, seed):
    X, Y = datasets.noisy_curve(n, seeded(seed), noise=0)
    assert X.shape == (n, 1)
    np.testing.assert_array_equal(Y, datasets.curve(X))


@given(hnp.arrays(float, hnp.array_shapes(min_dims=0), elements=st.floats(-10, 10)))
def test_the_curve_is_a_sine_with_period_two_in_any_shape(x):
    assert np.shape(datasets.curve(x)) == x.shape
    np.testing.assert_allclose(datasets.curve(x), np.imag(np.exp(1j * np.pi * x)), atol=1e-12)


def test_the_curve_starts_at_zero_and_is_highest_at_one_half():
    assert datasets.curve([0, 0.5, -0.5, 1]) == pytest.approx([0, 1, -1, 0], abs=1e-15)


# Labels as numbers, and as one output for each.


@given(hnp.arrays(int, st.integers(0, 30), elements=st.integers(0, 9)), st.integers(10, 13))
def test_the_way_back_from_one_hot_gives_the_labels(labels, k):
    Y = datasets.one_hot(labels, k)
    assert Y.shape == (len(labels), k)
    assert datasets.labels_of(Y).tolist() == labels.tolist()


@given(hnp.arrays(int, st.integers(1, 30), elements=st.integers(0, 9)))
def test_one_hot_has_one_1_in_each_row_and_else_zeros(labels):
    Y = datasets.one_hot(labels)
    assert Y.tolist() == [[float(j == label) for j in range(10)] for label in labels]
    assert datasets.one_hot(labels[0]).tolist() == Y[0].tolist()


def test_one_hot_of_6_is_the_target_of_the_deck():
    assert datasets.one_hot(6).tolist() == worked_numbers()["S21.onehot6"]


@given(hnp.arrays(float, st.tuples(st.integers(1, 6), st.integers(2, 6)), elements=st.sampled_from([0, 0.5, 1, -3])))
def test_the_label_is_the_first_of_the_largest_outputs(A):
    assert datasets.labels_of(A).tolist() == [row.index(max(row)) for row in A.tolist()]
    assert datasets.labels_of(A[0]) == datasets.labels_of(A)[0]


@pytest.mark.parametrize("label", [10, -1, 2.5, 255])
def test_a_label_that_no_output_stands_for_is_refused(label):
    message = rf"^labels: whole numbers from 0 to 9 expected; got {label}$"
    with pytest.raises(ValueError, match=message):
        datasets.one_hot([3, label])
    with pytest.raises(ValueError, match=message):
        datasets.one_hot(label)


def test_labels_in_a_column_are_refused_and_numbers_of_classes_that_make_no_choice():
    with pytest.raises(ValueError, match=r"^labels: shape \(n,\) or one label expected; got shape \(2, 1\)"):
        datasets.one_hot([[1], [2]])
    with pytest.raises(ValueError, match=r"^labels: finite numbers expected; got "):
        datasets.one_hot([np.nan])
    for k in (1, 0, 2.0, "3"):
        with pytest.raises(ValueError, match=r"^k: a whole number of classes from 2 on expected; got "):
            datasets.one_hot([0], k)


@pytest.mark.parametrize("shape", [(3, 1), (1,), (), (2, 3, 4), (3, 0)])
def test_outputs_among_which_there_is_no_largest_are_refused(shape):
    message = rf"^A: shape \(n, k\) or \(k,\) with k of at least 2 expected; got shape {re.escape(str(shape))}"
    with pytest.raises(ValueError, match=message):
        datasets.labels_of(np.ones(shape))
    with pytest.raises(ValueError, match=r"^A: finite numbers expected"):
        datasets.labels_of([0, np.nan])


# What holds for all of them.

EVERY = {
    "gate": datasets.gate("AND"),
    "half_adder": datasets.half_adder(),
    "venue": datasets.venue(),
    "acceptance": datasets.acceptance(),
    "five_inputs": datasets.five_inputs(),
    "five_inputs_unseen": datasets.five_inputs_unseen(),
    "blobs": datasets.blobs(5, seeded(1)),
    "digits": datasets.digits(),
} | {name: draw(5, seeded(1)) for name, draw in NOISY.items()}


@pytest.mark.parametrize(("X", "Y"), EVERY.values(), ids=EVERY)
def test_data_are_two_dimensional_floats_with_a_row_a_sample(X, Y):
    assert X.ndim == Y.ndim == 2
    assert len(X) == len(Y)
    assert X.dtype == Y.dtype == float


def test_the_package_lists_every_function_it_offers_once():
    functions = [name for name, value in vars(datasets).items() if callable(value)]
    assert sorted(functions) == datasets.__all__
    assert set(EVERY) <= set(functions)
    assert set(functions) - set(EVERY) == {"binary_inputs", "curve", "labels_of", "mnist", "one_hot"}


@pytest.mark.parametrize(
    "make",
    [
        lambda: datasets.gate("XOR"),
        datasets.venue,
        datasets.acceptance,
        datasets.half_adder,
        datasets.five_inputs,
        datasets.five_inputs_unseen,
        lambda: datasets.xor_clouds(4, seeded(0)),
        datasets.digits,
    ],
)
def test_changing_data_does_not_change_the_next_copy(make):
    for array in make():
        array[:] = 77
    assert max(array.max() for array in make()) <= 16


@pytest.mark.parametrize("d", [0, -1, 17, 2.0, "2", None])
def test_a_number_of_inputs_that_makes_no_table_is_refused(d):
    with pytest.raises(ValueError, match=r"^d: a whole number from 1 to 16 expected; got "):
        datasets.binary_inputs(d)


@pytest.mark.parametrize("name", ["and", "IMPLIES", "", None])
def test_an_unknown_gate_is_refused_with_the_names_there_are(name):
    with pytest.raises(ValueError, match=r"^name: one of AND, OR, NAND, NOR, XOR, XNOR expected; got "):
        datasets.gate(name)


LEAST = {draw: 2 for draw in (datasets.blobs, datasets.moons, datasets.circles, datasets.spirals)} | {
    datasets.xor_clouds: 4,
    datasets.noisy_curve: 1,
}
fails_at = [(draw, least, n) for draw, least in LEAST.items() for n in (least - 1, 0, -2, 4.0, "4", None)]


@pytest.mark.parametrize(("draw", "least", "n"), fails_at)
def test_a_number_of_points_that_makes_no_such_data_is_refused(draw, least, n):
    with pytest.raises(ValueError, match=rf"^n: a whole number from {least} on expected; got {n!r}$"):
        draw(n, seeded(0))


@pytest.mark.parametrize(("draw", "least"), LEAST.items())
def test_the_least_number_of_points_that_the_message_names_is_accepted(draw, least):
    assert len(draw(np.int64(least), seeded(0))[0]) == least


@pytest.mark.parametrize("n", [0, -1, 4.0, None])
def test_five_inputs_without_a_row_are_refused(n):
    with pytest.raises(ValueError, match=r"^n: a whole number from 1 on expected; got "):
        datasets.five_inputs(n)


@every_noisy
def test_noise_below_zero_or_no_number_is_refused(draw):
    with pytest.raises(ValueError, match=r"^noise: a number from 0 on expected; got -0.1"):
        draw(4, seeded(0), noise=-0.1)
    with pytest.raises(ValueError, match=r"^noise: finite numbers expected; got nan"):
        draw(4, seeded(0), noise=float("nan"))
    with pytest.raises(ValueError, match=r"^noise: a single number expected; got shape \(2,\)"):
        draw(4, seeded(0), noise=[0.1, 0.2])


@pytest.mark.parametrize("draw", LEAST)
def test_a_seed_is_no_random_generator(draw):
    with pytest.raises(
        ValueError, match=r"^rng: a random generator such as np.random.default_rng\(7\) expected; got 7"
    ):
        draw(4, 7)


def test_a_distance_below_zero_is_refused():
    with pytest.raises(ValueError, match=r"^distance: a number from 0 on expected; got -1"):
        datasets.blobs(4, seeded(0), distance=-1)
    with pytest.raises(ValueError, match=r"^distance: finite numbers expected; got nan"):
        datasets.blobs(4, seeded(0), distance=float("nan"))


def test_turns_and_places_on_the_curve_are_finite_numbers():
    with pytest.raises(ValueError, match=r"^turns: finite numbers expected; got inf"):
        datasets.spirals(4, seeded(0), turns=float("inf"))
    with pytest.raises(ValueError, match=r"^x: finite numbers expected; got \[0, nan\]"):
        datasets.curve([0, float("nan")])
