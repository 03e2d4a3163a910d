import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import (
    MLP,
    SkipMLP,
    complex_step,
    cross_entropy,
    hard_tanh,
    identity,
    log_loss,
    numerical_gradient,
    quadratic,
    relu,
    sigmoid,
    softmax,
    tanh,
)
from nncourse.paths import Graph, network_graph
from tests.curriculum import errata, matches, worked_numbers

# Functions of any number of numbers, smooth, and of the size of what they are given.
FUNCTIONS = [
    lambda *z: sum(z) + 1,
    lambda *z: math.prod(z),
    lambda *z: sum((k + 1) * number for k, number in enumerate(z)) ** 2 / 10,
    lambda *z: tanh(sum(z) - 0.5),
    lambda *z: np.exp(-sum(number**2 for number in z)),
]


@st.composite
def graphs(draw):
    """A graph of two inputs and up to six nodes, each of which reads some names before it, and values of the inputs."""
    names, nodes = ["x1", "x2"], {}
    for k in range(draw(st.integers(1, 6))):
        parents = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        names.append(f"n{k}")
        nodes[names[-1]] = (draw(st.sampled_from(FUNCTIONS)), parents)
    graph = Graph(nodes | {"out": (FUNCTIONS[0], names)})
    return graph, {name: draw(st.floats(-1, 1)) for name in ("x1", "x2")}


