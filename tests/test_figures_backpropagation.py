"""The figures of lecture 5, compared with the mathematics and with the worked numbers."""

import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import MLP, complex_step, datasets, half_adder, log_loss, quadratic, relu, sgd, sigmoid, tanh
from nncourse.figures import backpropagation, one_step, slopes
from nncourse.scene import Bars, Lamp, Line, Rings, Text
from tests.curriculum import matches, worked_numbers

tenths = st.integers(-15, 15).map(lambda k: k / 10)
weights = st.integers(-30, 30).map(lambda k: k / 10)
halves = st.integers(-6, 6).map(lambda k: k / 2)


def layers(scene, kind):
    return [layer for panel in scene.panels for layer in panel.layers if isinstance(layer, kind)]


def words(scene):
    return [text.text for text in layers(scene, Text)]


def numbers(text):
    return [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", text.replace("−", "-"))]


# ------------------------------------------------------------------------------------------ one path


def test_two_stages_at_one_have_the_slope_of_the_worked_numbers():
    assert backpropagation.composed(x=1).sentence.endswith("27 · 2 = 54.")
    assert matches(worked_numbers("B01")["B01.chain_B=A^3_A=2x+1_x=1"], 54)


@given(tenths)
def test_the_product_of_three_slopes_is_the_slope_of_the_whole(x):
    found = numbers(backpropagation.composed(x=x, function="x², three times").sentence)[-1]
    assert found == pytest.approx(8 * x**7, rel=1e-5, abs=1e-9)
    product = numbers(backpropagation.composed(x=x, function="σ, three times").sentence)[-1]
    assert product == pytest.approx(complex_step(lambda z: sigmoid(sigmoid(sigmoid(z))), x), rel=1e-5)
    assert 0 < product <= 1 / 64


@given(tenths, st.sampled_from(backpropagation.composed.controls["function"].options))
def test_the_tangent_of_the_picture_has_the_slope_of_the_sentence(x, function):
    scene = backpropagation.composed(x=x, function=function)
    tangent = scene.panels[1].layers[1]
    rise = (tangent.y[1] - tangent.y[0]) / (tangent.x[1] - tangent.x[0])
    assert rise == pytest.approx(numbers(scene.sentence)[-1], rel=1e-5, abs=1e-6)


@given(weights, weights)
def test_the_eleven_numbers_are_those_of_forward_and_backward_pass(w1, w2):
    net = MLP.of([[[w1]], [[w2]]], [[0.1], [0.2]])
    trace = net.forward([[0.6]])
    grad = net.backward(trace, [[1]])
    (z1, a1, z2, a2), C = (part[0, 0] for l in (1, 2) for part in (trace.Z[l], trace.A[l])), net.cost_on([[0.6]], [[1]])
    expected = [z1, a1, z2, a2, C, a2 - 1, grad.delta[2][0, 0], grad.W[2][0, 0], grad.delta[2][0, 0] * w2,
                grad.delta[1][0, 0], grad.W[1][0, 0]]  # fmt: skip
    assert [each.value for each in backpropagation._chain(w1, w2)] == pytest.approx(expected, abs=1e-12)


def test_the_chain_has_the_worked_numbers():
    asked = {each.name: each.value for each in backpropagation._chain(0.5, -1.3)}
    b07, b08 = worked_numbers("B07"), worked_numbers("B08")
    assert [asked[name] for name in ("z¹", "a¹", "z²", "a²")] == pytest.approx(b07["B07.z1_a1_z2_a2"])
    assert [asked[name] for name in ("∂C/∂w²", "∂C/∂z²", "∂C/∂a¹")] == pytest.approx(b07["B07.house_dw2_db2_da1"])
    assert [asked[name] for name in ("∂C/∂w¹", "∂C/∂z¹")] == pytest.approx(b08["B08.house_dw1_db1"])


@pytest.mark.parametrize("number", range(1, 12))
def test_a_number_is_not_on_the_page_before_it_is_right_and_is_marked_with_three_decimals(number):
    each = backpropagation._chain(0.5, -1.3)[number - 1]
    before = backpropagation.chain(number=number)
    shown = f"{each.name} = {backpropagation.short(each.value)}"
    assert before.goal is False
    assert shown not in before.sentence
    assert "?" in words(before)
    right = backpropagation.chain(number=number, yours=round(each.value, 3))
    assert right.goal is True
    assert f"Right: {shown}" in right.sentence
    assert backpropagation.chain(number=number, yours=round(each.value, 3) + 0.004).goal is False
    following = backpropagation.chain(number=number + 1)
    assert shown in following.sentence


@pytest.mark.parametrize(
    ("number", "slip", "said"),
    [
        (2, lambda n: n["z¹"], "what goes into the sigmoid"),
        (5, lambda n: 2 * n["C"], "without its ½"),
        (6, lambda n: 1 - n["a²"], "C grows or falls"),
        (7, lambda n: n["∂C/∂a²"] * sigmoid.df(n["a²"]), "σ′(a²)"),
        (8, lambda n: n["∂C/∂z²"], "the slope for b²"),
        (10, lambda n: n["∂C/∂z²"] * sigmoid.df(n["z¹"]), "without w²"),
        (11, lambda n: worked_numbers("B08")["B08.wrong_dw1_missing_factor"], "without w²"),
    ],
)
def test_a_typed_slip_is_named(number, slip, said):
    asked = {each.name: each.value for each in backpropagation._chain(0.5, -1.3)}
    scene = backpropagation.chain(number=number, yours=round(float(slip(asked)), 3))
    assert said in scene.sentence
    assert scene.goal is False


@pytest.mark.parametrize("each", backpropagation._chain(0.5, -1.3), ids=lambda each: each.name)
def test_no_slip_of_the_chain_is_taken_for_the_right_number(each):
    assert not any(each.marked(round(value, 3))[0] for value, _ in each.slips)


# ------------------------------------------------------------------------------------------ several paths


@given(halves, halves, halves)
def test_the_gradient_below_the_jacobian_is_that_of_the_function(x1, x2, x3):
    scene = backpropagation.several(x1=x1, x2=x2, x3=x3, lit="x₂")
    expected = complex_step(lambda x: (x[0] * x[1]) ** 2 + 3 * (x[1] + x[2]), np.array([x1, x2, x3]))
    table = [text for text in scene.panels[1].layers if isinstance(text, Text) and text.tone != "muted"]
    found = [numbers(text.text)[0] for text in table if text.y < 0]
    assert found == pytest.approx(expected, rel=0.006)
    assert numbers(scene.sentence)[-1] == pytest.approx(expected[1], rel=1e-5)


def test_the_two_paths_of_the_deck_give_its_worked_numbers():
    sentence = backpropagation.several(x1=1, x2=2, x3=3, lit="x₂").sentence
    assert "x₂ → y₁ → z gives 4 and x₂ → y₂ → z gives 3; ∂z/∂x₂ = 7." in sentence
    assert worked_numbers("B02")["B02.grad_x"][1] == 7
    assert "∂z/∂x₂ = 0." in backpropagation.several(x1=1, x2=-1.5, lit="x₂").sentence  # the task: they cancel


def test_the_four_products_and_their_sum_are_the_worked_numbers():
    expected = worked_numbers("B17")
    (bars,) = layers(backpropagation.paths(lit=4), Bars)
    products = list(expected["B17.four_path_products_tanh_net"].values())
    assert bars.heights / 100 == pytest.approx([*products, sum(products)], rel=0.005)
    assert numbers(backpropagation.paths(lit=4).sentence)[-1] == pytest.approx(expected["B17.sum_of_paths"], rel=1e-5)


@given(st.sampled_from(backpropagation.paths.controls["which"].options), st.integers(-10, 10).map(lambda k: k / 10))
def test_all_paths_together_are_what_one_pass_backwards_finds(which, x):
    together, backwards = numbers(backpropagation.paths(which=which, lit=4, x=x).sentence)[-2:]
    assert together == pytest.approx(backwards, rel=1e-5, abs=1e-12)


@pytest.mark.parametrize(("which", "count"), [("input x", 4), ("w¹₁₁", 2), ("w²₁₂", 1), ("w³₁₁", 1)])
def test_so_many_paths_lead_from_a_weight_to_the_cost(which, count):
    assert re.search(rf": {count} paths? leads? from", backpropagation.paths(which=which).sentence)


# ------------------------------------------------------------------------------------------ the address of a weight


def test_the_weight_to_one_from_three_is_the_worked_number():
    (expected,) = worked_numbers("B04").values()
    assert f"W[2][0, 2] = {expected} in Python" in backpropagation.address(l=2, j=1, k=3).sentence


@pytest.mark.parametrize("find", range(1, 7))
def test_each_dashed_edge_is_found_by_one_address_alone(find):
    every = [(l, j, k) for l in (1, 2) for j in range(1, 5) for k in range(1, 5)]
    found = [(l, j, k) for l, j, k in every if backpropagation.address(l=l, j=j, k=k, find=find).goal]
    assert len(found) == 1
    (dashed,) = [line for line in layers(backpropagation.address(find=find), Line) if line.dashed]
    l, j, k = found[0]
    (arrow,) = [line for line in layers(backpropagation.address(l=l, j=j, k=k), Line) if line.arrow]
    assert (arrow.x.tolist(), arrow.y.tolist()) == (dashed.x.tolist(), dashed.y.tolist())


def test_a_neuron_that_is_not_there_is_told_and_has_no_arrow():
    scene = backpropagation.address(l=2, j=4, k=1)
    assert scene.sentence == "Layer 2 has 3 neurons: there is no neuron 4."
    assert [line for line in layers(scene, Line) if line.arrow] == []
    assert layers(scene, Rings) == []


# ------------------------------------------------------------------------------------------ the four equations


def test_the_four_equations_give_the_worked_numbers_of_the_squared_loss():
    b14 = worked_numbers("B14")
    scene = backpropagation.equations(equation=4)
    table = [numbers(text.text)[0] for text in scene.panels[1].layers if text.tone != "muted"]
    listing = np.column_stack([b14["B14.grad_W1_rows_x1_x2_bias"], b14["B14.grad_W2"]])
    assert pytest.approx(listing, rel=0.006) == np.reshape(table, (3, 3)).T
    assert numbers(backpropagation.equations(equation=1).sentence)[-1] == pytest.approx(
        worked_numbers("B13")["B13.delta_O_house_t0"], rel=1e-5
    )
    assert numbers(backpropagation.equations(equation=1, printed=True).sentence)[-1] == pytest.approx(
        worked_numbers("B13")["B13.delta_O_printed_sign"], rel=1e-5
    )


def test_with_the_log_loss_they_give_those_of_the_acceptance_network():
    b29 = worked_numbers("B29")
    scene = backpropagation.equations(equation=4, cost="log loss", y=True)
    table = [numbers(text.text)[0] for text in scene.panels[1].layers if text.tone != "muted"]
    assert pytest.approx(np.array(b29["B29.gradE_listing_3x3"]), rel=0.006) == np.reshape(table, (3, 3)).T
    before, after = numbers(backpropagation.equations(equation=5, cost="log loss", y=True).sentence)[-2:]
    assert before == pytest.approx(worked_numbers("B27")["B27.E_y1"], rel=1e-5)
    assert after == pytest.approx(b29["B29.E_after"], rel=1e-5)


@given(st.integers(1, 20).map(lambda k: k / 2), st.booleans(), st.sampled_from(["quadratic", "log loss"]))
def test_with_the_sign_of_the_slide_every_step_climbs(rate, y, cost):
    scene = backpropagation.equations(equation=5, learning_rate=rate, y=y, cost=cost, printed=True)
    assert scene.sentence.endswith("and rises.")


def test_numbers_appear_with_their_equation_and_not_before():
    shown = [sum(bool(numbers(text)) for text in words(backpropagation.equations(equation=k))) for k in range(5)]
    assert np.diff(shown).tolist() == [1, 2, 3, 6]  # δ², two δ¹, three biases, six weights


# ------------------------------------------------------------------------------------------ one step


@pytest.mark.parametrize(
    ("line", "row"), [(2, "B22.OI_OII"), (3, "B23.Delta_I_Delta_II"), (4, "B24.Delta_1_2_3_(old_output_weights)")]
)
def test_the_lines_of_the_half_adder_have_the_worked_numbers(line, row):
    found = one_step.half_adder(line=line).sentence.rpartition("= (")[2].partition(")")[0]
    assert numbers(found) == pytest.approx(worked_numbers(row[:3])[row], rel=0.006)


def test_the_printed_order_gives_the_trap_and_the_gradient_check_beside_it():
    expected = worked_numbers("B24")
    trap, checked = re.findall(r"\(([^()]*)\)", one_step.half_adder(line=5, printed=True).sentence)[-2:]
    assert numbers(trap) == pytest.approx(expected["B24.Delta_1_2_3_if_updated_weights_used_(trap)"], rel=0.006)
    assert numbers(checked) == pytest.approx(expected["B24.Delta_1_2_3_(old_output_weights)"], rel=0.006)


def test_the_whole_step_ends_at_the_worked_loss():
    expected = worked_numbers("B25")["B25.loss_after_step"]
    assert numbers(one_step.half_adder(line=7).sentence)[-1] == pytest.approx(expected, rel=1e-5)


@given(
    st.sampled_from(["00", "01", "10", "11"]), st.integers(1, 100).map(lambda k: k / 10), st.sampled_from([False, True])
)
def test_each_line_adds_numbers_to_the_network_and_takes_none_away(sample, rate, printed):
    settings = {"sample": sample, "learning_rate": rate, "printed": printed}
    counts = []
    for line in range(8):
        network = one_step.half_adder(line=line, **settings).panels[0]
        counts.append(sum(isinstance(layer, Text) for layer in network.layers))
    assert counts == sorted(counts)


@pytest.mark.parametrize(
    ("settings", "moved"),
    [({"line": 4}, ()), ({"line": 5}, (2,)), ({"line": 5, "printed": True}, (2,)), ({"line": 6}, (1, 2))],
)
def test_each_arrow_of_the_half_adder_carries_its_weight_as_it_is_at_that_line(settings, moved):
    """The printed order makes its Δ with output weights that have moved, and the arrows show it."""
    hidden, output = half_adder.HIDDEN, half_adder.OUTPUT
    step = half_adder.one_step(hidden, output, [1, 0], [0, 1], 0.5)
    weights = [step.new_hidden if 1 in moved else hidden, step.new_output if 2 in moved else output]
    layers = one_step.half_adder(**settings).panels[0].layers
    written = [layer.text for layer in layers if isinstance(layer, Text)][:12]
    assert written == [backpropagation.short(w) for W in weights for w in W[:, 1:].ravel()]


@pytest.mark.parametrize("epoch", [50, 500, 5000])
def test_the_half_adder_learns_as_its_training_does(epoch):
    X, T = datasets.half_adder()
    *_, last = half_adder.train(half_adder.HIDDEN, half_adder.OUTPUT, 0.5, epoch)
    A = half_adder.to_network(last.new_hidden, last.new_output).predict(X)
    right = (A > 0.5) == (T == 1)
    scene = one_step.training(epoch=epoch)
    assert [lamp.on for lamp in layers(scene, Lamp)] == (A > 0.5).ravel().tolist()
    assert f"{right.sum()} of the 8 bits" in scene.sentence
    assert len(layers(scene, Rings)[0].x) == 8 - right.sum()
    assert scene.goal == right.all()


def test_carry_is_learned_before_sum_as_the_lecture_says():
    A, _ = one_step._lessons(0.5)
    right = ((A > 0.5) == (datasets.half_adder()[1] == 1)).all(axis=1)
    assert [int(np.flatnonzero(~column).max() + 1) * 50 for column in right.T] == [250, 500]
    right = ((one_step._lessons(2.0)[0] > 0.5) == (datasets.half_adder()[1] == 1)).all(axis=1)
    assert [int(np.flatnonzero(~column).max() + 1) * 50 for column in right.T] == [100, 200]


def test_the_wishes_of_practice_two_are_half_the_decks_numbers_with_the_sign_turned():
    scene = one_step.wishes(x1=0.7, targets="1, 0", asking="both outputs", learning_rate=1)
    on_arrows = [numbers(text.text)[0] for text in layers(scene, Text) if "." in text.text and "wish" not in text.text]
    gradient = np.array(worked_numbers("B10")["B10.sigmoid.grad_W_house"])
    assert on_arrows[:4] == pytest.approx(-gradient.ravel(), rel=0.006)
    together = [numbers(part)[0] for part in re.findall(r"together (\S+)", scene.sentence)]
    (deck,) = worked_numbers("B31").values()
    assert together == pytest.approx(-np.array(deck) / 2, rel=0.006)
    before, after = numbers(scene.sentence)[-2:]
    assert before == pytest.approx(worked_numbers("B10")["B10.sigmoid.cost_house"], rel=1e-5)
    assert after == pytest.approx(worked_numbers("B10")["B10.sigmoid.house_step_eta1.0.cost"], rel=1e-5)


@given(st.integers(0, 10).map(lambda k: k / 10), st.sampled_from(["1, 0", "0, 1", "1, 1", "0, 0"]))
def test_the_wishes_of_the_outputs_add_up(x1, targets):
    def handed_back(asking):
        scene = one_step.wishes(x1=x1, targets=targets, asking=asking)
        return np.array([numbers(part)[0] for part in re.findall(r"together (\S+)", scene.sentence)])

    one, two, both = (handed_back(who) for who in ("output 1 alone", "output 2 alone", "both outputs"))
    assert both == pytest.approx(one + two, abs=0.001)


def test_the_cost_is_halved_from_the_rate_that_the_lecture_names():
    def after(rate):
        settings = {"x1": 0.7, "targets": "1, 0", "asking": "both outputs"}
        return np.divide(*numbers(one_step.wishes(learning_rate=rate, **settings).sentence)[:-3:-1])

    assert after(9) > 0.5 > after(9.5)


# ------------------------------------------------------------------------------------------ slopes


@pytest.mark.parametrize("weight", ["w¹", "w²"])
def test_the_errors_of_the_gradient_check_are_as_the_lecture_says(weight):
    errors = slopes._errors(weight)
    assert -6 <= slopes._EXPONENTS[errors["secant"].argmin()] <= -4
    assert errors["secant"].min() < 1e-10
    assert errors["secant"][0] > 1e-3
    assert errors["complex step"][slopes._EXPONENTS <= -8].max() < 1e-16
    by_width = np.diff(np.log10(errors["secant"][slopes._EXPONENTS >= -3])) / 0.5
    assert by_width == pytest.approx(np.full(by_width.size, 2), abs=0.2)  # it goes with h²


def test_the_sentence_of_the_check_names_the_size_of_the_error():
    assert "with h = 10⁻⁵: the slope in w² is −0.0883005" in slopes.check(exponent=-5).sentence
    assert slopes.check(exponent=-5).sentence.endswith("of about 10⁻¹².")
    assert slopes.check(exponent=-15, method="complex step").sentence.endswith("below 10⁻¹⁶.")


def test_the_slope_of_the_check_is_that_of_backpropagation():
    for weight, expected in (("w¹", "B08.house_dw1_db1"), ("w²", "B07.house_dw2_db2_da1")):
        scene = slopes.check(exponent=-8, method="complex step", weight=weight)
        found = numbers(scene.sentence.partition("is ")[2])[0]
        assert found == pytest.approx(worked_numbers(expected[:3])[expected][0], rel=1e-5)


@given(st.integers(1, 12), st.integers(-40, 40).map(lambda k: k / 10), st.integers(1, 16).map(lambda k: k / 2),
       st.sampled_from([sigmoid, tanh, relu]))  # fmt: skip
def test_what_is_left_is_the_factor_to_the_power_of_the_layers(n, z, w, phi):
    sentence = slopes.depth(depth=n, z=z, w=w, activation=phi.name).sentence
    left = numbers(sentence.partition("after ")[2])[1]
    assert left == pytest.approx((w * float(phi.df(z))) ** n, rel=1e-5, abs=1e-12)


@given(st.integers(1, 12), st.integers(-40, 40).map(lambda k: k / 10), st.integers(1, 16).map(lambda k: k / 2),
       st.sampled_from(["sigmoid", "tanh", "relu"]))  # fmt: skip
def test_the_names_of_the_lines_of_depth_stand_beside_their_ends_and_clear_of_each_other(depth, z, w, activation):
    scene = slopes.depth(depth=depth, z=z, w=w, activation=activation)
    names = layers(scene, Text)
    lines = [line for line in scene.panels[1].layers if isinstance(line, Line) and not line.dashed]
    assert len(names) == len(lines)
    for name, line in zip(names, lines, strict=True):
        assert 0 < name.x - line.x[-1] < 0.5
        assert abs(name.y - line.y[-1]) < 4
    for one, other in itertools.combinations(names, 2):
        assert abs(one.x - other.x) >= 4 or abs(one.y - other.y) >= 1.7


def test_depth_has_the_worked_numbers_and_words_for_them():
    assert "1024 is left: it explodes." in slopes.depth(depth=10, w=8).sentence
    assert "1 is left: it stays." in slopes.depth(depth=10, w=4).sentence
    assert "it vanishes." in slopes.depth(depth=10).sentence
    assert "nothing comes through." in slopes.depth(activation="relu", z=-1).sentence
    expected = worked_numbers("B32")["B32.four_sigmoid_slopes_at_z=2_product"]
    assert numbers(slopes.depth(depth=4, z=2).sentence)[-1] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(("cost", "key"), [("quadratic", "squared"), ("log loss", "cross_entropy")])
def test_a_bad_start_ends_where_the_worked_numbers_say(cost, key):
    (expected,) = [value for name, value in worked_numbers("B34").items() if key in name]
    ends = [slopes._walk(w, b, cost)[-1] for w, b in ((0.6, 0.9), (2, 2))]
    assert ends == pytest.approx(expected, rel=1e-5)


@given(st.integers(-30, 50).map(lambda k: k / 10), st.sampled_from([("quadratic", quadratic), ("log loss", log_loss)]))
def test_the_delta_of_the_sentence_is_that_of_the_cost(w, named):
    name, cost = named
    net = MLP.of([[[w]]], [[0.9]], cost=cost)
    expected = net.gradient([[1]], [[0]]).delta[1][0, 0]
    said = slopes.start(w=w, b=0.9, cost=name).sentence.partition("δ = ")[2]
    assert numbers(said)[0] == pytest.approx(expected, rel=0.006)
    *_, one = sgd(net, [[1]], [[0]], 0.15, 1)
    assert slopes._walk(w, 0.9, name)[1] == pytest.approx(one.predict([[1]])[0, 0])
