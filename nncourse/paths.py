"""The chain rule on a computational graph: along one path, along all paths, and without listing them.

    ∂output/∂node = Σ over all paths from the node to the output of Π over the edges of a path of ∂child/∂parent
                  = Σ over the children of the node of ∂child/∂node · ∂output/∂child

The first line takes as many products as there are paths, and their number grows with the width to the power of the
depth; the second, backwards from the output, takes every edge once.  That is all backpropagation does.

Lectures 4 and 5; decks KHE 618-649 and 789-892, OCT 188-215, BAD 499-518.
"""

import graphlib
import itertools
import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from .arguments import finite_number, finite_numbers
from .gradcheck import complex_step
from .mlp import MLP

Edge = tuple[str, str]
Path = tuple[str, ...]
Function = Callable[..., object]


class Graph:
    """A computational graph: numbers with names, each computed from others by a function of its own.

    nodes : name → (function, the names of its parents); the function is called with their values in this order and
        gives a number.  Without parents it is a constant.
    inputs : the names that no node defines; `forward` asks for their values.
    order : all names, every one after its parents.
    children : name → the names of the nodes that read it.

    ValueError if a node names a parent twice, depends on itself, or is no such pair.

    >>> graph = Graph({"A": (lambda x: 2 * x + 1, ["x"]), "B": (lambda A: A**3, ["A"])})
    >>> graph.backward(graph.forward(x=1), "B")["x"]
    54.0
    """

    def __init__(self, nodes: Mapping[str, tuple[Function, Sequence[str]]]) -> None:
        self.nodes: dict[str, tuple[Function, tuple[str, ...]]] = {}
        for name, node in nodes.items():
            function, names = node if isinstance(node, tuple) and len(node) == 2 else (None, None)
            if not callable(function) or not isinstance(names, list | tuple) or {*map(type, (name, *names))} != {str}:
                raise ValueError(f"{name}: a function and a list of the names of its parents expected; got {node!r}")
            if len(set(names)) < len(names):
                raise ValueError(f"{name}: every parent once expected; got {', '.join(names)}")
            self.nodes[name] = function, tuple(names)
        try:
            parents = {name: names for name, (_, names) in self.nodes.items()}
            self.order = tuple(graphlib.TopologicalSorter(parents).static_order())
        except graphlib.CycleError as error:
            cycle = " → ".join(error.args[1])
            raise ValueError(f"nodes: none that depends on itself expected; got {cycle}") from None
        self.inputs = tuple(name for name in self.order if name not in self.nodes)
        self.children: dict[str, list[str]] = {name: [] for name in self.order}
        for child, names in parents.items():
            for parent in names:
                self.children[parent].append(child)

    def forward(self, /, **inputs: float) -> dict[str, float]:
        """The value of every name, from those of the inputs: name → number.

        ValueError if an input is missing, a name is none of them, or a value is not one finite number.
        """
        if inputs.keys() != set(self.inputs):
            expected, got = (", ".join(names) or "none" for names in (self.inputs, inputs))
            raise ValueError(f"inputs: {expected} expected, as no node computes them; got {got}")
        values: dict[str, float] = {}
        for name in self.order:
            if name in inputs:
                values[name] = finite_number(name, inputs[name])
            else:
                function, parents = self.nodes[name]
                values[name] = finite_number(name, function(*(values[parent] for parent in parents)))
        return values

    def slopes(self, values: Mapping[str, float]) -> dict[Edge, float]:
        """The local slope ∂child/∂parent of every edge, by the complex step: (parent, child) → number.

        values : what `forward` returned.  ValueError if it is not, or a function does not take complex numbers.
        """
        if values.keys() != set(self.order):
            raise ValueError(f"values: one for each of {', '.join(self.order)} expected; got {', '.join(values)}")
        slopes: dict[Edge, float] = {}
        for child, (function, parents) in self.nodes.items():
            here = np.array([values[parent] for parent in parents], dtype=float)
            try:
                gradient = complex_step(lambda z, f=function: f(*z.tolist()), here)  # type: ignore[misc]
            except (TypeError, ValueError) as error:
                raise ValueError(f"{child}: a function that takes complex numbers expected; {error}") from error
            slopes |= {(parent, child): float(slope) for parent, slope in zip(parents, gradient, strict=True)}
        return slopes

    def backward(self, values: Mapping[str, float], output: str) -> dict[str, float]:
        """∂output/∂node for every name, in one pass over the edges: name → number (decks OCT 205-215, KHE 824-867).

        values : what `forward` returned.  The output itself has 1, what does not lead to it 0.
        ValueError as in `slopes`, or if there is no such output.
        """
        return {name: float(number) for name, number in self._back(self.slopes(values), output).items()}

    def paths(self, start: str, output: str) -> list[Path]:
        """All paths from one name to another, each with all names on its way: there may be very many of them.

        ValueError if a name is none of the graph's.
        """
        self._check(start, output)
        onwards: dict[str, list[Path]] = {}
        for name in reversed(self.order[self.order.index(start) :]):
            further = [(name, *path) for child in self.children[name] for path in onwards[child]]
            onwards[name] = [(output,)] if name == output else further
        return onwards[start]

    def count_paths(self, start: str, output: str) -> int:
        """How many paths lead from one name to another, without listing them (deck KHE 869-874).

        The recursion of `backward` with every slope 1.  ValueError if a name is none of the graph's.
        """
        self._check(start)
        ones = {(parent, child): 1 for parent, children in self.children.items() for child in children}
        return int(self._back(ones, output)[start])

    def products(self, values: Mapping[str, float], start: str, output: str) -> dict[Path, float]:
        """The product of the slopes along every path; their sum is ∂output/∂start (deck KHE 815-822): path → number.

        values : what `forward` returned.  ValueError as in `slopes` and `paths`.
        """
        slopes = self.slopes(values)
        return {
            path: math.prod((slopes[edge] for edge in itertools.pairwise(path)), start=1.0)
            for path in self.paths(start, output)
        }

    def _back(self, slopes: Mapping[Edge, float], output: str) -> dict[str, float]:
        self._check(output)
        Delta: dict[str, float] = {}
        for name in reversed(self.order):
            Delta[name] = sum(slopes[name, child] * Delta[child] for child in self.children[name]) + (name == output)
        return Delta

    def _check(self, *names: str) -> None:
        for name in names:
            if name not in self.children:
                raise ValueError(f"{name!r}: one of {', '.join(self.order)} expected")


