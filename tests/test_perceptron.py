import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nncourse import Perceptron, datasets
from tests.curriculum import worked_numbers
from tests.strategies import eighths, neurons, neurons_at_a_tie, numbers

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
@pytest.mark.parametrize("method", ["weighted_sum", "score", "predict"])
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