@st.composite
def networks(draw):
    """A network with a sample x (n_0,) and its target y (n_L,)."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    hidden = [draw(st.sampled_from([sigmoid, tanh, relu, hard_tanh, identity])) for _ in sizes[2:]]
    cost, output = draw(
        st.sampled_from([(quadratic, None), (quadratic, tanh), (log_loss, None), (cross_entropy, None)])
    )
    net = MLP.random(sizes, rng, hidden, cost, output)
    net = net.at(rng.uniform(-1.5, 1.5, size=net.theta.shape))
    return net, rng.uniform(-1, 1, size=sizes[0]), softmax(rng.normal(size=sizes[-1]))


def run(graph, **inputs):
    return graph, graph.forward(**inputs)


def assert_number(name, found):
    assert matches(worked_numbers()[name], found), f"{name}: {worked_numbers()[name]} expected, {found} found"


# A graph and its values.


@given(graphs())
def test_every_value_is_the_function_of_the_values_of_its_parents(case):
    graph, inputs = case
    values = graph.forward(**inputs)
    assert values.keys() == set(graph.order)
    for name, value in values.items():
        function, parents = graph.nodes.get(name, (lambda name=name: inputs[name], []))
        assert value == float(function(*(values[parent] for parent in parents)))


@given(graphs())
def test_parents_come_before_their_children(case):
    graph, _ = case
    for name, (_, parents) in graph.nodes.items():
        assert all(graph.order.index(parent) < graph.order.index(name) for parent in parents)


def test_inputs_are_the_names_that_no_node_defines():
    graph = Graph({"c": (lambda b, x: b + x, ["b", "x"]), "b": (lambda y: y, ["y"])})
    assert set(graph.inputs) == {"x", "y"}
    assert graph.forward(x=1, y=2) == {"x": 1, "y": 2, "b": 2, "c": 3}


def test_a_function_gets_its_parents_in_the_order_they_are_named():
    nodes = {"d": (lambda a, b: a - b, ["v", "u"])}
    assert Graph(nodes).forward(u=1, v=10)["d"] == 9
    assert Graph(nodes).slopes({"u": 1, "v": 10, "d": 9}) == {("v", "d"): 1, ("u", "d"): -1}


def test_a_node_without_parents_is_a_constant():
    graph, values = run(Graph({"two": (lambda: 2, []), "double": (lambda x, k: k * x, ["x", "two"])}), x=5)
    assert graph.backward(values, "double") == {"x": 2, "two": 5, "double": 1}


def test_changing_the_mapping_afterwards_does_not_change_the_graph():
    nodes = {"y": (lambda x: x + 1, ["x"])}
    graph = Graph(nodes)
    nodes["y"][1].append("z")
    nodes["z"] = (lambda x: 0, ["x"])
    assert graph.forward(x=1) == {"x": 1, "y": 2}


# Slopes, backwards and along paths.


@given(graphs())
def test_local_slopes_are_the_secants_of_the_functions(case):
    graph, values = run(case[0], **case[1])
    slopes = graph.slopes(values)
    edges = {(parent, child) for child, (_, parents) in graph.nodes.items() for parent in parents}
    assert slopes.keys() == edges
    for child, (function, parents) in graph.nodes.items():
        here = np.array([values[parent] for parent in parents])
        secants = numerical_gradient(lambda z, f=function: float(f(*z)), here)
        found = [slopes[parent, child] for parent in parents]
        np.testing.assert_allclose(found, secants, rtol=1e-5, atol=1e-5 * max(1, abs(values[child])))


@given(graphs())
def test_backwards_is_the_slope_of_the_whole_graph(case):
    graph, inputs = case
    slopes = graph.backward(graph.forward(**inputs), "out")
    for name in set(graph.inputs):

        def output(z, name=name):  # the whole graph as one function, evaluated here
            values = dict(inputs) | {name: z}
            for node in graph.order:
                if node in graph.nodes:
                    function, parents = graph.nodes[node]
                    values[node] = function(*(values[parent] for parent in parents))
            return values["out"]

        assert slopes[name] == pytest.approx(float(complex_step(output, inputs[name])), rel=1e-9, abs=1e-12)


@given(graphs())
def test_the_sum_over_all_paths_is_the_recursion_from_every_node_to_every_other(case):
    graph, values = run(case[0], **case[1])
    for output in graph.order:
        slopes = graph.backward(values, output)
        for start in graph.order:
            products = graph.products(values, start, output)
            size = sum(map(abs, products.values()))
            assert sum(products.values()) == pytest.approx(slopes[start], rel=1e-12, abs=1e-12 * size)


@given(graphs())
def test_a_product_is_the_product_of_the_slopes_of_its_edges(case):
    graph, values = run(case[0], **case[1])
    slopes, products = graph.slopes(values), graph.products(values, "x1", "out")
    assert list(products) == graph.paths("x1", "out")
    for path, product in products.items():
        expected = 1.0
        for i in range(1, len(path)):
            expected *= slopes[path[i - 1], path[i]]
        assert product == pytest.approx(expected, rel=1e-14)


@given(graphs())
def test_paths_go_along_edges_from_the_start_to_the_output_each_once(case):
    graph, _ = case
    paths = graph.paths("x1", "out")
    assert len(set(paths)) == len(paths)
    for path in paths:
        assert (path[0], path[-1]) == ("x1", "out")
        assert all(path[i - 1] in graph.nodes[path[i]][1] for i in range(1, len(path)))


@given(graphs())
def test_counting_paths_is_listing_them_and_a_power_of_the_matrix_of_edges(case):
    graph, _ = case
    edges = np.array([[a in graph.nodes.get(b, (None, []))[1] for b in graph.order] for a in graph.order], dtype=int)
    walks = sum(np.linalg.matrix_power(edges, k) for k in range(len(graph.order)))
    for i, start in enumerate(graph.order):
        for j, output in enumerate(graph.order):
            assert graph.count_paths(start, output) == len(graph.paths(start, output)) == walks[i, j]


def test_what_does_not_lead_to_the_output_has_slope_zero_and_no_path():
    graph, values = run(Graph({"y": (lambda x: 2 * x, ["x"]), "z": (lambda y: y**2, ["y"])}), x=1)
    assert graph.backward(values, "y") == {"x": 2, "y": 1, "z": 0}
    assert graph.paths("z", "y") == []
    assert graph.products(values, "z", "y") == {}


def test_a_name_leads_to_itself_by_the_path_without_edges():
    graph, values = run(Graph({"y": (lambda x: 2 * x, ["x"])}), x=1)
    assert graph.products(values, "y", "y") == {("y",): 1}
    assert graph.count_paths("y", "y") == 1


def test_paths_are_counted_where_nobody_could_list_them():
    doubled = {f"{side}{k}": (lambda a, b: a + b, [f"L{k - 1}", f"R{k - 1}"]) for k in range(1, 100) for side in "LR"}
    graph = Graph(doubled)
    assert graph.count_paths("L0", "R99") == 2**98
    assert graph.backward(graph.forward(L0=1, R0=1), "R99")["L0"] == 2.0**98


def test_a_graph_may_be_deeper_than_python_recurses():
    chain = Graph({f"n{k}": (lambda z: z + 1, [f"n{k - 1}"]) for k in range(1, 3000)})
    values = chain.forward(n0=0)
    assert chain.backward(values, "n2999")["n0"] == 1
    assert chain.paths("n0", "n2999") == [tuple(f"n{k}" for k in range(3000))]


# The numbers of the lectures.


def test_a_product_of_two_functions_is_evaluated_node_by_node():
    nodes = {"g1": (lambda x: x + 1, ["x"]), "g2": (lambda x: x**2, ["x"]), "f": (lambda g1, g2: g1 * g2, ["g1", "g2"])}
    assert_number("X22.f(g1,g2)_f=g1*g2_g1=x+1_g2=x^2_x=3", Graph(nodes).forward(x=3)["f"])


def test_along_one_path_the_slopes_are_multiplied():
    graph, values = run(Graph({"A": (lambda x: 2 * x + 1, ["x"]), "B": (lambda A: A**3, ["A"])}), x=1)
    assert graph.slopes(values) == {("x", "A"): 2, ("A", "B"): 27}
    assert_number("B01.chain_B=A^3_A=2x+1_x=1", graph.products(values, "x", "B")["x", "A", "B"])


def test_along_many_paths_the_products_are_added_which_is_the_jacobian_transposed():
    nodes = {
        "y1": (lambda x1, x2: x1 * x2, ["x1", "x2"]),
        "y2": (lambda x2, x3: x2 + x3, ["x2", "x3"]),
        "z": (lambda y1, y2: y1**2 + 3 * y2, ["y1", "y2"]),
    }
    graph, values = run(Graph(nodes), x1=1, x2=2, x3=3)
    slopes, xs, ys = graph.slopes(values), ("x1", "x2", "x3"), ("y1", "y2")
    J = np.array([[slopes.get((x, y), 0.0) for x in xs] for y in ys])
    assert_number("B02.jacobian_2x3", J.tolist())
    back = graph.backward(values, "z")
    assert_number("B02.grad_y", [back[y] for y in ys])
    assert_number("B02.grad_x", [back[x] for x in xs])
    assert_number("B02.grad_x", (J.T @ [back[y] for y in ys]).tolist())
    secants = numerical_gradient(lambda x: (x[0] * x[1]) ** 2 + 3 * (x[1] + x[2]), [1, 2, 3])
    assert_number("B02.fd", secants.tolist())


def f_of_f_of_f(f):
    return run(Graph({"x": (f, ["w"]), "y": (f, ["x"]), "z": (f, ["y"])}), w=1.1)


def test_a_function_of_a_function_of_a_function():
    graph, values = f_of_f_of_f(lambda u: u**2)
    assert_number("B03.f=x^2_w=1.1_x_y_z", [values[name] for name in "xyz"])
    assert_number("B03.f=x^2_dz/dw=8w^7", graph.backward(values, "z")["w"])
    assert graph.backward(values, "z")["w"] == pytest.approx(8 * 1.1**7, rel=1e-14)
    graph, values = f_of_f_of_f(sigmoid)
    assert_number("B03.f=sigma_w=1.1_z", values["z"])
    assert_number("B03.f=sigma_dz/dw", graph.backward(values, "z")["w"])


def test_the_weight_of_a_single_output():
    bias = math.log(0.3 / 0.7) - 0.8 * 0.5  # so that o = 0.3
    nodes = {
        "o": (lambda w, h: sigmoid(w * h + bias), ["w", "h"]),
        "L": (lambda o: (1 - o) ** 2 / 2, ["o"]),
    }
    graph, values = run(Graph(nodes), w=0.8, h=0.5)
    back = graph.backward(values, "L")
    assert_number("B15.Delta_oo_o.3_Y1", back["o"])
    assert_number("B15.dL/dw_hk.5_o.3_sigmoid", back["w"])


def test_the_two_local_slopes_of_a_neuron():
    graph, values = run(Graph({"h": (lambda w, h_r: sigmoid(w * h_r - 0.15), ["w", "h_r"])}), w=0.5, h_r=0.7)
    slopes = graph.slopes(values)  # the weighted sum is 0.2
    assert_number("B19.dh/dh_r_w.5_a.2_sigmoid", slopes["h_r", "h"])
    assert_number("B19.dh/dw_h_r.7_a.2", slopes["w", "h"])


def without_biases(*weights, **kinds):
    return MLP.of(weights, [np.zeros(len(W)) for W in weights], hidden=tanh, output=tanh, **kinds)


def test_a_chain_of_hidden_units():
    net = without_biases([[0.5]], [[1]], [[-2]])
    graph, values = run(network_graph(net, [0.4], [1]))
    (product,) = graph.products(values, "a1_1", "C").values()
    slope_in_w = product * tanh.df(0.5 * 0.4) * 0.4
    assert_number("B16.single_chain_tanh_w=(.5,1,-2)_x.4_Y1_dL/dw1", float(slope_in_w))


V = np.array([[0.5], [-1]]), np.array([[1, -2], [0.5, 0.3]]), np.array([[1.5, -0.7]])
TWO_BY_TWO = without_biases(*V)


def test_four_paths_and_their_sum():
    graph, values = run(network_graph(TWO_BY_TWO, [0.4], [1]))
    products = graph.products(values, "a0_1", "C")
    four = {str((i, j)): products["a0_1", f"a1_{i + 1}", f"a2_{j + 1}", "a3_1", "C"] for i in (0, 1) for j in (0, 1)}
    expected = worked_numbers()["B17.four_path_products_tanh_net"]
    assert four.keys() == expected.keys()
    assert all(matches(expected[units], product) for units, product in four.items())
    assert len(products) == 4
    assert_number("B17.sum_of_paths", sum(products.values()))


def test_the_same_number_without_listing_paths():
    graph, values = run(network_graph(TWO_BY_TWO, [0.4], [1]))
    assert_number("B18.recursive_Delta_at_input", graph.backward(values, "C")["a0_1"])

    def cost(x):
        return (1 - np.tanh(V[2] @ np.tanh(V[1] @ np.tanh(V[0] @ [x])))[0]) ** 2 / 2

    assert_number("B18.fd", float(numerical_gradient(cost, 0.4)))


def test_how_many_paths_there_are():
    small = network_graph(MLP.random([3, 2, 1], np.random.default_rng(1)), [0, 0, 0], [0])
    from_one_unit = small.count_paths("a0_1", "a2_1")
    assert_number("B17.number_of_paths_from_one_h1_unit_3-2-1", from_one_unit)
    wide = network_graph(MLP.random([1, 10, 10, 10, 1], np.random.default_rng(1)), [0], [0])
    paths = wide.count_paths("a0_1", "a4_1")
    assert_number("B17.number_of_paths_layers_10_10_10_to_1_output_from_one_unit_3_more_layers", paths)
    assert len(wide.paths("a0_1", "a4_1")) == paths


# The graph of a network.


@given(networks())
def test_the_values_are_the_activations_and_the_cost(case):
    net, x, y = case
    values = network_graph(net, x, y).forward()
    A = net.forward([x]).A
    for l, size in enumerate(net.sizes):
        for j in range(size):
            assert values[f"a{l}_{j + 1}"] == pytest.approx(A[l][0, j], rel=1e-13, abs=1e-15)
    assert values["C"] == pytest.approx(net.cost_on([x], [y]), rel=1e-12, abs=1e-15)
    assert len(values) == sum(net.sizes) + 1


@given(networks())
def test_an_edge_between_layers_has_the_slope_of_the_activation_times_the_weight(case):
    net, x, y = case
    graph, values = run(network_graph(net, x, y))
    slopes, trace = graph.slopes(values), net.forward([x])
    for l in range(1, len(net.sizes)):
        if net.phi[l] is softmax:  # not neuron by neuron
            continue
        for j, k in np.ndindex(net.W[l].shape):
            expected = net.phi[l].df(trace.Z[l][0, j]) * net.W[l][j, k]
            assert slopes[f"a{l - 1}_{k + 1}", f"a{l}_{j + 1}"] == pytest.approx(expected, rel=1e-12, abs=1e-15)


@given(networks())
def test_the_sum_over_all_paths_is_what_backpropagation_gives(case):
    net, x, y = case
    graph, values = run(network_graph(net, x, y))
    delta = net.gradient([x], [y]).delta
    back = graph.backward(values, "C")
    for l in range(len(net.sizes) - 1):
        Delta = (delta[l + 1] @ net.W[l + 1])[0]  # ∂C/∂aˡ = (Wˡ⁺¹)ᵀ δˡ⁺¹
        for k, expected in enumerate(Delta):
            name, size = f"a{l}_{k + 1}", 1e-12 * (1 + np.abs(delta[l + 1]).max() * np.abs(net.W[l + 1]).max())
            assert back[name] == pytest.approx(expected, rel=1e-10, abs=size)
            assert sum(graph.products(values, name, "C").values()) == pytest.approx(expected, rel=1e-10, abs=size)


@given(networks())
def test_the_slope_of_a_weight_is_Delta_times_the_slope_of_its_neuron_times_what_comes_in(case):
    net, x, y = case
    if net.output is softmax:  # its neurons have no slope of their own
        return
    graph, values = run(network_graph(net, x, y))
    back, Z, grad = graph.backward(values, "C"), net.forward([x]).Z, net.gradient([x], [y])
    for l in range(1, len(net.sizes)):
        for j, k in np.ndindex(net.W[l].shape):
            found = back[f"a{l}_{j + 1}"] * net.phi[l].df(Z[l][0, j]) * values[f"a{l - 1}_{k + 1}"]
            assert found == pytest.approx(grad.W[l][j, k], rel=1e-10, abs=1e-12)


def test_a_removed_connection_carries_no_slope():
    net = MLP.random([2, 2, 1], np.random.default_rng(1))
    mask = np.ones(net.theta.size, dtype=bool)
    mask[0] = False
    graph, values = run(network_graph(net.masked(mask), [1, 1], [1]))
    slopes = graph.slopes(values)
    assert slopes["a0_1", "a1_1"] == 0
    assert slopes["a0_2", "a1_1"] != 0


def net_for_slips():
    net = MLP.random([2, 3, 1], np.random.default_rng(3), hidden=tanh)
    return net.at(net.theta + 0.3), np.array([0.7, -0.4]), np.array([1.0])


def test_E40_the_slope_of_a_weight_belongs_to_the_neuron_it_leads_to():
    assert "Δ(h_r^j,o) · h_{r-1}^i · Φ'(a_{h_r^j})" in errata()["E40"]["corrected"]
    net, x, y = net_for_slips()
    graph, values = run(network_graph(net, x, y))
    back, Z = graph.backward(values, "C"), net.forward([x]).Z

    def formula(i, unit):
        return back[f"a1_{unit + 1}"] * tanh.df(Z[1][0, unit]) * values[f"a0_{i + 1}"]

    def cost(W):
        theta = net.theta.copy()
        theta[: W.size] = W.ravel()
        return net.at(theta).cost_on([x], [y])

    true = numerical_gradient(cost, net.W[1])
    for i, j in [(0, 2), (1, 0), (1, 2)]:
        assert formula(i, unit=j) == pytest.approx(true[j, i], abs=1e-9)
        assert abs(formula(i, unit=i) - true[j, i]) > 1e-3


def test_E51_the_bias_has_a_slope_as_a_weight_has():
    net, x, y = net_for_slips()
    graph, values = run(network_graph(net, x, y))
    back, Z = graph.backward(values, "C"), net.forward([x]).Z
    for j in range(3):
        slope = back[f"a1_{j + 1}"] * tanh.df(Z[1][0, j]) * 1

        def cost(b, j=j):
            theta = net.theta.copy()
            theta[net.names.index(f"b[1][{j}]")] = b
            return net.at(theta).cost_on([x], [y])

        assert slope == pytest.approx(float(numerical_gradient(cost, net.b[1][j])), abs=1e-9)
        assert abs(slope) > 1e-3


def test_E64_with_several_outputs_the_paths_through_all_of_them_count():
    net = MLP.random([2, 3, 2], np.random.default_rng(5), scale=1.0)
    x, y = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    graph, values = run(network_graph(net, x, y))
    through = [
        sum(product for path, product in graph.products(values, "a1_2", "C").items() if output in path)
        for output in ("a2_1", "a2_2")
    ]

    def cost(a):
        hidden = np.array([values["a1_1"], a.item(), values["a1_3"]])
        return ((y - sigmoid(net.W[2] @ hidden + net.b[2])) ** 2).sum() / 2

    true = float(numerical_gradient(cost, values["a1_2"]))
    assert sum(through) == pytest.approx(true, abs=1e-10)
    assert min(abs(part - true) for part in through) > 1e-3


# What is refused, and how.


def one(x):
    return x


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        (
            {"a": (one, ["b"]), "b": (one, ["a"])},
            r"nodes: none that depends on itself expected; got (a → b → a|b → a → b)",
        ),
        ({"a": (one, ["a"])}, "nodes: none that depends on itself expected; got a → a"),
        ({"y": (one, ["x", "x"])}, "y: every parent once expected; got x, x"),
        ({"y": (one, "x")}, "y: a function and a list of the names of its parents expected; got "),
        ({"y": (one, [1])}, "y: a function and a list of the names of its parents expected; got "),
        ({1: (one, ["x"])}, "1: a function and a list of the names of its parents expected; got "),
        ({"y": one}, "y: a function and a list of the names of its parents expected; got <function"),
        (
            {"y": (["x"], one)},
            r"y: a function and a list of the names of its parents expected; got \(\['x'\], <function",
        ),
        ({"y": (one, ["x"], 3)}, "y: a function and a list of the names of its parents expected; got "),
    ],
)
def test_what_is_no_graph_is_refused(nodes, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        Graph(nodes)


SUM = Graph({"s": (lambda x, y: x + y, ["x", "y"])})


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"x": 1}, "inputs: x, y expected, as no node computes them; got x"),
        ({}, "inputs: x, y expected, as no node computes them; got none"),
        ({"x": 1, "y": 2, "z": 3}, "inputs: x, y expected, as no node computes them; got x, y, z"),
        ({"x": 1, "y": 2, "s": 3}, "inputs: x, y expected, as no node computes them; got x, y, s"),
        ({"x": math.nan, "y": 2}, "x: finite numbers expected; got nan"),
        ({"x": [1, 2], "y": 2}, r"x: a single number expected; got shape \(2,\)"),
        ({"x": "much", "y": 2}, "x: numbers expected; got 'much'"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(inputs, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        SUM.forward(**inputs)


def test_a_node_that_gives_no_single_finite_number_is_named():
    with pytest.raises(ValueError, match=r"^bad: a single number expected; got shape \(2,\)$"):
        Graph({"bad": (lambda x: [x, x], ["x"])}).forward(x=1)
    with pytest.raises(ValueError, match=r"^bad: finite numbers expected; got inf$"):
        Graph({"bad": (lambda x: math.inf, ["x"])}).forward(x=1)


@pytest.mark.parametrize("function", [abs, math.exp, lambda x: x if x > 0 else 0.0])
def test_a_function_that_does_not_take_complex_numbers_is_named(function):
    graph, values = run(Graph({"fine": (lambda x: 2 * x, ["x"]), "bad": (function, ["fine"])}), x=1)
    with pytest.raises(ValueError, match=r"^bad: a function that takes complex numbers expected; "):
        graph.slopes(values)


def test_values_of_another_graph_are_refused():
    for method in (SUM.slopes, lambda values: SUM.backward(values, "s"), lambda v: SUM.products(v, "x", "s")):
        with pytest.raises(ValueError, match=r"^values: one for each of x, y, s expected; got x, y$"):
            method({"x": 1, "y": 2})


@pytest.mark.parametrize("call", ["paths", "count_paths"])
@pytest.mark.parametrize("names", [("z", "s"), ("x", "z")])
def test_names_the_graph_does_not_know_are_refused(call, names):
    with pytest.raises(ValueError, match=r"^'z': one of x, y, s expected$"):
        getattr(SUM, call)(*names)
    values = SUM.forward(x=1, y=1)
    with pytest.raises(ValueError, match=r"^'z': one of x, y, s expected$"):
        SUM.products(values, *names)
    with pytest.raises(ValueError, match=r"^'z': one of x, y, s expected$"):
        SUM.backward(values, "z")


def test_a_sample_that_does_not_fit_the_network_is_refused():
    net = MLP.random([2, 3, 1], np.random.default_rng(1), cost=log_loss)
    for x in ([1], [[1, 2]], 1):
        with pytest.raises(ValueError, match=r"^x: shape \(2,\) expected for this network; got shape \("):
            network_graph(net, x, [1])
    with pytest.raises(ValueError, match=r"^y: shape \(1,\) expected for this network; got shape \(\)"):
        network_graph(net, [1, 2], 1)
    with pytest.raises(ValueError, match=r"^x: finite numbers expected"):
        network_graph(net, [1, math.nan], [1])
    with pytest.raises(ValueError, match=r"^y: targets from 0 to 1 expected for log_loss; got "):
        network_graph(net, [1, 2], [2])


def test_a_network_whose_graph_has_other_edges_is_refused():
    net = SkipMLP.over(MLP.random([2, 3, 1], np.random.default_rng(1)), {(0, 2): np.ones((1, 2))})
    for other in (net, None):
        with pytest.raises(ValueError, match=r"^net: an MLP without skip connections expected; got "):
            network_graph(other, [1, 2], [1])
