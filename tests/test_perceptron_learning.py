import ast
import itertools
import math
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nncourse import (
    Look,
    Perceptron,
    complex_step,
    datasets,
    learn_batch,
    learn_by_sample,
    numerical_gradient,
    perceptron_loss,
    sign,
    surrogate_gradient,
    to_signs,
)
from tests.curriculum import errata, worked_numbers
from tests.strategies import eighths, vectors

ZERO = Perceptron([0, 0], 0)
powers_of_two = st.integers(-3, 3).map(lambda k: 2.0**k)  # exact learning rates


@st.composite
def tasks(draw):
    """A perceptron, inputs X (n, d), targets Y (n,) in −1 and +1; all sums are exact."""
    d, n = draw(st.integers(1, 4)), draw(st.integers(1, 6))
    unit = Perceptron(draw(vectors(d, eighths)), draw(eighths))
    return unit, draw(vectors((n, d), eighths)), draw(vectors(n, st.sampled_from([-1.0, 1.0])))


def gate(name):
    X, Y = datasets.gate(name)
    return X, to_signs(Y)


def order_of(seed):
    """The given order without a seed, else a generator."""
    return None if seed is None else np.random.default_rng(seed)


def mistakes_per_epoch(looks):
    return [sum(not look.correct for look in epoch) for epoch in epochs(looks)]


def epochs(looks):
    return [list(group) for _, group in itertools.groupby(looks, key=lambda look: look.epoch)]


def end(looks):
    """[number of epochs, final (w₁, …, w_d, b)]."""
    return [looks[-1].epoch, looks[-1].after.folded.tolist()]


# The loss and its gradients.


@given(tasks())
def test_the_loss_is_four_for_every_mistake(task):
    unit, X, Y = task
    mistakes = sum((sum(unit.weights * x) + unit.bias > 0) != (y == 1) for x, y in zip(X, Y, strict=True))
    assert perceptron_loss(unit, X, Y) == 4 * mistakes


@given(tasks())
def test_turning_all_targets_around_turns_mistakes_into_right_answers(task):
    unit, X, Y = task
    assert perceptron_loss(unit, X, Y) + perceptron_loss(unit, X, -Y) == 4 * len(Y)


@given(tasks())
def test_the_surrogate_gradient_is_the_slope_of_the_linear_function_it_stands_for(task):
    unit, X, Y = task
    wrong = [(x, y) for x, y in zip(X, Y, strict=True) if sign(unit.score(x)) != y]

    def stand_in(theta):  # for a mistake Y − y = 2Y, and y is taken to be w·x + b
        return sum((-2 * y * (theta[:-1] @ x + theta[-1]) for x, y in wrong), 0j)

    np.testing.assert_allclose(surrogate_gradient(unit, X, Y), complex_step(stand_in, unit.folded), rtol=1e-13)


@given(tasks())
def test_only_mistakes_contribute_to_the_surrogate_gradient(task):
    unit, X, Y = task
    wrong = sign(unit.score(X)) != Y
    np.testing.assert_array_equal(surrogate_gradient(unit, X, Y), surrogate_gradient(unit, X[wrong], Y[wrong]))
    assert not surrogate_gradient(unit, X[~wrong], Y[~wrong]).any()


@given(tasks())
def test_without_the_bias_the_surrogate_gradient_keeps_its_other_entries(task):
    whole, without = surrogate_gradient(*task), surrogate_gradient(*task, bias=False)
    assert without.tolist() == [*whole[:-1], 0]


@given(tasks())
def test_the_true_gradient_is_zero_wherever_no_sample_is_a_tie(task):
    unit, X, Y = task
    assume(unit.score(X).all())  # scores are multiples of 1/64: a step of 1e-5 does not reach the boundary
    gradient = numerical_gradient(lambda theta: perceptron_loss(Perceptron.unfold(theta), X, Y), unit.folded)
    assert gradient.tolist() == [0] * len(gradient)


