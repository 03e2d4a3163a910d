import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import MLP, SkipMLP, datasets, log_loss, numerical_gradient, sgd, sigmoid, tanh
from nncourse.half_adder import HIDDEN, OUTPUT, from_network, one_step, to_network, train
from tests.curriculum import errata, matches, worked_numbers
from tests.strategies import eighths, vectors

rates = st.sampled_from([0.125, 0.5, 2.0])
THE_STEP = one_step(HIDDEN, OUTPUT, [1, 0], [0, 1], 0.5)


@st.composite
def tasks(draw):
    """hidden (3, 3), output (2, 4), x (2,) and t (2,)."""
    return tuple(draw(vectors(shape, eighths.map(lambda number: number / 4))) for shape in ((3, 3), (2, 4), 2, 2))


def loss(hidden, output, x, t):
    """½ Σ (t_k − O_k)², neuron by neuron."""

    def sigma(z):
        return math.exp(-np.logaddexp(0, -z))

    inputs = [1, *x]
    hidden_outputs = [1, *(sigma(sum(w * i for w, i in zip(row, inputs, strict=True))) for row in hidden)]
    outputs = [sigma(sum(w * o for w, o in zip(row, hidden_outputs, strict=True))) for row in output]
    return sum((target - o) ** 2 for target, o in zip(t, outputs, strict=True)) / 2


def as_network_step(net, x, t):
    """The course's gradient for one sample."""
    return net.gradient([x], [t])


def Delta_hidden_from(output, step):
    """Δ_j of the deck, computed with these output weights."""
    return output[:, 1:].T @ (step.Delta_output * step.O_output * (1 - step.O_output))


def assert_worked(row, **found):
    """Each number of the row that is named like this is the one found."""
    for name, value in worked_numbers(row).items():
        key = name.removeprefix(f"{row}.")
        if key in found:
            assert matches(value, found.pop(key)), name
    assert not found, f"no number of row {row} is named {list(found)}"


# One step.


@given(tasks())
def test_the_loss_is_the_one_of_the_network_drawn_on_the_slide(task):
    assert one_step(*task, 1).loss == pytest.approx(loss(*task), rel=1e-12, abs=1e-15)


@given(tasks())
def test_the_gradients_are_the_slopes_of_the_loss(task):
    hidden, output, x, t = task
    step = one_step(*task, 1)
    np.testing.assert_allclose(
        step.grad_hidden, numerical_gradient(lambda H: loss(H, output, x, t), hidden), rtol=0, atol=1e-8
    )
    np.testing.assert_allclose(
        step.grad_output, numerical_gradient(lambda W: loss(hidden, W, x, t), output), rtol=0, atol=1e-8
    )


@given(tasks())
def test_every_Delta_is_the_slope_of_the_loss_along_an_output_of_a_neuron(task):
    _, output, _, t = task
    step = one_step(*task, 1)

    def loss_of(O_hidden):
        return ((t - sigmoid(output @ np.append(1, O_hidden))) ** 2).sum() / 2

    np.testing.assert_allclose(step.Delta_hidden, numerical_gradient(loss_of, step.O_hidden[1:]), rtol=1e-7, atol=1e-8)
    np.testing.assert_array_equal(step.Delta_output, -(t - step.O_output))


@given(tasks(), rates)
def test_the_weights_go_down_the_gradient_by_the_learning_rate(task, eta):
    hidden, output, *_ = task
    step = one_step(*task, eta)
    np.testing.assert_array_equal(step.new_hidden, hidden - eta * step.grad_hidden)
    np.testing.assert_array_equal(step.new_output, output - eta * step.grad_output)


@given(tasks())
def test_an_input_and_an_output_of_one_stand_first_for_the_biases(task):
    step = one_step(*task, 1)
    np.testing.assert_array_equal(step.X, [1, *task[2]])
    np.testing.assert_array_equal(step.t, task[3])
    assert step.O_hidden[0] == 1
    assert (step.O_hidden.shape, step.O_output.shape) == ((4,), (2,))


@given(tasks(), rates)
def test_one_step_is_one_step_of_the_course_on_the_same_network(task, eta):
    hidden, output, x, t = task
    step = one_step(*task, eta)
    *_, after = sgd(to_network(hidden, output), [x], [t], learning_rate=eta, epochs=1)
    for mine, other in zip((step.new_hidden, step.new_output), from_network(after), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-13, atol=1e-14)


