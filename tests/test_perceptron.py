import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nncourse import Perceptron, PerceptronLayer, datasets, from_signs, sign, step, to_signs, with_constant_input
from tests.curriculum import worked_numbers
from tests.strategies import eighths, neurons, neurons_at_a_tie, numbers, vectors

VENUE = (6, 2, 2)
TABLE = datasets.binary_inputs(3)
BAD_NUMBERS = [math.nan, math.inf, -math.inf]


def fires_by_threshold(weights, threshold, X):
    return [float(np.dot(weights, x) > threshold) for x in X]


@given(neurons() | neurons(eighths) | neurons_at_a_tie())
def test_threshold_form_and_bias_form_agree_on_every_float(neuron):
    weights, threshold, X = neuron
    p = Perceptron.with_threshold(weights, threshold)
    np.testing.assert_array_equal(p.predict(X), (p.weighted_sum(X) > threshold).astype(float))


@given(neurons(eighths) | neurons_at_a_tie())
def test_prediction_is_the_rule_on_the_slide_written_as_a_loop(neuron):
    weights, threshold, X = neuron
    loop = [1.0 if sum(w * x for w, x in zip(weights, row, strict=True)) > threshold else 0.0 for row in X]
    assert Perceptron.with_threshold(weights, threshold).predict(X).tolist() == loop


@given(neurons_at_a_tie())
def test_equality_does_not_fire(neuron):
    weights, threshold, X = neuron
    assert Perceptron.with_threshold(weights, threshold).predict(X[0]) == 0


@given(neurons_at_a_tie())
def test_a_threshold_a_hair_below_the_sum_fires(neuron):
    weights, threshold, X = neuron
    assert Perceptron.with_threshold(weights, math.nextafter(threshold, -math.inf)).predict(X[0]) == 1


@given(neurons(), numbers)
def test_a_higher_threshold_never_makes_a_silent_neuron_fire(neuron, other):
    weights, threshold, X = neuron
    low, high = sorted((threshold, other))
    assert (
        Perceptron.with_threshold(weights, high).predict(X) <= Perceptron.with_threshold(weights, low).predict(X)
    ).all()


@given(neurons() | neurons_at_a_tie(), st.integers(-10, 10))
def test_weights_and_threshold_times_a_positive_number_change_nothing(neuron, power):
    weights, threshold, X = neuron
    assume(np.abs(weights[weights != 0]).min(initial=1) > 1e-200)  # nothing may underflow
    assume(np.abs(X[X != 0]).min(initial=1) > 1e-90)
    scaled = Perceptron.with_threshold(weights * 2.0**power, threshold * 2.0**power)
    np.testing.assert_array_equal(scaled.predict(X), Perceptron.with_threshold(weights, threshold).predict(X))


@given(numbers)
def test_the_bias_is_minus_the_threshold_both_ways(number):
    assert Perceptron.with_threshold([1], number).bias == -number
    assert Perceptron([1], number).threshold == -number


def test_a_bias_or_threshold_of_zero_has_no_minus_sign():
    assert math.copysign(1, Perceptron.with_threshold([1], 0).bias) == 1
    assert math.copysign(1, Perceptron([1], 0).threshold) == 1


@given(neurons())
def test_many_inputs_at_once_are_each_input_by_itself(neuron):
    weights, threshold, X = neuron
    p = Perceptron.with_threshold(weights, threshold)
    for method in (p.weighted_sum, p.score, p.predict):
        together = method(X)
        assert together.shape == (len(X),)
        assert together.tolist() == [float(method(x)) for x in X]
        assert together.tolist() == method(np.asfortranarray(X)).tolist()


@given(neurons(eighths))
def test_the_score_is_the_weighted_sum_minus_the_threshold(neuron):
    weights, threshold, X = neuron
    p = Perceptron.with_threshold(weights, threshold)
    np.testing.assert_array_equal(p.score(X), p.weighted_sum(X) - threshold)


def test_weights_are_read_only_and_no_view_of_the_callers_array():
    mine = np.array([1.0, 2.0])
    p = Perceptron(mine, 0)
    mine[0] = 9
    assert p.weights.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        p.weights[0] = 9


def test_a_perceptron_cannot_be_changed():
    with pytest.raises(AttributeError):
        Perceptron([1], 0).bias = 1


# The bias as the weight of an input that is always 1.


