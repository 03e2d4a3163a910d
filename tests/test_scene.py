import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nncourse import activations
from nncourse.scene import (
    CELLS,
    Bars,
    Choice,
    Field,
    Line,
    NetField,
    Panel,
    Places,
    Points,
    Rings,
    Scene,
    Slider,
    Text,
    Toggle,
    figure,
    ticks,
)

ends = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@figure(
    threshold=Slider(-6, 12, 9, 0.5, label="threshold"),
    bias=Slider(-12, 6, -9, 0.5, label="bias", opposite_of="threshold"),
    shown=Toggle(True),
    rule=Choice(("strict", "lax"), "strict"),
)
def score(threshold: float, bias: float, shown: bool, rule: str) -> Scene:
    """A score for tests."""
    panel = Panel((Text(threshold, bias, rule),), (-12, 12), (-12, 12))
    return Scene((panel,), f"{threshold:g} {bias:g} {shown} {rule}")


# ---------------------------------------------------------------------------------------------------- ticks


@given(ends, st.floats(0.01, 1e6), st.integers(2, 12))
def test_ticks_are_round_evenly_spaced_inside_the_span_and_few(lo, length, most):
    hi = lo + length
    marks = ticks(lo, hi, most)
    slack = 1e-6 * max(1.0, length)
    assert len(marks) <= most
    assert all(lo - slack <= mark <= hi + slack for mark in marks)
    if len(marks) > 1:
        step = marks[1] - marks[0]
        digit = float(f"{step:.6e}".split("e")[0])
        assert min(abs(digit - round_digit) for round_digit in (1, 2, 5, 10)) < 1e-3
        np.testing.assert_allclose(np.diff(marks), step, rtol=1e-3, atol=1e-9)


def test_ticks_are_the_ones_a_hand_would_write():
    assert ticks(0, 12) == [0, 2, 4, 6, 8, 10, 12]
    assert ticks(0, 9) == [0, 2, 4, 6, 8]
    assert ticks(-1.5, 11.5) == [0, 2, 4, 6, 8, 10]
    assert ticks(-3, 3) == [-3, -2, -1, 0, 1, 2, 3]
    assert ticks(-0.25, 0.25, 5) == [-0.2, -0.1, 0, 0.1, 0.2]
    assert not any(math.copysign(1, tick) < 0 and tick == 0 for tick in ticks(-3, 3))


@pytest.mark.parametrize(("lo", "hi"), [(-2, 12), (0, 0.3), (-5, 5), (0, 1)])
def test_two_ticks_at_least_stand_on_every_axis(lo, hi):
    assert len(ticks(lo, hi)) >= 2


# ---------------------------------------------------------------------------------------------------- layers


@pytest.mark.parametrize(
    "build",
    [
        lambda: Bars(np.zeros(3), ("a", "b"), np.zeros(3, int)),
        lambda: Bars(np.zeros(3), ("a", "b", "c"), np.zeros(2, int)),
        lambda: Bars(np.zeros(3), ("a", "b")),
        lambda: Line(np.zeros(3), np.zeros(2)),
        lambda: Rings(np.zeros(3), np.zeros(2)),
        lambda: Points(np.zeros(2), np.zeros(3), np.zeros(3, int)),
        lambda: Points(np.zeros(3), np.zeros(3), np.zeros(3, int), ("only one",)),
    ],
)
def test_columns_of_different_length_are_refused_with_their_lengths(build):
    with pytest.raises(ValueError, match=r"columns of one length expected; got \{.*\d.*\d"):
        build()


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=40), st.floats(-3, 0), st.floats(0.1, 3))
def test_a_field_returns_its_values_to_half_a_code_and_clips_the_rest(numbers, lo, hi):
    values = np.array([numbers])
    back = Field.of(values, (lo, hi)).values
    half = (hi - lo) / 255 / 2
    np.testing.assert_allclose(back, np.clip(values, lo, hi), rtol=0, atol=half * (1 + 1e-9))


def test_the_ends_of_a_range_are_the_first_and_the_last_code():
    field = Field.of(np.array([[-1.0, 0.0, 1.0], [-9.0, 0.5, 9.0]]), (-1, 1))
    assert field.codes.dtype == np.uint8
    assert field.codes[:, [0, 2]].tolist() == [[0, 255], [0, 255]]
    assert field.values[0, 2] == 1
    assert field.values[0, 0] == -1


def test_codes_do_not_overflow_when_they_are_turned_into_values():
    wide = Field(np.array([[255, 200, 128, 0]], dtype=np.uint8), (-100.0, 900.0))
    assert wide.values[0, 0] == 900
    assert (np.diff(wide.values[0]) < 0).all()


@pytest.mark.parametrize(
    "values", [np.array([[math.nan]]), np.array([[math.inf]]), np.zeros(3), np.zeros((2, 2, 2)), 1.0]
)
def test_a_field_refuses_what_is_no_finite_table(values):
    with pytest.raises(ValueError, match=r"finite numbers of shape \(rows, columns\) expected"):
        Field.of(values, (0, 1))