@given(tasks())
def test_targets_may_stand_in_a_row_or_in_a_column(task):
    unit, X, Y = task
    for function in (perceptron_loss, surrogate_gradient):
        np.testing.assert_array_equal(function(unit, X, Y), function(unit, X, Y[:, None]))


def test_one_mistake_costs_four_or_two_with_the_half():
    loss = perceptron_loss(Perceptron([1], 0), [[1], [2]], [1, -1])
    assert [loss, loss / 2] == worked_numbers()["G05.perceptron_loss_per_mistake_sum_and_half"]


THREE = np.array([[1.0, 2], [3, -1], [-1, -1]]), np.array([1.0, -1, -1])
HALVES = Perceptron([0.5, 0.5], 0)


def test_the_outputs_and_the_loss_of_the_three_samples():
    assert sign(HALVES.score(THREE[0])).tolist() == worked_numbers()["G15.outputs"]
    assert perceptron_loss(HALVES, *THREE) / 2 == worked_numbers()["G15.L_half"]


def test_the_true_and_the_surrogate_gradient_of_the_three_samples():
    gradient = numerical_gradient(lambda w: perceptron_loss(Perceptron(w, 0), *THREE) / 2, HALVES.weights)
    assert gradient.tolist() == worked_numbers()["G16.true_grad_fd"]
    assert surrogate_gradient(HALVES, *THREE)[:2].tolist() == worked_numbers()["G17.surrogate_grad"]


# All mistakes at once.


@given(tasks(), powers_of_two)
def test_a_batch_step_is_the_sum_of_the_corrections_of_all_mistakes(task, rate):
    unit, X, Y = task
    first, second = itertools.islice(learn_batch(X, Y, unit, rate), 2)
    moves = [
        next(learn_by_sample(x[None], [y], unit, rate)).after.folded - unit.folded for x, y in zip(X, Y, strict=True)
    ]
    assert first is unit
    assert (second.folded - unit.folded).tolist() == np.sum(moves, axis=0).tolist()


@given(tasks(), powers_of_two)
def test_a_batch_step_without_the_bias_moves_the_weights_alike_and_leaves_the_bias(task, rate):
    unit, X, Y = task
    _, whole = itertools.islice(learn_batch(X, Y, unit, rate), 2)
    _, without = itertools.islice(learn_batch(X, Y, unit, rate, bias=False), 2)
    assert without.folded.tolist() == [*whole.weights, unit.bias]


def test_the_batch_rule_goes_on_for_ever_and_stands_still_once_nothing_is_wrong():
    units = list(itertools.islice(learn_batch(*gate("AND"), ZERO, 0.5), 200))
    clean = [perceptron_loss(unit, *gate("AND")) == 0 for unit in units]
    assert clean == sorted(clean)
    assert {tuple(unit.folded) for unit, right in zip(units, clean, strict=True) if right} == {(1, 1, -1)}


def test_a_batch_step_of_the_three_samples():
    _, unit = itertools.islice(learn_batch(*THREE, HALVES, 0.25, bias=False), 2)
    assert unit.weights.tolist() == worked_numbers()["G18.W_after_GD_eta.25"]
    assert perceptron_loss(unit, *THREE) == worked_numbers()["G18.L_after"]


def test_the_batch_rule_learns_and():
    X, Y = gate("AND")
    units = enumerate(learn_batch(X, Y, ZERO, 0.5))
    updates, unit = next((t, unit) for t, unit in units if perceptron_loss(unit, X, Y) == 0)
    assert [updates, unit.folded.tolist()] == worked_numbers()["G18.AND_batch_rule_W0=0_eta.5_updates_final"]


# One sample after the other.


@given(tasks(), powers_of_two)
def test_a_look_at_a_correct_sample_changes_nothing_and_at_a_mistake_something(task, rate):
    unit, X, Y = task
    for look in learn_by_sample(X, Y, unit, rate, max_epochs=5):
        assert look.correct == (look.target == look.output)
        assert (look.after is look.before) == look.correct
        assert (look.after.folded.tolist() == look.before.folded.tolist()) == look.correct


