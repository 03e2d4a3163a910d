import re

import numpy as np
import pytest
from hypothesis import given

from nncourse import Perceptron, boolean_functions, datasets, separating_perceptron
from nncourse.separability import name_of
from tests.curriculum import worked_numbers
from tests.strategies import eighths, numbers, vectors

CORNERS = datasets.binary_inputs(2)
TABLES = boolean_functions().tolist()
GATES = ["AND", "OR", "NAND", "NOR", "XOR", "XNOR"]


def test_the_boolean_functions_are_the_numbers_below_sixteen_in_binary():
    assert ["".join(str(int(t)) for t in row) for row in TABLES] == [f"{number:04b}" for number in range(16)]


@pytest.mark.parametrize("truth", TABLES)
def test_the_perceptron_found_computes_the_function_and_none_is_found_for_two(truth):
    unit = separating_perceptron(truth)
    if name_of(truth) in ("XOR", "XNOR"):
        assert unit is None
    else:
        assert unit.predict(CORNERS).tolist() == truth


@given(vectors(2) | vectors(2, eighths), numbers | eighths)
def test_no_perceptron_computes_what_has_no_separating_perceptron(weights, bias):
    assert separating_perceptron(Perceptron(weights, bias).predict(CORNERS)) is not None


@pytest.mark.parametrize("truth", TABLES)
def test_the_line_found_can_be_drawn_and_passes_through_no_corner(truth):
    unit = separating_perceptron(truth)
    assert unit is None or abs(unit.distance(CORNERS)).min() > 0.3


def test_fourteen_of_sixteen_functions_are_separable_and_which_two_are_not():
    missing = [truth for truth in TABLES if separating_perceptron(truth) is None]
    assert len(TABLES) - len(missing) == worked_numbers()["P17.separable_boolean_functions_of_2"]
    assert missing == worked_numbers()["P17.not_separable"]


@pytest.mark.parametrize("truth", TABLES)
def test_the_name_of_a_function_says_what_it_computes(truth):
    name = name_of(truth)
    if name in GATES:
        expected = datasets.gate(name)[1][:, 0].tolist()
    else:
        formula = re.sub("always (.)", r"\1", name).replace("₁", "1").replace("₂", "2")
        expected = [float(eval(formula, {"x1": x1, "x2": x2})) for x1, x2 in CORNERS.tolist()]
    assert truth == expected


def test_each_of_the_sixteen_has_its_own_name():
    assert len({name_of(truth) for truth in TABLES}) == 16


@pytest.mark.parametrize("gate", GATES)
def test_the_targets_of_a_gate_are_a_truth_table_as_they_come(gate):
    column = datasets.gate(gate)[1]
    assert name_of(column) == gate
    assert (separating_perceptron(column) is None) == (gate in ("XOR", "XNOR"))


@pytest.mark.parametrize("function", [separating_perceptron, name_of])
@pytest.mark.parametrize(
    ("truth", "message"),
    [
        ([0, 1, 1], r"truth: the answers to 00, 01, 10, 11 expected, shape \(4,\); got shape \(3,\)"),
        (np.zeros((1, 4)), r"truth: the answers to 00, 01, 10, 11 expected, shape \(4,\); got shape \(1, 4\)"),
        ([-1, 1, 1, -1], r"truth: only 0 and 1 expected; got \[-1\.0, 1\.0, 1\.0, -1\.0\]"),
        ("XOR", "truth: numbers expected; got 'XOR'"),
    ],
)
def test_what_is_no_truth_table_is_refused(function, truth, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        function(truth)