@given(tasks())
def test_the_error_of_the_course_is_Delta_times_the_slope_of_the_sigmoid(task):
    hidden, output, x, t = task
    step, grad = one_step(*task, 1), as_network_step(to_network(hidden, output), x, t)
    for Delta, O, delta in (
        (step.Delta_hidden, step.O_hidden[1:], grad.delta[1]),
        (step.Delta_output, step.O_output, grad.delta[2]),
    ):
        np.testing.assert_allclose(Delta * O * (1 - O), delta[0], rtol=1e-13, atol=1e-15)


@given(tasks())
def test_a_step_leaves_the_arrays_it_was_given_as_they_are(task):
    before = [array.copy() for array in task]
    one_step(*task, 0.5)
    for array, copy in zip(task, before, strict=True):
        np.testing.assert_array_equal(array, copy)


# The course's weights, for all to see and for nobody to change.


def test_the_step_of_the_worked_example():
    assert_worked("B22", O1_O2_O3=THE_STEP.O_hidden[1:].tolist(), OI_OII=THE_STEP.O_output.tolist(), loss=THE_STEP.loss)
    assert_worked(
        "B23",
        Delta_I_Delta_II=THE_STEP.Delta_output.tolist(),
        grad_output_weights=THE_STEP.grad_output.tolist(),
        new_output_weights=THE_STEP.new_output.tolist(),
    )
    trap = Delta_hidden_from(THE_STEP.new_output, THE_STEP)
    assert_worked(
        "B24",
        **{
            "Delta_1_2_3_(old_output_weights)": THE_STEP.Delta_hidden.tolist(),
            "Delta_1_2_3_if_updated_weights_used_(trap)": trap.tolist(),
        },
    )
    after = one_step(THE_STEP.new_hidden, THE_STEP.new_output, [1, 0], [0, 1], 0.5)
    assert_worked(
        "B25",
        grad_hidden_weights=THE_STEP.grad_hidden.tolist(),
        new_hidden_weights=THE_STEP.new_hidden.tolist(),
        loss_after_step=after.loss,
    )


def test_the_first_neuron_by_hand():
    assert THE_STEP.O_hidden[1] == pytest.approx(1 / (1 + math.exp(-(0.1 * 1 + 0.2 * 1 + 0.3 * 0))), rel=1e-15)


def test_the_initial_weights_cannot_be_changed():
    for weights in (HIDDEN, OUTPUT):
        with pytest.raises(ValueError, match="read-only"):
            weights[0, 0] = 9


def test_a_step_cannot_be_changed():
    with pytest.raises(AttributeError):
        THE_STEP.loss = 0


# The task and its training.


def test_the_task_is_a_carry_beside_a_sum():
    X, T = datasets.half_adder()
    assert T.tolist() == [list(divmod(int(x1 + x2), 2)) for x1, x2 in X]
    network = to_network(HIDDEN, OUTPUT)
    assert_worked(
        "B21", targets_carry=T[:, 0].tolist(), targets_sum_xor=T[:, 1].tolist(), **{"params_2-3-2": network.theta.size}
    )


def test_training_is_step_after_step_through_the_table():
    hidden, output = HIDDEN, OUTPUT
    lines = list(zip(*datasets.half_adder(), strict=True)) * 3
    for step, (x, t) in zip(train(HIDDEN, OUTPUT, 0.5, 3), lines, strict=True):
        np.testing.assert_array_equal(step.X[1:], x)
        np.testing.assert_array_equal(step.t, t)
        by_hand = one_step(hidden, output, x, t, 0.5)
        hidden, output = by_hand.new_hidden, by_hand.new_output
        np.testing.assert_array_equal(step.new_hidden, hidden)
        np.testing.assert_array_equal(step.new_output, output)


@given(tasks(), rates, st.integers(1, 4))
def test_training_is_the_training_of_the_course_in_batches_of_one(task, eta, epochs):
    hidden, output, *_ = task
    *_, last = train(hidden, output, eta, epochs)
    *_, net = sgd(to_network(hidden, output), *datasets.half_adder(), learning_rate=eta, epochs=epochs, batch_size=1)
    for mine, other in zip((last.new_hidden, last.new_output), from_network(net), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-10, atol=1e-12)


def test_the_losses_of_the_first_epoch():
    assert_worked("B26", **{"epoch1_total_loss_eta.5": sum(step.loss for step in train(HIDDEN, OUTPUT, 0.5, 1))})