@given(tasks(), powers_of_two)
def test_a_correction_moves_the_score_towards_its_target_by_two_eta_times_the_length_squared(task, rate):
    unit, X, Y = task
    for look in learn_by_sample(X, Y, unit, rate, max_epochs=5):
        x = X[look.sample]
        moved = 0 if look.correct else look.target * 2 * rate * (x @ x + 1)
        assert look.after.score(x) - look.before.score(x) == moved


@given(tasks(), powers_of_two)
def test_a_look_shows_the_sample_its_target_and_what_the_perceptron_says(task, rate):
    unit, X, Y = task
    for look in learn_by_sample(X, Y, unit, rate, max_epochs=3):
        assert look.target == Y[look.sample]
        assert look.output == to_signs(look.before.predict(X[look.sample]))


@given(tasks(), st.none() | st.integers(0, 99))
def test_every_look_starts_where_the_one_before_ended(task, seed):
    unit, X, Y = task
    looks = list(learn_by_sample(X, Y, unit, 0.5, order_of(seed), max_epochs=5))
    assert [look.before for look in looks] == [unit, *(look.after for look in looks[:-1])]


@given(tasks(), st.none() | st.integers(0, 99), st.integers(1, 9))
def test_the_stream_ends_after_the_first_epoch_without_a_mistake_and_not_before(task, seed, max_epochs):
    unit, X, Y = task
    looks = list(learn_by_sample(X, Y, unit, 0.5, order_of(seed), max_epochs))
    clean = [mistakes == 0 for mistakes in mistakes_per_epoch(looks)]
    assert True not in clean[:-1]
    assert clean[-1] or len(clean) == max_epochs
    assert [epoch[0].epoch for epoch in epochs(looks)] == list(range(1, len(clean) + 1))
    assert clean[-1] <= (perceptron_loss(looks[-1].after, X, Y) == 0)


@given(tasks(), st.none() | st.integers(0, 99))
def test_an_epoch_looks_at_every_sample_once(task, seed):
    unit, X, Y = task
    for epoch in epochs(learn_by_sample(X, Y, unit, 0.5, order_of(seed), max_epochs=5)):
        order = [look.sample for look in epoch]
        assert sorted(order) == list(range(len(X)))
        assert seed is not None or order == sorted(order)


def test_with_a_generator_every_epoch_has_an_order_of_its_own():
    looks = list(learn_by_sample(*gate("XOR"), ZERO, 0.5, np.random.default_rng(3)))
    assert len({tuple(look.sample for look in epoch) for epoch in epochs(looks)}) > 20  # of the 24 there are
    again = list(learn_by_sample(*gate("XOR"), ZERO, 0.5, np.random.default_rng(3)))
    assert [look.sample for look in looks] == [look.sample for look in again]


@given(tasks(), powers_of_two, st.integers(-8, 8))
def test_from_zero_the_learning_rate_only_rescales_the_weights(task, rate, power):
    _, X, Y = task
    zero, factor = Perceptron(np.zeros(X.shape[1]), 0), 2.0**power
    looks = learn_by_sample(X, Y, zero, rate, max_epochs=9)
    for look, scaled in zip(looks, learn_by_sample(X, Y, zero, factor * rate, max_epochs=9), strict=True):
        assert (scaled.sample, scaled.output) == (look.sample, look.output)
        assert scaled.after.folded.tolist() == (factor * look.after.folded).tolist()


@settings(max_examples=40)
@given(st.integers(2, 24), st.integers(0, 2**32), st.floats(6, 20), powers_of_two, st.booleans())
def test_two_clouds_a_line_apart_are_learnt_with_no_more_mistakes_than_novikoff_allows(
    n, seed, distance, rate, shuffle
):
    rng = np.random.default_rng(seed)
    X, Y = datasets.blobs(n, rng, distance)
    Y = to_signs(Y)[:, 0]
    margin = (Y * Perceptron([1, 1], 0).distance(X)).min()  # of a line that is known beforehand
    assume(margin > 0.2)
    bound = ((X**2).sum(axis=1) + 1).max() / margin**2
    looks = list(learn_by_sample(X, Y, ZERO, rate, rng if shuffle else None, max_epochs=math.ceil(bound) + 1))
    mistakes = mistakes_per_epoch(looks)
    assert mistakes[-1] == 0
    assert sum(mistakes) <= bound
    assert perceptron_loss(looks[-1].after, X, Y) == 0