@given(neurons())
def test_unfolding_what_was_folded_gives_the_same_perceptron(neuron):
    weights, bias, _ = neuron
    back = Perceptron.unfold(Perceptron(weights, bias).folded)
    assert (back.weights.tolist(), back.bias) == (weights.tolist(), bias)


@given(vectors(st.integers(2, 9)))
def test_folding_what_was_unfolded_gives_the_same_row(row):
    assert Perceptron.unfold(row).folded.tolist() == row.tolist()


@given(neurons(eighths))
def test_the_score_is_one_inner_product_of_the_folded_weights_with_the_input_and_a_one(neuron):
    weights, bias, X = neuron
    p = Perceptron(weights, bias)
    np.testing.assert_array_equal(with_constant_input(X) @ p.folded, p.score(X))
    assert with_constant_input(X[0]) @ p.folded == p.score(X[0])


@given(neurons())
def test_the_constant_input_is_a_last_column_of_ones_beside_the_data(neuron):
    X = neuron[2]
    assert with_constant_input(X).tolist() == [[*row, 1.0] for row in X.tolist()]


def test_changing_the_folded_row_does_not_change_the_perceptron():
    p = Perceptron([1, 2], 3)
    p.folded[:] = 9
    assert p.folded.tolist() == [1, 2, 3]


def test_the_score_of_the_venue_with_the_bias_folded_in():
    folded = Perceptron(VENUE, -5).folded
    assert folded @ with_constant_input([1, 0, 1]) == worked_numbers()["P11.augmented_(-5,6,2,2).(1,1,0,1)"]


# The boundary, and how far away from it a point lies.


@given(neurons(eighths))
def test_the_distance_is_the_length_of_the_shortest_way_to_the_boundary(neuron):
    weights, bias, X = neuron
    assume(weights.any())
    p = Perceptron(weights, bias)
    for x, distance in zip(X, p.distance(X), strict=True):
        way = np.linalg.lstsq(weights[None], [-p.score(x)], rcond=None)[0]  # the shortest v with w·(x + v) + b = 0
        assert abs(distance) == pytest.approx(np.linalg.norm(way), rel=1e-9, abs=1e-9)


@given(neurons())
def test_the_distance_is_positive_exactly_where_the_perceptron_fires(neuron):
    weights, bias, X = neuron
    assume(np.abs(weights).max() > 1e-200)
    assume(np.abs(bias) > 1e-200 or bias == 0)
    p = Perceptron(weights, bias)
    assume((np.abs(p.score(X)[p.score(X) != 0]) > 1e-200).all())  # nothing may underflow
    np.testing.assert_array_equal(p.distance(X) > 0, p.predict(X) == 1)


@given(neurons(eighths), st.integers(-10, 10))
def test_the_distance_belongs_to_the_line_and_not_to_the_length_of_the_weights(neuron, power):
    weights, bias, X = neuron
    assume(weights.any())
    longer = Perceptron(weights * 2.0**power, bias * 2.0**power)
    np.testing.assert_allclose(longer.distance(X), Perceptron(weights, bias).distance(X), rtol=1e-14)


@given(neurons(eighths), st.integers(-80, 80))
def test_another_bias_shifts_the_boundary_parallel_to_itself(neuron, shift):
    weights, bias, X = neuron
    assume(weights.any())
    change = Perceptron(weights, bias + shift).distance(X) - Perceptron(weights, bias).distance(X)
    np.testing.assert_allclose(change, shift / np.linalg.norm(weights), rtol=1e-9, atol=1e-9)


@given(neurons(eighths))
def test_without_a_bias_the_origin_lies_on_the_boundary(neuron):
    weights, _, _ = neuron
    assume(weights.any())
    assert Perceptron(weights, 0).distance(np.zeros(weights.size)) == 0


def test_very_long_and_very_short_weights_have_a_distance_too():
    assert Perceptron([3e200, 4e200], 0).distance([1, 1]) == pytest.approx(1.4)
    assert Perceptron([3e-200, 4e-200], 0).distance([1, 1]) == pytest.approx(1.4)


def test_where_the_line_of_the_lecture_cuts_the_axes_and_how_far_it_is_from_the_origin():
    p, (on_x1, on_x2) = Perceptron([6, 2], -5), worked_numbers()["P15.intercepts_of_6x1+2x2-5=0"]
    np.testing.assert_allclose(p.distance([[on_x1, 0], [0, on_x2]]), 0, atol=1e-15)
    assert -p.distance([0, 0]) == pytest.approx(worked_numbers()["P15.distance_origin_to_6x1+2x2-5=0"], rel=1e-15)