@pytest.mark.parametrize("eta", [0.5, 2.0])
def test_the_half_adder_is_learned(eta):
    X, T = datasets.half_adder()
    *_, one, two, three, four = train(HIDDEN, OUTPUT, eta, 5000)
    outputs = to_network(four.new_hidden, four.new_output).predict(X)
    found = {
        "outputs": outputs.round(4).tolist(),
        "final_loss": sum(step.loss for step in (one, two, three, four)),
        "all_correct": bool((outputs.round() == T).all()),
    }
    assert_worked("B26", **{f"house_init_eta{eta}_5000ep_{name}": value for name, value in found.items()})


# The two notations.


@given(tasks())
def test_there_and_back_the_weights_are_the_same(task):
    hidden, output, *_ = task
    back = from_network(to_network(hidden, output))
    np.testing.assert_array_equal(back[0], hidden)
    np.testing.assert_array_equal(back[1], output)


@given(tasks())
def test_the_network_of_the_course_has_the_same_outputs(task):
    hidden, output, x, _ = task
    trace, step = to_network(hidden, output).forward([x]), one_step(*task, 1)
    np.testing.assert_allclose(trace.A[1][0], step.O_hidden[1:], rtol=1e-13)
    np.testing.assert_allclose(trace.A[2][0], step.O_output, rtol=1e-13)


def test_a_weight_keeps_its_two_neurons():
    net = to_network(HIDDEN, OUTPUT)
    assert (net.W[1][2, 0], net.b[1][2]) == (HIDDEN[2, 1], HIDDEN[2, 0])  # W_31 and W_30
    assert (net.W[2][0, 2], net.b[2][0]) == (OUTPUT[0, 3], OUTPUT[0, 0])  # W_I3 and W_I0


# Slips of the deck: the printed form fails, the corrected one passes.


def true_slopes(name, weights):
    """∂L/∂W of the worked example, by secants."""
    others = {"hidden": HIDDEN, "output": OUTPUT}
    return numerical_gradient(lambda W: loss(**{**others, name: W}, x=[1, 0], t=[0, 1]), weights)


def test_E41_output_weights_that_are_updated_first_spoil_the_hidden_gradient():
    assert "ALL Δ with the old weights" in errata()["E41"]["corrected"]
    slope = THE_STEP.O_hidden[1:] * (1 - THE_STEP.O_hidden[1:])
    true = true_slopes("hidden", HIDDEN)
    off = {
        order: np.abs(np.outer(Delta_hidden_from(output, THE_STEP) * slope, THE_STEP.X) - true).max()
        for order, output in (("printed", THE_STEP.new_output), ("corrected", OUTPUT))
    }
    assert off["corrected"] < 1e-10
    assert off["printed"] == pytest.approx(2.57e-3, rel=1e-2)


def test_E41_the_printed_order_still_learns_only_slower():
    hidden, output = HIDDEN, OUTPUT
    total = 0.0
    for epoch in range(5000):
        for x, t in zip(*datasets.half_adder(), strict=True):
            step = one_step(hidden, output, x, t, 2)
            slope = step.O_hidden[1:] * (1 - step.O_hidden[1:])
            output = step.new_output
            hidden = hidden - 2 * np.outer(Delta_hidden_from(output, step) * slope, step.X)
            total += step.loss if epoch == 4999 else 0
    assert_worked("B26", order_bug_eta2_5000ep_final_loss=total)


def test_E42_the_line_for_W31_ends_with_its_own_neuron():
    assert "O_3 (1 - O_3)" in errata()["E42"]["corrected"]
    O, true = THE_STEP.O_hidden, true_slopes("hidden", HIDDEN)[2, 1]
    common = THE_STEP.Delta_hidden[2] * THE_STEP.X[1] * O[3]
    corrected, printed = common * (1 - O[3]), common * (1 - O[1])
    assert corrected == pytest.approx(true, abs=1e-10)
    assert printed == pytest.approx(0.0149243178, abs=1e-9)
    assert abs(printed - true) > 4e-3
    assert THE_STEP.new_hidden[2, 1] == HIDDEN[2, 1] - 0.5 * THE_STEP.grad_hidden[2, 1]
    new = [HIDDEN[2, 1] - 0.5 * slope for slope in (corrected, printed)]
    assert_worked("B25", **{"new_W31_right_vs_printed_(1-O1)": new})