def test_a_look_cannot_be_changed():
    look = next(learn_by_sample(*gate("AND"), ZERO, 0.5))
    assert isinstance(look, Look)
    with pytest.raises(AttributeError):
        look.epoch = 2


def test_changing_the_data_during_learning_changes_nothing():
    X, Y = gate("AND")
    looks = learn_by_sample(X, Y, ZERO, 0.5)
    first = next(looks)
    X[:], Y[:] = 7, -1
    assert end([first, *looks]) == end(list(learn_by_sample(*gate("AND"), ZERO, 0.5)))


# The gates of the lecture, in the order 00, 01, 10, 11.


@pytest.mark.parametrize("name", ["AND", "OR", "NAND"])
def test_the_mistakes_and_the_final_weights_of_a_gate(name):
    looks = list(learn_by_sample(*gate(name), ZERO, 0.5))
    mistakes = worked_numbers()[f"G19.{name}_errors_per_epoch"]
    assert mistakes_per_epoch(looks) == mistakes
    assert end(looks) == [len(mistakes), worked_numbers()[f"G19.{name}_W0=0_eta.5_final_w1_w2_b"]]


def test_the_weights_after_every_look_of_the_first_epoch_of_and():
    first = epochs(learn_by_sample(*gate("AND"), ZERO, 0.5))[0]
    assert [look.after.folded.tolist() for look in first] == worked_numbers()["G19.AND_first_epoch_weights"]


def test_xor_goes_on_making_mistakes_to_the_last_epoch():
    looks = list(learn_by_sample(*gate("XOR"), ZERO, 0.5))
    assert looks[-1].epoch == 100
    assert mistakes_per_epoch(looks)[-5:] == worked_numbers()["G19.XOR_errors_last5_of_100"]
    ends = [epoch[-1].after.folded.tolist() for epoch in epochs(looks)]
    assert ends[:4] == worked_numbers()["G19.XOR_epoch_end_weights_first4"]
    at_start = [perceptron_loss(epoch[0].before, *gate("XOR")) / 4 for epoch in epochs(looks)]
    assert min(at_start) == worked_numbers()["G19.XOR_min_errors_any_epoch_start"]


def test_the_rule_as_the_deck_prints_it_would_stop_while_and_is_still_wrong():
    after_epoch = [
        perceptron_loss(epoch[-1].after, *gate("AND")) for epoch in epochs(learn_by_sample(*gate("AND"), ZERO, 0.5))
    ]
    assert "STOP if so" in errata()["E36"]["corrected"]
    assert after_epoch[0] == 12
    assert after_epoch[4:] == [0, 0]  # right after five epochs; the sixth looks at all and finds nothing


@pytest.mark.parametrize(("label", "expected"), worked_numbers("G20").items())
def test_how_long_and_takes_from_each_start(label, expected):
    start = Perceptron.unfold(ast.literal_eval(re.search(r"\[.*\]", label)[0]))
    assert end(list(learn_by_sample(*gate("AND"), start, 0.5))) == expected


@pytest.mark.parametrize(
    ("label", "expected"), [item for item in worked_numbers("G21").items() if item[0].endswith("_epochs_final")]
)
def test_how_long_and_takes_at_each_learning_rate(label, expected):
    start, rate = re.fullmatch(r"G21\.AND_W0=(\(.*\))_eta(.*)_epochs_final", label).groups()
    looks = list(learn_by_sample(*gate("AND"), Perceptron.unfold(ast.literal_eval(start)), float(rate)))
    assert end(looks) == expected


def test_from_zero_and_takes_the_same_number_of_epochs_at_every_learning_rate():
    lengths = [end(list(learn_by_sample(*gate("AND"), ZERO, rate)))[0] for rate in (0.125, 0.5, 2)]
    assert lengths == worked_numbers()["G21.AND_W0=0_epochs_eta.125,.5,2"]


