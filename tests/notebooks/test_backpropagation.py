"""What lecture 5 says beside its printed numbers: the step by hand, the planted slip, arrows and paths."""

import re

import numpy as np
import pytest

import nncourse as nn
from tests.notebooks import LECTURES, cells

(PATH,) = [path for path in LECTURES if path.stem == "05_backpropagation"]
SOURCE = {cell.id: cell.source for cell in cells(PATH)}
SMALL = nn.MLP.of([[[1, -1], [0, 2]], [[4, -2]]], [[-1, -2], [-1]])


def run(*ids, **changed):
    """The names that these cells define, some lines of them changed."""
    names = {"nn": nn, "np": np, "MLP": nn.MLP}
    for id in ids:
        exec(changed.get(id, SOURCE[id]), names)
    return names


def test_the_slopes_of_the_step_by_hand_pass_the_check_that_marks_them():
    solution = re.search(r"`(mine = \[.*?\])`", SOURCE["step-solution"])[1]
    names = run("step-own", **{"step-own": SOURCE["step-own"].replace("mine = ...", solution)})
    check = nn.check_gradient(names["small_cost"], names["mine"], SMALL.theta)
    assert check.passed
    assert check.exact
    stepped = SMALL.at(SMALL.theta - 8 * np.array(names["mine"]))
    assert stepped.theta.tolist() == [3, 0, -1, 1.5, 0, -2.5, 4.5, -1.5, 0]
    assert stepped.predict([[2, 1]])[0, 0] == pytest.approx(0.988, abs=5e-4)


@pytest.mark.parametrize("line", range(1, 6))
def test_the_planted_slip_is_in_line_four_and_nowhere_else(line):
    right = {
        1: "delta2 = a2 - y", 2: "grad_W2 = np.outer(delta2, a1)", 3: "back = net.W[2].T @ delta2",
        4: "delta1 = back * (1 - a1**2)", 5: "grad_W1 = np.outer(delta1, x)",
    }[line]  # fmt: skip
    mended = re.sub(rf"    .*# line {line}", f"    {right}  # line {line}", SOURCE["hunt"])
    assert right in mended
    names = run("hunt", "hunt-check", hunt=mended)
    check = nn.check_gradient(names["suspect_cost"], names["claimed"], names["suspect"].theta)
    assert check.passed == (line == 4)


def test_a_thousand_paths_run_along_two_hundred_and_twenty_arrows():
    net = nn.MLP.random([1, 10, 10, 10, 10, 1], np.random.default_rng(0))
    graph = nn.network_graph(net, [0], [0])
    assert graph.count_paths("a1_1", "a5_1") == 1000
    behind = [name for name in graph.order if graph.count_paths("a1_1", name) and name != "C"]
    assert sum(len(graph.children[name]) for name in behind if name != "a5_1") == 220
    assert "1,000 paths, but 220 arrows" in SOURCE["paths-explain"]


def test_the_bend_is_negative_left_of_where_the_lecture_says():
    def slope(w):
        return -(1 - nn.sigmoid(w)) * nn.sigmoid.df(w)

    assert "left of $w = -0.69$" in SOURCE["bend-explain"]
    bends = [float(nn.hessian(slope, w)) for w in (-0.70, -0.69)]
    assert bends[0] < 0 < bends[1]


def test_the_own_hand_solution_of_the_practice_agrees_with_the_package():
    lines = re.findall(r"`(\w+ = [^`]+)`", SOURCE["practice-solution"])
    names = {"nn": nn, "np": np, "sigmoid": nn.sigmoid, "show": nn.show}
    exec(SOURCE["practice-own"], names)
    for line in lines:
        exec(line, names)
    expected = nn.MLP.of([names["W"]], [[0, 0]]).gradient([names["x"]], [names["y"]]).W[1]
    assert names["gradient"] == pytest.approx(expected)
    assert names["secant"] == pytest.approx(expected[0, 0], abs=1e-7)
