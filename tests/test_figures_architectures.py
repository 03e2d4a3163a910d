"""The figures of lecture 4's second half, compared with the mathematics and with the worked numbers."""

import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import MLP, SkipMLP, activations, datasets, relu, sigmoid
from nncourse.figures import architectures as figures
from nncourse.scene import Field, Lamp, Line, NetField, Points, Text
from nncourse.separability import name_of
from tests.curriculum import matches, worked_numbers

X, Y = datasets.gate("XOR")


def layers(scene, kind):
    return [layer for panel in scene.panels for layer in panel.layers if isinstance(layer, kind)]


def numbers(text):
    return [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-").replace(",", ""))]


def rows(text):
    return [[float(n) for n in row.replace("−", "-").split(",")] for row in re.findall(r"\(([-−\d., e]*)\)", text)]


def plane(span):
    """The middle of every cell of a NetField over the square span × span."""
    lo, hi = span
    grid = lo + (hi - lo) * (np.arange(80) + 0.5) / 80
    return np.meshgrid(grid, grid)


# ---------------------------------------------------------------------------------------------- layers


@pytest.mark.parametrize("lines", range(1, 7))
@pytest.mark.parametrize("islands", range(1, 4))
def test_an_island_is_what_lies_inside_of_all_its_lines(lines, islands):
    scene = figures.islands(lines=lines, islands=islands)
    (field,) = layers(scene, NetField)
    x = np.stack(plane((-3, 3)), axis=-1)
    drawn = [line for line in layers(scene, Line) if line.dashed]
    centres = [(text.x, text.y) for text in layers(scene, Text)]
    assert (len(drawn), len(centres)) == (lines * islands, islands)
    yes, near = np.zeros((80, 80), bool), np.zeros((80, 80), bool)
    for k, centre in enumerate(centres):
        inside = np.ones((80, 80), bool)
        for line in drawn[lines * k : lines * (k + 1)]:
            start = np.array([line.x[0], line.y[0]])
            along = np.array([line.x[1] - line.x[0], line.y[1] - line.y[0]])
            normal = np.array([along[1], -along[0]]) / np.hypot(*along)
            normal *= np.sign((np.array(centre) - start) @ normal)
            inside &= (x - start) @ normal > 0
            near |= np.abs((x - start) @ normal) < 0.15
        yes |= inside
    np.testing.assert_array_equal((field.values > 0.5)[~near], yes[~near])


@pytest.mark.parametrize("outputs", ["one for all", "one for each"])
@pytest.mark.parametrize(("lines", "islands"), [(1, 1), (2, 1), (3, 1), (3, 3), (6, 2)])
def test_the_sentence_counts_what_the_network_of_these_layers_has_to_learn(lines, islands, outputs):
    sentence = figures.islands(lines=lines, islands=islands, outputs=outputs).sentence
    sizes = [int(n) for n in sentence.partition(",")[0].split(" – ")]
    hidden = [2, lines * islands]
    assert sizes == [*hidden, islands] if islands == 1 or outputs == "one for each" else [*hidden, islands, 1]
    counted = int(re.search(r", (\d+) weights and biases", sentence)[1])
    assert counted == MLP.random(sizes, np.random.default_rng(0)).theta.size


@given(st.integers(1, 6), st.integers(0, 9))
def test_layers_of_identity_are_one_flat_plane_at_any_depth(depth, seed):
    scene = figures.layers(depth=depth, activation="identity", seed=seed)
    assert "a flat plane accounts for 100 % of" in scene.sentence
    x1, x2 = plane((-3, 3))
    f = layers(scene, NetField)[0].values.ravel()
    A = np.column_stack([x1.ravel(), x2.ravel(), np.ones(6400)])
    np.testing.assert_allclose(A @ np.linalg.lstsq(A, f, rcond=None)[0], f, atol=1e-9)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_other_activations_bend_the_plane_and_the_share_is_that_of_the_variance(activation):
    bent = [figures.layers(depth=2, activation=activation, seed=seed) for seed in range(10)]
    shares = [float(re.search(r"accounts for ([\d.]+) %", scene.sentence)[1]) for scene in bent]
    assert min(shares) < 95
    x1, x2 = plane((-3, 3))
    A = np.column_stack([x1.ravel(), x2.ravel(), np.ones(6400)])
    for scene, share in zip(bent, shares, strict=True):
        f = layers(scene, NetField)[0].values.ravel()
        rest = f - A @ np.linalg.lstsq(A, f, rcond=None)[0]
        assert share == pytest.approx(100 * (1 - rest @ rest / ((f - f.mean()) @ (f - f.mean()))), abs=0.051)


# ---------------------------------------------------------------------------------------------- the forward pass


def test_the_folded_bias_needs_the_transpose_and_the_1_after_the_sigmoid():
    z, stages, wrong = (*worked_numbers("X17").values(),)[0], *worked_numbers("X18").values()
    for where in ("last", "first"):
        for append in ("nowhere", "before σ", "after σ"):
            assert "no product" in figures.folded(where=where, append=append).sentence
        fits = {a: figures.folded(where=where, transposed=True, append=a).sentence for a in ("before σ", "after σ")}
        assert rows(fits["after σ"])[0] == pytest.approx(z)
        assert numbers(fits["after σ"])[-2:] == pytest.approx(stages[1:], abs=5.1e-7)
        assert numbers(fits["before σ"])[-2] == pytest.approx(wrong, abs=5.1e-7)
        assert "does not fit" in figures.folded(where=where, transposed=True).sentence


@pytest.mark.parametrize(
    ("network", "x", "expected"),
    [("sigmoid", (1, 2), lambda r: [r["X17.h1_h2"], r["X17.sigma_h"]]),
     ("tanh", (1, 0.5), lambda r: [r["X19.a_h"], r["X19.h_tanh"], [r["X19.a_o"]], [r["X19.f"]]])],
)  # fmt: skip
def test_the_forward_pass_goes_through_the_worked_numbers(network, x, expected):
    scene = figures.forward(stage=4, x1=x[0], x2=x[1], network=network)
    row = expected(worked_numbers())
    said = rows(scene.sentence)
    assert said[0] == list(x)
    for found, value in zip(said[1:], row, strict=False):
        assert found == pytest.approx(value, abs=5.1e-6)


@given(st.integers(0, 4), st.sampled_from(["sigmoid", "tanh"]))
def test_what_comes_after_the_stage_is_still_a_question(stage, network):
    scene = figures.forward(stage=stage, network=network)
    asked = sum(text.text == "?" for text in layers(scene, Text))
    assert asked == [8, 6, 2, 1, 0][stage]
    assert len(rows(scene.sentence)) == stage + 1


# ---------------------------------------------------------------------------------------------- any function

halves = st.integers(-12, 12).map(lambda k: k / 2)


@given(halves, halves, st.integers(1, 20).map(lambda k: k / 2))
def test_the_bump_is_the_difference_of_two_sigmoids(left, right, w):
    scene = figures.bump(left=left, right=right, w=w)
    up, down, both = layers(scene, Line)
    np.testing.assert_allclose(both.y, sigmoid(w * (both.x - left)) - sigmoid(w * (both.x - right)), atol=1e-12)
    np.testing.assert_allclose(up.y + down.y, both.y, atol=1e-12)
    kind = re.search(r" is (a bump|a dent|nothing)", scene.sentence)[1]
    assert kind == ("a bump" if left < right else "a dent" if left > right else "nothing")
    middle = (left + right) / 2
    assert numbers(scene.sentence)[-1] == pytest.approx(
        float(sigmoid(w * (middle - left)) - sigmoid(w * (middle - right))), abs=2e-6
    )


def test_the_bump_of_the_lecture_has_the_height_of_the_worked_numbers():
    height = numbers(figures.bump(left=-5, right=5).sentence)[-1]
    assert matches(worked_numbers("X23")["X23.bump_two_sigmoids_centre_value"], height)


@pytest.mark.parametrize("k", range(5))
def test_the_staircase_has_the_errors_of_the_worked_numbers(k):
    N, expected = 2 ** (k + 2), next(iter(worked_numbers("X23").values()))[k]
    sentence = figures.staircase(stairs=N).sentence
    assert sentence.startswith(f"{N - 1} hidden units (steps, linear output)")
    assert numbers(sentence)[-1] == pytest.approx(expected, abs=5.1e-5)


@given(st.integers(2, 64), st.sampled_from(figures.staircase.controls["target"].options))
def test_a_sharp_staircase_is_right_in_the_middle_of_every_stair(N, target):
    f = figures._TARGETS[target]
    truth, stairs = layers(figures.staircase(target=target, stairs=N), Line)
    np.testing.assert_allclose(truth.y, f(truth.x), atol=5.1e-5)
    which = np.minimum((stairs.x * N).astype(int), N - 1)
    off_the_edge = np.abs(stairs.x * N - np.round(stairs.x * N)) > 1e-9
    np.testing.assert_allclose(stairs.y[off_the_edge], f((which + 0.5) / N)[off_the_edge], atol=5.1e-5)


def test_a_squashed_output_leaves_half_of_the_sine_unreachable():
    squashed = figures.staircase(stairs=64, output="sigmoid output")
    assert (layers(squashed, Line)[1].y > 0).all()
    assert numbers(squashed.sentence)[-1] > 1


@pytest.mark.parametrize("weights", list(itertools.product((False, True), repeat=4)))
def test_the_look_up_network_answers_every_function_of_two_bits(weights):
    scene = figures.lookup(**dict(zip(("w00", "w01", "w10", "w11"), weights, strict=True)))
    lamps = np.array([lamp.on for lamp in layers(scene, Lamp)])
    np.testing.assert_array_equal(lamps[:16].reshape(4, 4), np.eye(4))
    np.testing.assert_array_equal(lamps[16:], weights)
    assert f": {name_of(np.array(weights))}. " in scene.sentence
    assert scene.goal == (list(weights) == [False, True, True, False])


# ---------------------------------------------------------------------------------------------- connections and depth


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 4), st.integers(0, 4), st.booleans())
def test_connections_are_drawn_and_counted(inputs, hidden, outputs, removed, skips):
    scene = figures.connections(inputs=inputs, hidden=hidden, outputs=outputs, removed=removed, skips=skips)
    drawn = [line for line in layers(scene, Line) if len(line.x) == 2]
    net = MLP.random([inputs, hidden, outputs], np.random.default_rng(0))
    assert len(drawn) == net.W[1].size + net.W[2].size
    dense, cut, added, biases, total = numbers(scene.sentence.partition(": ")[2])
    assert (dense, biases) == (len(drawn), hidden + outputs)
    assert sum(line.dashed for line in drawn) == cut <= removed
    assert cut == removed or len(drawn) < 4
    if skips:
        whole = SkipMLP.over(net, {(0, 2): np.ones((outputs, inputs))})
        assert len([line for line in layers(scene, Line) if len(line.x) == 3]) == added == inputs * outputs
        assert total == whole.theta.size - cut
    else:
        assert (added, total) == (0, net.theta.size - cut)