@pytest.mark.parametrize("span", [(1, 1), (2, 1), (0, math.nan)])
def test_a_field_refuses_an_empty_range(span):
    with pytest.raises(ValueError, match="lo < hi"):
        Field.of(np.zeros((2, 2)), span)


@st.composite
def networks(draw):
    """weights, biases and names of a network from 2 inputs to 1 output."""
    sizes = [2, *draw(st.lists(st.integers(1, 4), max_size=2)), 1]
    entries = st.integers(-8, 8).map(lambda k: k / 4)
    weights = tuple(draw(hnp.arrays(float, shape, elements=entries)) for shape in zip(sizes[1:], sizes, strict=False))
    biases = tuple(draw(hnp.arrays(float, size, elements=entries)) for size in sizes[1:])
    names = st.sampled_from(["sigmoid", "tanh", "relu", "identity", "hard_tanh", "step", "sign"])
    return weights, biases, tuple(draw(names) for _ in biases)


@given(networks(), st.integers(0, CELLS - 1), st.integers(0, CELLS - 1))
def test_a_net_field_is_the_network_in_the_middle_of_every_cell(network, row, column):
    weights, biases, names = network
    field = NetField(weights, biases, names, (0, 1), (-1, 3), (2, 4))
    a = np.array([-1 + 4 * (column + 0.5) / CELLS, 2 + 2 * (row + 0.5) / CELLS])
    for W, b, name in zip(weights, biases, names, strict=True):  # one neuron after the other
        a = np.array([getattr(activations, name)(np.float64(w @ a + c)) for w, c in zip(W, b, strict=True)])
    assert field.values.shape == (CELLS, CELLS)
    assert field.values[row, column] == pytest.approx(a.item(), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("weights", "biases", "words"),
    [
        ([np.zeros((1, 3))], [np.zeros(1)], r"from 2 inputs to 1 output .* got \[\(1, 3\)\]"),
        ([np.zeros((2, 2))], [np.zeros(2)], r"got \[\(2, 2\)\]"),
        ([np.zeros((2, 2)), np.zeros((1, 3))], [np.zeros(2), np.zeros(1)], r"got \[\(2, 2\), \(1, 3\)\]"),
        ([np.zeros((1, 2))], [np.zeros(2)], r"got \[\(1, 2\)\]"),
        ([np.zeros((1, 2))], [np.zeros(1), np.zeros(1)], r"columns of one length expected; got \{'weights': 1, 'bia"),
        ([], [], "from 2 inputs to 1 output"),
    ],
)
def test_a_net_field_refuses_layers_that_do_not_fit_and_says_their_shapes(weights, biases, words):
    names = ("sigmoid",) * len(weights)
    with pytest.raises(ValueError, match=words):
        NetField(tuple(weights), tuple(biases), names, (0, 1), (0, 1), (0, 1))


def test_bars_and_bare_panels_carry_no_numbers_on_the_axis_of_categories():
    bars = Bars(np.ones(2), ("a", "b"), np.zeros(2, int))
    panel = Panel((bars,), (-1, 2), (0, 2))
    assert panel.xticks == []
    assert panel.yticks == ticks(0, 2)
    assert Panel((), (-1, 2), (0, 2)).xticks == ticks(-1, 2)
    assert Panel((), (-1, 2), (0, 2), bare=True).yticks == []


# ---------------------------------------------------------------------------------------------------- controls


@given(st.floats(-4, 8))
def test_a_slider_accepts_every_number_of_its_range_unchanged(value):
    assert Slider(-4, 8, 6, 1).accept("w1", value) == value


@given(st.floats(allow_nan=True, allow_infinity=True).filter(lambda value: not -4 <= value <= 8))
def test_a_slider_refuses_every_number_outside_and_states_name_range_and_value(value):
    with pytest.raises(ValueError, match=r"w1: a number from -4 to 8 expected; got") as refusal:
        Slider(-4, 8, 6, 1).accept("w1", value)
    assert f"{value:g}" in str(refusal.value)


@pytest.mark.parametrize("value", ["5", None, True, [5], np.array([5.0]), 1j, Decimal(5)])
def test_a_slider_refuses_what_is_no_number(value):
    with pytest.raises(ValueError, match="w1: a number from -4 to 8 expected"):
        Slider(-4, 8, 6, 1).accept("w1", value)


def test_a_slider_takes_numpy_numbers_and_gives_floats_without_minus_zero():
    assert type(Slider(-4, 8, 6, 1).accept("w1", np.int64(3))) is float
    assert math.copysign(1, Slider(-4, 8, 6, 1).accept("w1", -0.0)) == 1


@pytest.mark.parametrize(("value", "taken"), [(0, False), (1, True), (np.True_, True), (False, False)])
def test_a_toggle_understands_true_false_0_and_1(value, taken):
    assert Toggle(True).accept("x1", value) is taken


@pytest.mark.parametrize("value", [2, -1, 1.0, "True", None])
def test_a_toggle_refuses_the_rest(value):
    with pytest.raises(ValueError, match="x1: True or False expected; got"):
        Toggle(True).accept("x1", value)