def test_rounding_breaks_the_ties_of_nand_at_learning_rates_that_are_no_powers_of_two():
    lengths = [end(list(learn_by_sample(*gate("NAND"), ZERO, rate)))[0] for rate in (0.5, 0.125, 0.3, 0.1, 0.05)]
    (expected,) = [value for label, value in worked_numbers("G21").items() if ".NAND_" in label]
    assert lengths == expected


# What the learning rules refuse, and how they say so: at the call, before anything is taken from the stream.

EVERY_FUNCTION = pytest.mark.parametrize(
    "use",
    [
        lambda X, Y: perceptron_loss(ZERO, X, Y),
        lambda X, Y: surrogate_gradient(ZERO, X, Y),
        lambda X, Y: learn_batch(X, Y, ZERO, 0.5),
        lambda X, Y: learn_by_sample(X, Y, ZERO, 0.5),
    ],
    ids=["loss", "gradient", "batch", "by_sample"],
)


@EVERY_FUNCTION
def test_targets_zero_and_one_are_refused_with_a_way_out(use):
    with pytest.raises(
        ValueError, match=r"^Y: only -1 and 1 expected \(to_signs makes them from 0 and 1\); got \[0\.0, "
    ):
        use(*datasets.gate("AND"))


@EVERY_FUNCTION
@pytest.mark.parametrize("Y", [1, [1], [1, 1, 1], [[1, 1]], [[[1], [1]]]])
def test_targets_that_are_not_one_for_each_row_are_refused(use, Y):
    with pytest.raises(ValueError, match=r"^Y: shape \(2,\) expected, one target for each row of X; got shape \("):
        use([[0, 0], [1, 1]], Y)


@EVERY_FUNCTION
@pytest.mark.parametrize("X", [1, [1, 2], [[1], [2]], np.zeros((2, 3))])
def test_inputs_of_another_width_are_refused(use, X):
    with pytest.raises(ValueError, match=r"^X: shape \(n, 2\) expected for weights of shape \(2,\); got shape \("):
        use(X, [1, 1])


@EVERY_FUNCTION
def test_nan_is_refused(use):
    with pytest.raises(ValueError, match=r"^X: finite numbers expected"):
        use([[math.nan, 0]], [1])
    with pytest.raises(ValueError, match=r"^Y: finite numbers expected"):
        use([[0, 0]], [math.nan])


@pytest.mark.parametrize("learn", [learn_batch, learn_by_sample])
def test_a_learning_rate_that_is_not_positive_is_refused(learn):
    for rate in (0, -0.5):
        with pytest.raises(ValueError, match=rf"^learning_rate: a positive number expected; got {rate}"):
            learn(*gate("AND"), ZERO, rate)
    with pytest.raises(ValueError, match=r"^learning_rate: finite numbers expected; got nan"):
        learn(*gate("AND"), ZERO, math.nan)


@pytest.mark.parametrize("max_epochs", [0, -1, 2.0, "3", None])
def test_a_number_of_epochs_that_is_none_is_refused(max_epochs):
    with pytest.raises(ValueError, match=r"^max_epochs: a whole number from 1 on expected; got "):
        learn_by_sample(*gate("AND"), ZERO, 0.5, max_epochs=max_epochs)


@pytest.mark.parametrize("rng", [0, 7.0, np.random])
def test_a_number_is_not_a_random_generator(rng):
    with pytest.raises(
        ValueError, match=r"^rng: a random generator such as np\.random\.default_rng\(7\) expected; got "
    ):
        learn_by_sample(*gate("AND"), ZERO, 0.5, rng)
    with pytest.raises(ValueError, match=r"^rng: a random generator"):
        datasets.blobs(4, rng)


def test_learning_starts_from_a_perceptron_and_not_from_a_list_of_numbers():
    with pytest.raises(ValueError, match=r"a Perceptron expected, such as Perceptron\(\[0, 0\], 0\); got \[0, 0, 0\]"):
        learn_by_sample(*gate("AND"), [0, 0, 0], 0.5)