def test_the_counts_of_the_worked_numbers():
    small = {"inputs": 2, "hidden": 2, "outputs": 1}
    totals = [numbers(figures.connections(**small, **more).sentence)[-1]
              for more in ({}, {"removed": 1}, {"skips": True})]  # fmt: skip
    assert totals[:2] == worked_numbers("X25")["X25.params_dense_2-2-1_minus_1_connection"]
    assert totals[2] == worked_numbers("X26")["X26.params_with_two_skip_connections"]
    assert "4 – 5 – 3: 35 connections" in figures.connections(inputs=4, hidden=5, outputs=3).sentence


steps = st.integers(-4, 4).map(lambda k: k / 2)


@given(steps, steps, st.integers(-6, 6).map(lambda k: k / 2))
def test_the_skip_figure_is_the_skip_network(s, c, v):
    scene = figures.skip(s=s, c=c, v=v)
    one = MLP.of([[[1, 1]], [[v]]], [[c], [0]], relu, output=activations.identity)
    net = SkipMLP.over(one, {(0, 2): [[s, s]]})
    assert rows(scene.sentence)[0] == pytest.approx(net.predict(X)[:, 0], abs=1e-9)
    x1, x2 = plane((-0.7, 1.7))
    truth = net.predict(np.column_stack([x1.ravel(), x2.ravel()]))[:, 0].reshape(80, 80)
    np.testing.assert_allclose(layers(scene, NetField)[0].values, truth, atol=1e-9)
    assert scene.goal == np.allclose(net.predict(X), Y)
    (curve,) = layers(scene, Line)
    np.testing.assert_allclose(curve.y, s * curve.x + v * relu(curve.x + c), atol=1e-9)