def test_a_choice_accepts_its_options_and_lists_them_when_it_refuses():
    choice = Choice(("strict", "lax"), "strict")
    assert choice.accept("rule", "lax") == "lax"
    with pytest.raises(ValueError, match="rule: one of 'strict', 'lax' expected; got 'LAX'"):
        choice.accept("rule", "LAX")


SQUARE = Places(0, 10, ((1, 2), (3, 4), (10, 0)), 0.5, label="students")


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=3, max_size=3))
def test_places_take_rows_of_any_kind_and_give_fixed_rows_of_floats(rows):
    for kind in (tuple, list, np.array):
        taken = SQUARE.accept("students", kind(rows))
        assert taken == tuple(rows)
        assert hash(taken) is not None


@pytest.mark.parametrize(
    "rows",
    [[[1, 2], [3, 4]], [1, 2, 3, 4, 5, 6], [[1, 2], [3, 4], [5]], [["1", "2"], ["3", "4"], ["5", "6"]], None, 7,
     [[1, 2], [3, 4], [5, None]], [[True, False]] * 3],
)  # fmt: skip
def test_places_refuse_what_has_another_shape_or_is_no_number(rows):
    with pytest.raises(ValueError, match=r"students: numbers of shape \(3, 2\) expected; got"):
        SQUARE.accept("students", rows)


@pytest.mark.parametrize("wrong", [-0.5, 10.5, math.nan, math.inf])
def test_places_refuse_a_number_outside_and_state_the_range(wrong):
    with pytest.raises(ValueError, match=f"students: numbers from 0 to 10 expected; got {wrong:g}"):
        SQUARE.accept("students", [[1, 2], [3, wrong], [5, 6]])


@given(st.integers(0, 2**32))
def test_samples_of_places_are_the_start_both_corners_and_places_on_the_grid(seed):
    start, low, high, some = SQUARE.samples(np.random.default_rng(seed))
    assert (start, low, high) == (SQUARE.start, ((0, 0),) * 3, ((10, 10),) * 3)
    assert SQUARE.accept("students", some) == some
    assert all(2 * number == round(2 * number) for row in some for number in row)


JUDGED = Places(0, 10, ((1, 2, 1), (3, 4, 0), (10, 0, 1)), 0.5, label="students", least=2)


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10), st.sampled_from([0, 1])), min_size=2, max_size=7))
def test_of_places_with_a_least_number_some_can_be_removed_and_others_set_each_with_its_class(rows):
    assert JUDGED.accept("students", rows) == tuple(rows)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[1, 2, 0]], r"numbers of shape \(n, 3\), n at least 2, expected"),
        ([[1, 2], [3, 4]], r"numbers of shape \(n, 3\), n at least 2, expected"),
        ([], r"numbers of shape \(n, 3\), n at least 2, expected"),
        ([[1, 2, 0], [3, 4, 0.5]], r"rows \(x, y, class\) with a class 0 or 1 expected"),
        ([[1, 2, 0], [3, 11, 1]], "numbers from 0 to 10 expected; got 11"),
    ],
)
def test_too_few_places_and_rows_without_a_class_are_refused_in_words(rows, expected):
    with pytest.raises(ValueError, match=f"students: {expected}"):
        JUDGED.accept("students", rows)


def test_a_class_stays_in_every_sample_and_the_least_number_is_tried():
    fewest, *others = JUDGED.samples(np.random.default_rng(1))
    assert fewest == JUDGED.start[:2]
    assert others[0] == JUDGED.start
    assert [[row[2] for row in rows] for rows in others] == [[1, 0, 1]] * 4


@given(st.integers(0, 2**32))
def test_samples_are_values_that_the_control_accepts_and_reach_both_ends(seed):
    rng = np.random.default_rng(seed)
    slider = Slider(-4, 8, 6, 0.5)
    samples = slider.samples(rng)
    assert {-4, 6, 8} <= set(samples)
    assert [slider.accept("w", value) for value in samples] == samples
    assert set(Toggle(True).samples(rng)) == {False, True}
    assert Choice(("a", "b"), "a").samples(rng) == ["a", "b"]


# ---------------------------------------------------------------------------------------------------- figures


def test_values_not_chosen_are_the_declared_starts():
    assert score.values() == {"threshold": 9, "bias": -9, "shown": True, "rule": "strict"}


def test_an_unknown_control_is_refused_with_the_names_there_are():
    with pytest.raises(ValueError, match=r"treshold: not a control of test_scene\.score; it has threshold, bias"):
        score(treshold=3)


@given(st.floats(-6, 12))
def test_the_opposite_follows_whichever_of_the_two_is_chosen(threshold):
    assert score.values(threshold=threshold)["bias"] == -threshold
    assert score.values(bias=-threshold)["threshold"] == threshold
    assert score.values(threshold=threshold, bias=-threshold)["bias"] == -threshold


def test_opposites_that_contradict_are_refused():
    with pytest.raises(ValueError, match="bias: minus threshold expected; got -2 and 3"):
        score(threshold=3, bias=-2)


def test_a_figure_is_called_like_its_function_and_named_as_in_code():
    assert score(threshold=3, rule="lax").sentence == "3 -3 True lax"
    assert score.name == "test_scene.score"
    assert score.__doc__ == "A score for tests."