def test_some_data_need_a_bias():
    X, targets = [[1], [2]], np.array([-1, 1])
    outputs = sign(Perceptron([1], -1.5).score(X))
    assert outputs.tolist() == worked_numbers()["P12.with_bias_w1_b-1.5_outputs"] == targets.tolist()
    right = [(sign(Perceptron([w], 0).score(X)) == targets).sum() for w in (-2, -1, -0.1, 0, 0.1, 1, 2)]
    assert max(right) == worked_numbers()["P12.no_bias_best_correct_of_2"]


# The other coding of the targets.


@given(vectors(st.integers(1, 9), st.sampled_from([0.0, 1.0])))
def test_the_two_codings_of_the_targets_translate_into_each_other(t):
    assert from_signs(to_signs(t)).tolist() == t.tolist()
    assert to_signs(from_signs(to_signs(t))).tolist() == to_signs(t).tolist()


@given(neurons() | neurons_at_a_tie())
def test_sign_is_what_step_says_in_the_other_coding(neuron):
    weights, threshold, X = neuron
    p = Perceptron.with_threshold(weights, threshold)
    assert to_signs(p.predict(X)).tolist() == sign(p.score(X)).tolist()
    assert from_signs(sign(p.score(X))).tolist() == p.predict(X).tolist()


def test_a_column_of_targets_stays_a_column():
    assert to_signs([[0], [1]]).tolist() == [[-1], [1]]
    assert from_signs([[-1], [1]]).tolist() == [[0], [1]]


def test_the_codings_and_the_tie_of_the_lecture():
    assert to_signs([0, 1]).tolist() == worked_numbers()["P14.01_to_pm1"]
    outputs = to_signs(Perceptron([1, -1], 0).predict([[2, 1], [1, 2], [1, 1]]))
    assert outputs.tolist() == worked_numbers()["P14.sign_outputs_w(1,-1)_x(2,1),(1,2),(1,1)"]


# A layer: perceptrons side by side.


@st.composite
def layers(draw, entries=numbers):
    n_out, n_in, n = draw(st.integers(1, 5)), draw(st.integers(1, 9)), draw(st.integers(0, 5))
    return draw(vectors((n_out, n_in), entries)), draw(vectors(n_out, entries)), draw(vectors((n, n_in), entries))


@given(layers() | layers(eighths))
def test_a_layer_is_its_perceptrons_unit_by_unit_and_row_by_row(layer):
    W, b, X = layer
    outputs = PerceptronLayer(W, b).predict(X)
    assert outputs.shape == (len(X), len(W))
    for j in range(len(W)):
        assert outputs[:, j].tolist() == Perceptron(W[j], b[j]).predict(X).tolist()
    for i in range(len(X)):
        assert outputs[i].tolist() == PerceptronLayer(W, b).predict(X[i]).tolist()


@given(layers(eighths))
def test_a_layer_is_a_matrix_product_and_a_step(layer):
    W, b, X = layer
    np.testing.assert_array_equal(PerceptronLayer(W, b).predict(X), step(X @ W.T + b))


@given(st.integers(1, 9), st.integers(1, 9))
def test_a_layer_has_a_weight_for_each_pair_and_a_bias_for_each_unit(n_out, n_in):
    parameters = PerceptronLayer(np.zeros((n_out, n_in)), np.zeros(n_out)).parameters
    assert parameters == sum(1 for _ in range(n_out) for _ in range(n_in + 1))