def test_one_hidden_relu_and_a_skip_make_xor_as_in_the_worked_numbers():
    assert figures.skip(s=1, c=-1, v=-2).goal
    assert not figures.skip().goal
    row = worked_numbers("X26")
    (outputs,) = [value for name, value in row.items() if "xor" in name]
    assert rows(figures.skip(s=1, c=-1, v=-2).sentence)[0] == outputs


@pytest.mark.parametrize("depth", range(1, 7))
@pytest.mark.parametrize("across", [False, True])
def test_the_pieces_are_as_many_as_the_sentence_says_for_equally_many_numbers(depth, across):
    scene = figures.fold(depth=depth, across=across)
    (line,) = layers(scene, Line)
    x = np.linspace(0, 1, 64 * 3 * 5 * 7 * 2 + 1)  # every bend of either network is among these
    sizes, units, theta, pieces, most, least = re.match(
        r"([\d –]+): (\d+) hidden units, (\d+) weights and biases, (\d+) straight pieces. One layer with (\d+) pieces "
        r"needs at least (\d+) units?\.$", scene.sentence,
    ).groups()  # fmt: skip
    assert int(units) == 2 * depth
    assert int(theta) == MLP.random([int(n) for n in sizes.split(" – ")], np.random.default_rng(0)).theta.size
    assert (int(most), int(least)) == (2**depth, 2**depth - 1)
    assert int(pieces) == (2 * depth if across else 2**depth)
    wave = np.arccos(np.cos(np.pi * int(pieces) * x)) / np.pi  # up and down between 0 and 1, so many pieces
    np.testing.assert_allclose(line.y, np.interp(line.x, x, wave), atol=1e-6)