def test_E64_a_hidden_neuron_answers_to_both_outputs():
    error = THE_STEP.Delta_output * THE_STEP.O_output * (1 - THE_STEP.O_output)
    from_I, from_II = (error[k] * OUTPUT[k, 1:] for k in (0, 1))
    np.testing.assert_allclose(from_I, [0.0279778045, -0.0139889022, 0.0419667067], atol=1e-9)
    np.testing.assert_allclose(from_II, [-0.0127113851, -0.0508455405, 0.0381341553], atol=1e-9)
    np.testing.assert_allclose(from_I + from_II, THE_STEP.Delta_hidden, rtol=1e-14)
    for one_output in (from_I, from_II):
        assert np.abs(one_output - THE_STEP.Delta_hidden).max() > 0.01


def test_E51_the_biases_have_slopes_too():
    for name, weights, grad in (("hidden", HIDDEN, THE_STEP.grad_hidden), ("output", OUTPUT, THE_STEP.grad_output)):
        slopes = true_slopes(name, weights)[:, 0]
        np.testing.assert_allclose(grad[:, 0], slopes, atol=1e-10)
        assert (np.abs(slopes) > 1e-3).all()  # the slides of the general algorithm leave them out
    error = THE_STEP.Delta_output * THE_STEP.O_output * (1 - THE_STEP.O_output)
    np.testing.assert_allclose(THE_STEP.grad_output[:, 0], error * 1, rtol=1e-15)


# What is refused, and how.


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hidden": np.zeros((3, 2))}, r"hidden: shape \(3, 3\) expected; got shape \(3, 2\)"),
        ({"output": np.zeros((4, 2))}, r"output: shape \(2, 4\) expected; got shape \(4, 2\)"),
        ({"hidden": [[math.nan] * 3] * 3}, "hidden: finite numbers expected; got "),
        ({"output": "heavy"}, "output: numbers expected; got 'heavy'"),
        ({"learning_rate": 0}, "learning_rate: a positive number expected; got 0"),
        ({"learning_rate": math.inf}, "learning_rate: finite numbers expected; got inf"),
        ({"learning_rate": [1]}, r"learning_rate: a single number expected; got shape \(1,\)"),
    ],
)
def test_weights_and_rates_of_another_kind_are_refused(change, message):
    task = {"hidden": HIDDEN, "output": OUTPUT, "learning_rate": 0.5} | change
    with pytest.raises(ValueError, match=f"^{message}"):
        one_step(**task, x=[0, 0], t=[0, 0])
    with pytest.raises(ValueError, match=f"^{message}"):  # at the call, before a step is asked for
        train(**task, epochs=1)
    del task["learning_rate"]
    if "learning_rate" not in change:
        with pytest.raises(ValueError, match=f"^{message}"):
            to_network(**task)


@pytest.mark.parametrize("name", ["x", "t"])
@pytest.mark.parametrize("row", [0, [1, 0, 1], [[1, 0]]])
def test_a_sample_of_another_shape_is_refused(name, row):
    sample = {"x": [0, 0], "t": [0, 0]} | {name: row}
    with pytest.raises(ValueError, match=rf"^{name}: shape \(2,\) expected; got shape \("):
        one_step(HIDDEN, OUTPUT, **sample, learning_rate=1)


@pytest.mark.parametrize("epochs", [0, -1, 1.5])
def test_a_number_of_epochs_that_is_none_is_refused(epochs):
    with pytest.raises(ValueError, match=r"^epochs: at least 1 whole numbers from 1 on expected; got "):
        train(HIDDEN, OUTPUT, 0.5, epochs)


def of_sizes(*sizes, **kinds):
    return MLP.random(sizes, np.random.default_rng(1), **kinds)


@pytest.mark.parametrize(
    "net",
    [
        of_sizes(2, 4, 2),
        of_sizes(2, 2),
        of_sizes(2, 3, 2, hidden=tanh),
        of_sizes(2, 3, 2, output=tanh),
        of_sizes(2, 3, 2, cost=log_loss),
        SkipMLP.over(of_sizes(2, 3, 2), {(0, 2): np.ones((2, 2))}),
        None,
    ],
    ids=["four hidden", "no hidden layer", "tanh", "another output", "another cost", "skips", "none"],
)
def test_another_network_is_not_mistaken_for_the_half_adder(net):
    with pytest.raises(ValueError, match=r"^net: an MLP of sizes \(2, 3, 2\), all sigmoid, with quadratic cost"):
        from_network(net)