def test_a_second_layer_weighs_the_decisions_of_the_first():
    pairs = PerceptronLayer([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [-1.5] * 3)
    counts = PerceptronLayer([[1, 1, 1]] * 3 + [[-1, -1, -1]], [-0.5, -1.5, -2.5, 0.5])
    numbers = [pairs.parameters, counts.parameters]
    assert [*numbers, sum(numbers)] == worked_numbers()["P18.params_3in_3_4"]
    outputs = counts.predict(pairs.predict([[1, 1, 0], [1, 1, 1]]))
    assert outputs.tolist() == worked_numbers()["P18.two_layer_outputs_for_110_and_111"]


def test_the_numbers_of_a_layer_are_read_only_and_no_view_of_the_callers_arrays():
    W, b = np.ones((2, 2)), np.ones(2)
    layer = PerceptronLayer(W, b)
    W[:], b[:] = 9, 9
    assert (layer.W.tolist(), layer.b.tolist()) == ([[1, 1], [1, 1]], [1, 1])
    for array in (layer.W, layer.b):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 9


# The venue of the first lecture: go if 6·weather + 2·friend + 2·commute exceeds the threshold.


def venue_fires(threshold):
    return Perceptron.with_threshold(VENUE, threshold).predict(TABLE)


def test_the_weighted_sum_of_the_warm_up_is_six_tenths():
    assert Perceptron([0.5, -0.2, 0.1], 0).weighted_sum([1, 0, 1]) == pytest.approx(
        worked_numbers()["P02.output_(1,0,1)_w(.5,-.2,.1)_sum"]
    )


def test_good_weather_alone_exceeds_five_and_friend_with_commute_does_not():
    p = Perceptron.with_threshold(VENUE, 5)
    assert (p.predict([1, 0, 0]), p.predict([0, 1, 1])) == (1, 0)


def test_the_sums_of_the_venue():
    assert Perceptron(VENUE, 0).weighted_sum(TABLE).tolist() == worked_numbers()["P04.sums"]


def test_at_threshold_five_the_answer_is_the_weather():
    assert venue_fires(5).tolist() == worked_numbers()["P05.out_T5"]
    assert venue_fires(5).sum() == worked_numbers()["P05.count_T5"]
    np.testing.assert_array_equal(venue_fires(5), TABLE[:, 0])


def test_at_threshold_three_friend_and_commute_together_persuade_too():
    assert venue_fires(3).tolist() == worked_numbers()["P06.out_T3"]
    assert venue_fires(3).sum() == worked_numbers()["P06.count_T3"]
    assert venue_fires(3).tolist() == [float(x1 or (x2 and x3)) for x1, x2, x3 in TABLE]


def test_from_five_to_three_one_input_changes():
    changed = TABLE[venue_fires(5) != venue_fires(3)]
    assert changed.tolist() == worked_numbers()["P06.inputs_that_change_5_to_3"]


def test_how_many_inputs_fire_at_every_threshold():
    counts = [venue_fires(T).sum() for T in range(-1, 12)]
    assert counts == worked_numbers()["P07.count_for_T_-1..11"]


def test_the_behaviour_changes_at_the_sums_and_nowhere_else():
    grid = np.arange(-8, 90) / 8
    behaviours = [tuple(venue_fires(T)) for T in grid]
    changes = [T for T, before, now in zip(grid[1:], behaviours, behaviours[1:], strict=False) if before != now]
    assert changes == worked_numbers()["P07.distinct_breakpoints"]
    assert len(set(behaviours)) == worked_numbers()["P07.number_of_distinct_behaviours"]


def test_a_sum_of_four_meets_a_threshold_of_four_and_does_not_fire():
    assert Perceptron.with_threshold(VENUE, 4).predict([0, 1, 1]) == worked_numbers()["P08.T4_on_011"]
    assert Perceptron.with_threshold(VENUE, 3.999).predict([0, 1, 1]) == worked_numbers()["P08.T3.999_on_011"]


def test_the_tie_rule_decides_one_input_at_threshold_four():
    at_least = (Perceptron(VENUE, 0).weighted_sum(TABLE) >= 4).sum()
    assert [venue_fires(4).sum(), at_least] == worked_numbers()["P08.tie_rule_counts_T4_strict_vs_ge"]


def test_the_inner_product_of_the_venue():
    assert Perceptron(VENUE, 0).weighted_sum([1, 0, 1]) == worked_numbers()["P09.dot_(6,2,2).(1,0,1)"]


def test_the_scores_in_bias_form():
    assert Perceptron(VENUE, -5).score(TABLE).tolist() == worked_numbers()["P10.bias_T5_scores"]
    assert Perceptron(VENUE, -3).score(TABLE).tolist() == worked_numbers()["P10.bias_T3_scores"]


# What a neuron refuses, and how it says so.


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (3.0, r"weights: one row of numbers expected, shape \(d,\); got shape \(\)"),
        ([[1, 2]], r"weights: one row of numbers expected, shape \(d,\); got shape \(1, 2\)"),
        ([], r"weights: one row of numbers expected, shape \(d,\); got shape \(0,\)"),
        ([[1], [2, 3]], "weights: numbers expected"),
        (["heavy"], "weights: numbers expected"),
        (None, "weights: (finite )?numbers expected"),
    ],
)
def test_weights_that_are_no_row_of_numbers_are_refused(weights, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        Perceptron(weights, 0)


@pytest.mark.parametrize("number", BAD_NUMBERS)
def test_nan_and_infinity_are_refused_everywhere(number):
    with pytest.raises(ValueError, match=r"^weights: finite numbers expected"):
        Perceptron([1, number], 0)
    with pytest.raises(ValueError, match=r"^bias: finite numbers expected"):
        Perceptron([1], number)
    with pytest.raises(ValueError, match=r"^threshold: finite numbers expected"):
        Perceptron.with_threshold([1], number)
    with pytest.raises(ValueError, match=r"^X: finite numbers expected"):
        Perceptron([1], 0).predict([[number]])


def test_a_bias_or_threshold_that_is_a_list_is_refused():
    with pytest.raises(ValueError, match=r"^bias: a single number expected; got shape \(1,\)"):
        Perceptron([1], [2])
    with pytest.raises(ValueError, match=r"^threshold: a single number expected; got shape \(1,\)"):
        Perceptron.with_threshold([1], [2])


@pytest.mark.parametrize("shape", [(), (2,), (4, 2), (1, 4, 3)])
@pytest.mark.parametrize("method", ["weighted_sum", "score", "predict", "distance"])
def test_inputs_of_another_width_are_refused_with_both_shapes(method, shape):
    with pytest.raises(ValueError) as error:
        getattr(Perceptron(VENUE, 0), method)(np.zeros(shape))
    expected = "X: shape (n, 3) or (3,) expected for weights of shape (3,)"
    assert str(error.value) == f"{expected}; got shape {shape}"


def test_a_table_without_rows_has_no_predictions():
    assert Perceptron(VENUE, 0).predict(np.zeros((0, 3))).shape == (0,)


def test_complex_weights_are_refused():
    with pytest.raises(ValueError, match=r"^weights: numbers expected"):
        Perceptron([1 + 2j], 0)


@pytest.mark.parametrize("folded", [3.0, [1], [], [[1, 2]]])
def test_a_folded_row_without_a_weight_and_a_bias_is_refused(folded):
    with pytest.raises(ValueError, match=r"^folded: one row \(w1, ..., wd, b\) expected, shape \(d\+1,\); got shape "):
        Perceptron.unfold(folded)


def test_a_perceptron_without_a_boundary_has_no_distance():
    with pytest.raises(ValueError, match=r"^weights: one other than 0 expected, .* no boundary; got \[0\.0, 0\.0\]"):
        Perceptron([0, 0], 1).distance([1, 2])


@pytest.mark.parametrize("X", [3.0, [[[1]]]])
def test_a_constant_input_needs_rows_to_stand_in(X):
    with pytest.raises(ValueError, match=r"^X: shape \(n, d\) or \(d,\) expected; got shape \("):
        with_constant_input(X)


@pytest.mark.parametrize("target", [-1, 0.5, 2])
def test_targets_other_than_zero_and_one_have_no_sign(target):
    with pytest.raises(ValueError, match=r"^t: only 0 and 1 expected; got \[0\.0, "):
        to_signs([0, target])


@pytest.mark.parametrize("sign", [0, 0.5, 2])
def test_signs_other_than_minus_and_plus_one_are_no_target(sign):
    with pytest.raises(ValueError, match=r"^y: only -1 and 1 expected; got \[1\.0, "):
        from_signs([1, sign])


@pytest.mark.parametrize(
    ("W", "b", "message"),
    [
        ([1, 2], [1], r"W and b: shapes \(n_out, n_in\) and \(n_out,\) expected; got \(2,\) and \(1,\)"),
        ([[1, 2]], [1, 2], r"W and b: shapes .* expected; got \(1, 2\) and \(2,\)"),
        ([[1, 2]], 1, r"W and b: shapes .* expected; got \(1, 2\) and \(\)"),
        ([[]], [1], r"W and b: shapes .* expected; got \(1, 0\) and \(1,\)"),
        ([[math.nan]], [1], "W: finite numbers expected"),
        ([[1]], ["much"], "b: numbers expected"),
    ],
)
def test_a_layer_needs_a_row_of_weights_and_a_bias_for_each_unit(W, b, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        PerceptronLayer(W, b)


def test_a_layer_refuses_inputs_of_another_width():
    with pytest.raises(ValueError, match=r"^X: shape \(n, 3\) or \(3,\) expected .* got shape \(4, 2\)"):
        PerceptronLayer(np.ones((2, 3)), [0, 0]).predict(np.zeros((4, 2)))