def network_graph(net: MLP, x: ArrayLike, y: ArrayLike) -> Graph:
    """The graph of a network for one sample: its activations, and on top its cost C.

    Neuron j of layer l is the node "al_j", such as "a1_2", both counted as on the board, where the first neuron is
    number 1; "a0_1", "a0_2", … are the inputs, here constants, so that `forward()` needs no values.  An edge has the
    slope φ′(z_j) w_jk, and ∂C/∂a, the deck's Δ, is the sum over all paths from a to C (deck KHE 789-892).

    x : (n_0,), the sample.    y : (n_L,), its target.
    ValueError for other shapes, targets that the cost does not know, or a network with skip connections.
    """
    if type(net) is not MLP:
        raise ValueError(f"net: an MLP without skip connections expected; got {net!r}")
    x, y = finite_numbers("x", x), finite_numbers("y", y)
    for name, row, size in (("x", x, net.sizes[0]), ("y", y, net.sizes[-1])):
        if row.shape != (size,):
            raise ValueError(f"{name}: shape ({size},) expected for this network; got shape {row.shape}")
    net.cost.check_targets("y", y[None])

    def neuron(l: int, j: int) -> Function:
        if l == 0:
            return lambda: x[j]
        return lambda *a: net.phi[l](net.W[l] @ a + net.b[l])[j]

    layers = [[f"a{l}_{j + 1}" for j in range(size)] for l, size in enumerate(net.sizes)]
    nodes = {
        name: (neuron(l, j), layers[l - 1] if l else [])
        for l, names in enumerate(layers)
        for j, name in enumerate(names)
    }
    return Graph(nodes | {"C": (lambda *a: net.cost([a], [y]), layers[-1])})