def test_deep_and_wide_folds_have_equally_many_numbers_to_learn():
    for depth in range(1, 7):
        both = [figures.fold(depth=depth, across=across).sentence for across in (False, True)]
        assert len({re.search(r"(\d+) weights", sentence)[1] for sentence in both}) == 1


# ---------------------------------------------------------------------------------------------- more


@given(st.integers(-6, 6).map(lambda k: k / 2), st.integers(-3, 3).map(lambda k: k / 2))
def test_the_feature_plane_and_the_input_plane_say_the_same(w12, b):
    scene = figures.feature(w12=w12, b=b)
    scores = X.sum(axis=1) + w12 * X.prod(axis=1) + b
    said = rows(scene.sentence)
    assert said[0] == pytest.approx(scores)
    assert said[1] == (scores > 0).tolist()
    (line,) = layers(scene, Line)
    assert line.x + w12 * line.y + b == pytest.approx([0, 0])
    (field,) = layers(scene, Field)
    places = np.linspace(-0.7, 1.7, 49)
    x1, x2 = np.meshgrid(places, places)
    truth = x1 + x2 + w12 * x1 * x2 + b
    clear = np.abs(truth) > 0.01
    np.testing.assert_array_equal((field.values > 0)[clear], (truth > 0)[clear])
    hidden = layers(scene, Points)[1]
    assert [hidden.x.tolist(), hidden.y.tolist()] == [[0, 1, 2], [0, 0, 1]]  # the hidden plane of the ReLUs


def test_xor_is_reached_with_the_product_and_not_without():
    assert figures.feature(w12=-2, b=-0.5).goal
    assert not any(figures.feature(w12=0, b=b / 2).goal for b in range(-3, 4))


@given(st.integers(-6, 6).map(lambda k: k / 2))
def test_the_graph_multiplies_its_two_parents(x):
    sentence = figures.graph(x=x).sentence
    g1, g2, f = (float(v.replace("−", "-")) for v in re.findall(r"= (−?[\d.]+\d|−?\d)(?=,| and|\.$)", sentence)[-3:])
    assert (g1, g2, f) == pytest.approx((x + 1, x**2, (x + 1) * x**2))


def test_the_graph_at_three_is_the_worked_number():
    (expected,) = worked_numbers("X22").values()
    assert figures.graph(x=3).sentence == f"At x = 3: g₁ = 4, g₂ = 9 and f = {expected}."
