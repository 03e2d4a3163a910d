"""Live figures of lecture 5: slopes along one path and along many, the address of a weight, the four equations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from ..activations import sigmoid, tanh
from ..costs import log_loss, quadratic
from ..mlp import MLP
from ..numbers import in_words
from ..paths import Graph, network_graph
from ..scene import Bars, Choice, Handle, Lamp, Layer, Line, Panel, Rings, Scene, Slider, Text, Toggle, figure
from .drawing import INDEX, are, in_digits, path

Place = tuple[float, float]
UP = "⁰¹²³"


def short(number: float) -> str:
    """A number for a picture: three digits."""
    return in_digits(float(f"{number:.3g}"))


def tone(number: float) -> str:
    """The tone of a slope: blue where it is negative."""
    return "negative" if number < 0 else "positive"


def edge(start: Place, end: Place, slope: float | None = None, beside: Place = (0, 0.22), at: float = 0.5,
         lit: bool = False) -> list[Layer]:  # fmt: skip
    """An arrow from node to node, with its local slope beside it if that is known; thick if lit."""
    way = path(start, end, tone="ink" if lit else "muted", width=4 if lit else 1.2, arrow=True)
    if slope is None:
        return [way]
    x, y = (a + at * (b - a) + c for a, b, c in zip(start, end, beside, strict=True))
    return [way, Text(x, y, short(slope), tone=tone(slope), bold=lit)]


def node(place: Place, name: str, above: str = "", below: str = "", slope: float = 0) -> list[Layer]:
    """A node with its name, its value above and what comes back to it below, in the tone of that slope."""
    x, y = place
    return [Lamp(x, y, False, name), Text(x, y + 0.42, above, bold=True), Text(x, y - 0.42, below, tone=tone(slope))]


# ------------------------------------------------------------------------------------------ one path

_COMPOSED = {  # name → its graph, node by node from x on
    "(2x + 1)³": Graph({"A": (lambda x: 2 * x + 1, ["x"]), "B": (lambda A: A**3, ["A"])}),
    **{
        f"{name}, three times": Graph({"u": (phi, ["x"]), "v": (phi, ["u"]), "t": (phi, ["v"])})
        for name, phi in (("x²", lambda x: x * x), ("σ", sigmoid))
    },
}


@figure(
    x=Slider(-1.5, 1.5, 0, 0.1, label="x"),
    function=Choice(tuple(_COMPOSED), "(2x + 1)³", label="function"),
)
def composed(x: float, function: str) -> Scene:
    """A function of a function: the local slopes on the way multiply to the slope of the whole."""
    graph = _COMPOSED[function]
    values = graph.forward(x=x)
    slopes = list(graph.slopes(values).values())
    names, last = graph.order, graph.order[-1]
    slope = graph.backward(values, last)[names[0]]
    drawn: list[Layer] = []
    for k, factor in enumerate(slopes):
        drawn += edge((k + 0.14, 0), (k + 0.86, 0), factor, beside=(0, -0.3))
    for k, name in enumerate(names):
        drawn += node((k, 0), name, above=short(values[name]))
    xs = np.linspace(-1.5, 1.5, 61)
    ys, here = np.array([graph.forward(x=at)[last] for at in xs]), values[last]
    low, high = ys.min(), ys.max()
    reach = min(0.4, 0.25 * (high - low) / max(abs(slope), 1e-9))
    tangent = path((x - reach, here - reach * slope), (x + reach, here + reach * slope), tone=tone(slope), width=4)
    room = 0.1 * (high - low)
    panels = (
        Panel(tuple(drawn), (-0.4, len(names) - 0.6), (-0.9, 0.9), title="value above, slope below", bare=True),
        Panel((Line(xs, ys, width=2.5), tangent, Handle(x, here, horizontal="x")), (-1.5, 1.5),
              (low - room, high + room), "x", last),
    )  # fmt: skip
    product = " · ".join(short(factor) for factor in reversed(slopes))
    steps = ", ".join(f"{name} = {short(values[name])}" for name in names)
    return Scene(panels, f"{steps}; the slopes, from the last to the first: {product} = {in_words(slope)}.")


@dataclass(frozen=True)
class _Asked:
    """A number of the chain: its name, how it comes about, its value, and wrong values with what to say to them."""

    name: str
    recipe: str
    value: float
    slips: tuple[tuple[float, str], ...]

    def marked(self, guess: float) -> tuple[bool, str]:
        """Whether a typed number is right, and what is said to it."""
        near = 0.0015  # three decimals, and a little for numbers that were rounded on the way
        if guess == 0 and abs(self.value) > near:
            return False, "Type it"
        if abs(guess - self.value) <= near:
            return True, f"Right: {self.name} = {short(self.value)}"
        slip = next((words for value, words in self.slips if abs(guess - value) <= near), "not the number yet")
        return False, f"{in_words(guess)} is {slip}"


_LAYERS = (("x", "z¹", "a¹"), ("a¹", "z²", "a²", "C"))  # the nodes of the two panels: a¹ stands in both


@lru_cache(maxsize=64)
def _chain(w1: float, w2: float) -> tuple[_Asked, ...]:
    """The eleven numbers of forward and backward pass for x = 0.6 and y = 1, in their order."""
    net = MLP.of([[[w1]], [[w2]]], [[0.1], [0.2]])
    trace = net.forward([[0.6]])
    grad, back = net.backward(trace, [[1]]), network_graph(net, [0.6], [1])
    Delta = back.backward(back.forward(), "C")
    (z1, z2), (a1, a2) = ([float(part[0, 0]) for part in parts[1:]] for parts in (trace.Z, trace.A))
    (e1, e2), (g1, g2) = ([float(part[0, 0]) for part in parts[1:]] for parts in (grad.delta, grad.W))
    d1, d2, C, slope1 = Delta["a1_1"], Delta["a2_1"], net.cost_on([[0.6]], [[1]]), float(sigmoid.df(z1))
    slope2 = float(sigmoid.df(z2))
    squashed, local = "what goes into the sigmoid", "the local slope alone, without what came back"
    return (
        _Asked("z¹", "w¹x + b¹", z1, ((w1 * 0.6, "the sum without its bias"), (w1 + 0.1, "the sum without the input"))),
        _Asked("a¹", "σ(z¹)", a1, ((z1, squashed),)),
        _Asked("z²", "w²a¹ + b²", z2, ((w2 * a1, "the sum without its bias"), (w2 * z1 + 0.2, "made with z¹ for a¹"))),
        _Asked("a²", "σ(z²)", a2, ((z2, squashed),)),
        _Asked("C", "½(a² − y)²", C, ((2 * C, "the square without its ½"), (d2, "the difference, not yet squared"))),
        _Asked("∂C/∂a²", "a² − y", d2, (
            (-d2, "of the right size: look whether C grows or falls with a²"),
            (2 * d2, "twice too much, as without the ½"))),
        _Asked("∂C/∂z²", "∂C/∂a² · σ′(z²)", e2, (
            (slope2, local), (d2 * float(sigmoid.df(a2)), "made with σ′(a²), the slope at another place"))),
        _Asked("∂C/∂w²", "∂C/∂z² · a¹", g2, (
            (e2, "the slope for b²; but w² multiplies something"), (e2 * z1, "made with z¹ for a¹"))),
        _Asked("∂C/∂a¹", "∂C/∂z² · w²", d1, (
            (g2, "the slope for w²; a¹ takes the same way and meets another number"),
            (d2 * w2, "made without the slope of the sigmoid"))),
        _Asked("∂C/∂z¹", "∂C/∂a¹ · σ′(z¹)", e1, (
            (slope1, local), (e2 * slope1, "made without w², which lies on the way"),
            (d1 * slope2, "made with the slope of the other neuron"))),
        _Asked("∂C/∂w¹", "∂C/∂z¹ · x", g1, (
            (e1, "the slope for b¹; but w¹ multiplies something"),
            (e2 * slope1 * 0.6, "made without w², which lies on the way"))),
    )  # fmt: skip


@figure(
    number=Slider(1, 12, 1, 1, label="which number"),
    yours=Slider(-5, 5, 0, 0.001, label="your number (three decimals)", typed=True),
    w1=Slider(-3, 3, 0.5, 0.1, label="weight w¹"),
    w2=Slider(-3, 3, -1.3, 0.1, label="weight w²"),
)
def chain(number: float, yours: float, w1: float, w2: float) -> Scene:
    """Two sigmoid neurons in a row, forward and backward: each number is asked for before it is shown."""
    asked = _chain(w1, w2)
    count = int(number) - 1
    known, ask = {each.name: each.value for each in asked[:count]}, asked[count] if count < len(asked) else None
    right, said = ask.marked(yours) if ask else (True, "")
    if ask and right:
        known[ask.name] = ask.value

    def written(name: str, x: float, y: float) -> list[Layer]:
        """A number at its place: the learner's with a question mark, or the value if it is known."""
        if ask and name == ask.name and not right:
            return [Text(x, y, f"{in_words(yours)}?" if yours else "?", bold=True)]
        if name not in known:
            return []
        slope = name.startswith("∂")
        return [Text(x, y, short(known[name]), tone=tone(known[name]) if slope else "ink", bold=not slope)]

    for l in "¹²":
        if f"∂C/∂z{l}" in known:  # z grows with b as much as b does
            known[f"∂C/∂b{l}"] = known[f"∂C/∂z{l}"]
    knobs = {"w¹": w1, "b¹": 0.1, "w²": w2, "b²": 0.2}
    slopes = {  # local slopes, and the number of the way back that they have gone into
        ("z¹", "a¹"): ("∂C/∂z¹", float(sigmoid.df(asked[0].value))),
        ("a¹", "z²"): ("∂C/∂a¹", w2),
        ("z²", "a²"): ("∂C/∂z²", float(sigmoid.df(asked[2].value))),
    }
    panels = []
    for l, names in zip("¹²", _LAYERS, strict=True):
        drawn: list[Layer] = []
        for k, way in enumerate(pairwise(names)):
            into, local = slopes.get(way, ("", None))
            drawn += edge((k + 0.2, 0), (k + 0.8, 0), local if into in known else None)
        for x, name in enumerate(names):
            drawn += [Lamp(x, 0, False, name), *written(f"∂C/∂{name}", x, -1)]
            drawn += [Text(0, -0.5, "0.6", bold=True)] if name == "x" else written(name, x, -0.5)
        for knob, at in ((f"w{l}", 0.5), (f"b{l}", 1.5)):
            drawn += edge((at, 1.2), (1 + 0.25 * (at - 1), 0.3))
            drawn += [Lamp(at, 1.45, False, knob), Text(at, 1.95, short(knobs[knob]), bold=True)]
            drawn += written(f"∂C/∂{knob}", at, 2.4)
        rows = ((2.4, "∂C/∂"), (1.95, "value"), (-0.5, "value"), (-1, "∂C/∂")) if l == "¹" else ()
        drawn += [Text(-0.75, y, words, tone="muted") for y, words in rows]
        title = "layer 1" if l == "¹" else "layer 2, and the cost"
        panels.append(
            Panel(tuple(drawn), (-1.1 if rows else -0.4, len(names) - 0.6), (-1.3, 2.7), title=title, bare=True)
        )
    facts = [f"{name} = {short(value)}" for name, value in ({"x": 0.6} | known).items()]
    sentence = f"{are(facts)}."
    if ask:
        sentence = f"Number {count + 1} of 11: {ask.name} = {ask.recipe}. {said}. Known: {sentence}"
    return Scene(tuple(panels), sentence, right if ask else None)


# ------------------------------------------------------------------------------------------ several paths

_SEVERAL = Graph({
    "y₁": (lambda x1, x2: x1 * x2, ["x₁", "x₂"]),
    "y₂": (lambda x2, x3: x2 + x3, ["x₂", "x₃"]),
    "z": (lambda y1, y2: y1**2 + 3 * y2, ["y₁", "y₂"]),
})  # fmt: skip
_SEVERAL_AT: Mapping[str, Place] = {
    "x₁": (0, 1.1), "x₂": (0, 0), "x₃": (0, -1.1), "y₁": (1.6, 0.6), "y₂": (1.6, -0.6), "z": (3.2, 0),
}  # fmt: skip


def between(start: Place, end: Place, gap: float = 0.18) -> tuple[Place, Place]:
    """The two ends of an arrow that leaves room for the nodes."""
    (x0, y0), (x1, y1) = start, end
    share = gap / (x1 - x0)
    return (x0 + gap, y0 + share * (y1 - y0)), (x1 - gap, y1 - share * (y1 - y0))


@figure(
    x1=Slider(-3, 3, 1, 0.5, label="x₁"),
    x2=Slider(-3, 3, 1, 0.5, label="x₂"),
    x3=Slider(-3, 3, 1, 0.5, label="x₃"),
    lit=Choice(("x₁", "x₂", "x₃"), "x₁", label="paths from"),
)
def several(x1: float, x2: float, x3: float, lit: str) -> Scene:
    """Three inputs, two numbers between, one result: x₂ has two ways to it, and their products add up."""
    values = _SEVERAL.forward(**{"x₁": x1, "x₂": x2, "x₃": x3})
    slopes, back = _SEVERAL.slopes(values), _SEVERAL.backward(values, "z")
    products = _SEVERAL.products(values, lit, "z")
    on_the_way = {way for one in products for way in pairwise(one)}
    drawn: list[Layer] = []
    for (parent, child), slope in slopes.items():
        ends = between(_SEVERAL_AT[parent], _SEVERAL_AT[child])
        drawn += edge(*ends, slope, beside=(0, 0.16), lit=(parent, child) in on_the_way)
    for name, place in _SEVERAL_AT.items():
        drawn += node(place, name, short(values[name]))
    table: list[Layer] = []
    for k, x in enumerate(("x₁", "x₂", "x₃")):
        column = [slopes.get((x, "y₁"), 0.0), slopes.get((x, "y₂"), 0.0), back[x]]
        table.append(Text(k, 3, x, tone="muted"))
        table += [
            Text(k, (2, 1, -0.3)[i], short(slope), tone=tone(slope), bold=x == lit) for i, slope in enumerate(column)
        ]
    names = ((2, "y₁"), (1, "y₂"), (-0.3, "z"))
    table += [Text(-0.8, y, f"∂{name}/∂", tone="muted") for y, name in names]
    table.append(path((-1.2, 0.35), (2.5, 0.35), tone="grid"))
    panels = (
        Panel(tuple(drawn), (-0.4, 3.6), (-1.4, 1.7), title="value above, local slope on the arrow", bare=True),
        Panel(tuple(table), (-1.4, 2.6), (-0.9, 3.4), title="the Jacobian, and ∂z/∂x below", bare=True),
    )
    terms = [f"{' → '.join(one)} gives {short(product)}" for one, product in products.items()]
    return Scene(panels, f"At {are([f'{x} = {in_words(values[x])}' for x in ('x₁', 'x₂', 'x₃')])}: {are(terms)}; "
                         f"∂z/∂{lit} = {in_words(back[lit])}.")  # fmt: skip


_TANH = MLP.of(
    [np.array([[0.5], [-1]]), np.array([[1, -2], [0.5, 0.3]]), np.array([[1.5, -0.7]])],
    [np.zeros(2), np.zeros(2), np.zeros(1)], tanh, output=tanh,
)  # fmt: skip
_PLACES: Mapping[str, Place] = {
    "a0_1": (0, 0), "a1_1": (0.9, 0.8), "a1_2": (0.9, -0.8), "a2_1": (2.3, 0.8), "a2_2": (2.3, -0.8),
    "a3_1": (3.2, 0), "C": (4, 0),
}  # fmt: skip
_STARTS: Mapping[str, tuple[int, int, int] | None] = {
    "input x": None, "w¹₁₁": (1, 0, 0), "w¹₂₁": (1, 1, 0), "w²₁₂": (2, 0, 1), "w³₁₁": (3, 0, 0),
}  # fmt: skip


def _board(name: str) -> str:
    """The name of a node as on the board: a²₁, x, ŷ."""
    if name in ("C", "a0_1", "a3_1"):
        return {"C": "C", "a0_1": "x", "a3_1": "ŷ"}[name]
    return f"a{UP[int(name[1])]}{INDEX[int(name[3]) - 1]}"


@figure(
    which=Choice(tuple(_STARTS), "input x", label="slope of C in"),
    lit=Slider(0, 4, 0, 1, label="paths so far", play=1),
    x=Slider(-1, 1, 0.4, 0.1, label="input x"),
)
def paths(which: str, lit: float, x: float) -> Scene:
    """A 1-2-2-1 tanh network with target 1: path after path lights up, and the products add up to the slope."""
    graph, trace = network_graph(_TANH, [x], [1]), _TANH.forward([[x]])
    values, start, first = graph.forward(), "a0_1", 1.0
    whole = graph.backward(values, "C")["a0_1"]
    if (weight := _STARTS[which]) is not None:
        l, j, k = weight
        start, whole = f"a{l}_{j + 1}", float(_TANH.backward(trace, [[1]]).W[l][j, k])
        first = float(tanh.df(trace.Z[l][0, j]) * trace.A[l - 1][0, k])
    slopes, products = graph.slopes(values), graph.products(values, start, "C")
    ways = list(products)
    count = min(int(lit), len(ways))
    shares = [first * products[way] for way in ways[:count]]
    now = set(pairwise(ways[count - 1])) if count else set()
    drawn: list[Layer] = []
    for (parent, child), slope in slopes.items():
        ends = between(_PLACES[parent], _PLACES[child], 0.16)
        on = (parent, child) in now
        drawn += edge(*ends, slope if on else None, beside=(0, 0.2), at=0.5, lit=on)
    if weight is not None:
        ends = between(_PLACES[f"a{l - 1}_{k + 1}"], _PLACES[start], 0.16)
        drawn.append(path(*ends, tone="positive", width=5, arrow=True))
        if count:
            x_, y_ = np.mean(ends, axis=0)
            drawn.append(Text(x_, y_ + 0.2, short(first), tone="positive", bold=True))
    for name, place in _PLACES.items():
        drawn.append(Lamp(*place, False, _board(name)))
    total = sum(shares)
    bars = Bars(
        np.array([float(f"{100 * share:.3g}") for share in (*shares, total)]),
        (*(str(k + 1) for k in range(count)), "sum"),
    )
    reach = 120 * max(abs(whole), 1e-3, *(abs(first * product) for product in products.values()))
    panels = (
        Panel(tuple(drawn), (-0.3, 4.3), (-1.2, 1.3), title="local slopes on the lit path", bare=True),
        Panel((bars,), (-0.6, count + 0.6), (-reach, reach), "path", "product of its slopes, in hundredths"),
    )
    many = f"{len(ways)} paths lead" if len(ways) > 1 else "1 path leads"
    if not count:
        return Scene(panels, f"x = {in_words(x)}: {many} from {which.removeprefix('input ')} to C, and none is lit.")
    words = " → ".join([*([which] if weight is not None else []), *map(_board, ways[count - 1])])
    factors = [*([first] if weight is not None else []), *(slopes[way] for way in pairwise(ways[count - 1]))]
    product = " · ".join(f"({short(f)})" if f < 0 else short(f) for f in factors)
    sentence = f"x = {in_words(x)}, path {count} of {len(ways)}: {words}: {product} = {short(shares[-1])}."
    done = f" All paths together {in_words(total)}; in one pass backwards {in_words(whole)}."
    return Scene(panels, sentence + (done if count == len(ways) else f" So far {short(total)}."))


# ------------------------------------------------------------------------------------------ the address of a weight

_SIZES = (2, 4, 3)
_MATRICES = {1: np.arange(1, 9).reshape(4, 2), 2: np.arange(1, 13).reshape(3, 4)}
_LOST = ((2, 1, 3), (1, 3, 1), (2, 3, 2), (1, 4, 2), (2, 2, 4), (1, 2, 2))  # edges to be found: layer, to, from


def _neuron(l: int, j: int) -> Place:
    """Where neuron j, counted from 1, of layer l stands."""
    return 1.5 * l, (_SIZES[l] + 1) / 2 - j


@figure(
    l=Slider(1, 2, 1, 1, label="layer l"),
    j=Slider(1, 4, 1, 1, label="to neuron j"),
    k=Slider(1, 4, 1, 1, label="from neuron k"),
    find=Slider(0, len(_LOST), 0, 1, label="edge to find (0: none)"),
)
def address(l: float, j: float, k: float, find: float) -> Scene:
    """An edge, its indices, its place in the matrix, its name in Python; or an edge whose indices are to be found."""
    l, j, k = int(l), int(j), int(k)
    lost = _LOST[int(find) - 1] if find else None
    drawn: list[Layer] = [
        path(*between(_neuron(m, b), _neuron(m + 1, a)), tone="grid")
        for m in (0, 1) for a in range(1, _SIZES[m + 1] + 1) for b in range(1, _SIZES[m] + 1)
    ]  # fmt: skip
    there = j <= _SIZES[l] and k <= _SIZES[l - 1]
    if lost:
        ends = between(_neuron(lost[0] - 1, lost[2]), _neuron(lost[0], lost[1]))
        drawn.append(path(*ends, tone="negative", width=7, dashed=True))
    if there:
        drawn.append(path(*between(_neuron(l - 1, k), _neuron(l, j)), tone="positive", width=3.5, arrow=True))
    drawn += [Lamp(*_neuron(m, a), False, str(a)) for m, size in enumerate(_SIZES) for a in range(1, size + 1)]
    drawn += [Text(1.5 * m, 2.15, f"layer {m}", tone="muted") for m in range(3)]
    W = _MATRICES[l]
    table: list[Layer] = [Text(b, 1, str(b + 1), tone="muted") for b in range(W.shape[1])]
    table += [Text(-1, -a, str(a + 1), tone="muted") for a in range(W.shape[0])]
    for (a, b), weight in np.ndenumerate(W):
        chosen = (a, b) == (j - 1, k - 1)
        table.append(Text(b, -a, str(weight), tone="positive" if chosen else "ink", bold=chosen))
    if there:
        table.append(Rings(np.array([k - 1.0]), np.array([1.0 - j])))
    panels = (
        Panel(tuple(drawn), (-0.4, 3.4), (-2, 2.5), bare=True),
        Panel(tuple(table), (-1.6, 3.6), (-3.6, 1.6), title=f"W{UP[l]}: row to j, column from k", bare=True),
    )
    if not there:
        layer, wrong = (l, j) if j > _SIZES[l] else (l - 1, k)
        return Scene(
            panels, f"Layer {layer} has {_SIZES[layer]} neurons: there is no neuron {wrong}.", False if lost else None
        )
    row = " + ".join(f"w{UP[l]}{INDEX[j - 1]}{INDEX[b]}·a{UP[l - 1]}{INDEX[b]}" for b in range(_SIZES[l - 1]))
    sentence = (
        f"w{UP[l]}{INDEX[j - 1]}{INDEX[k - 1]} leads to neuron {j} of layer {l} from neuron {k} of layer {l - 1}: "
        f"W[{l}][{j - 1}, {k - 1}] = {W[j - 1, k - 1]} in Python, a term of "
        f"z{UP[l]}{INDEX[j - 1]} = {row} + b{UP[l]}{INDEX[j - 1]}"
    )
    if not lost:
        return Scene(panels, f"{sentence}.")
    found = (l, j, k) == lost
    edge = f"from circle {lost[2]} of column {lost[0]} to circle {lost[1]} of the next"
    said = f"it is {'' if found else 'not '}the dashed edge number {int(find)}, {edge}"
    return Scene(panels, f"{sentence}; {said}.", found)


# ------------------------------------------------------------------------------------------ the four equations

_BOXES = [[[0.1, 0.3], [0.2, 0.4]], [[0.7, 0.8]]], [[0.5, 0.6], [0.9]]  # for the network of deck BAD 525-567
_COSTS = {"quadratic": quadratic, "log loss": log_loss}
_AT: Mapping[tuple[int, int], Place] = {
    (0, 0): (0, 0.8),
    (0, 1): (0, -0.8),
    (1, 0): (1.7, 0.8),
    (1, 1): (1.7, -0.8),
    (2, 0): (3.4, 0),
}


@figure(
    equation=Slider(0, 5, 0, 1, label="forward, BP1 to BP4, step", play=0.5),
    learning_rate=Slider(0.5, 10, 0.5, 0.5, label="learning rate η"),
    y=Toggle(False, label="target 1 (off: 0)"),
    printed=Toggle(False, label="δ as the slide has it", more=True),
    cost=Choice(tuple(_COSTS), "quadratic", label="cost", more=True),
)
def equations(equation: float, learning_rate: float, y: bool, printed: bool, cost: str) -> Scene:
    """A 2-2-1 network for the input (1, 2): the forward pass, the four equations one by one, and a step."""
    net, target, at = MLP.of(*_BOXES, cost=_COSTS[cost]), [[float(y)]], int(equation)
    trace = net.forward([[1, 2]])
    grad, sign = net.backward(trace, target), -1 if printed else 1
    delta = [np.empty(0), *(sign * part[0] for part in grad.delta[1:])]
    W, b = ([np.empty(0), *(sign * part for part in parts[1:])] for parts in (grad.W, grad.b))
    stepped = net.at(net.theta - learning_rate * sign * grad.theta)
    before, after = (each.cost_on([[1, 2]], target) for each in (net, stepped))
    shown = stepped if at == 5 else net
    answers = shown.forward([[1, 2]]).A
    drawn: list[Layer] = []
    for l in (1, 2):
        for (j, k), weight in np.ndenumerate(shown.W[l]):
            ends = between(_AT[l - 1, k], _AT[l, j])
            (x0, y0), (x1, y1) = ends
            drawn.append(path(*ends, tone="muted", arrow=True))
            drawn.append(Text(x0 + 0.33 * (x1 - x0), y0 + 0.33 * (y1 - y0) + 0.14, short(weight)))
    for (l, j), (across, up) in _AT.items():
        name = f"x{INDEX[j]}" if l == 0 else "ŷ" if l == 2 else f"a¹{INDEX[j]}"
        out = -1 if j else 1  # numbers stand on the outer side of their node, away from the arrows
        drawn += [Lamp(across, up, False, name), Text(across, up + 0.4 * out, short(answers[l][0, j]), bold=True)]
        if l and at >= 3 - l:
            drawn.append(Text(across, up + 0.8 * out, f"δ = {short(delta[l][j])}", tone=tone(delta[l][j])))
    table: list[Layer] = [Text(k, 1, name, tone="muted") for k, name in enumerate(("a¹₁", "a¹₂", "ŷ"))]
    table += [Text(-1, -i, name, tone="muted") for i, name in enumerate(("from 1", "from 2", "bias"))]
    columns = [np.append(W[1][0], b[1][0]), np.append(W[1][1], b[1][1]), np.append(W[2][0], b[2][0])]
    for k, column in enumerate(columns):
        table += [Text(k, -i, short(n), tone=tone(n)) for i, n in enumerate(column) if at >= (3 if i == 2 else 4)]
    panels = (
        Panel(tuple(drawn), (-0.4, 3.9), (-1.9, 1.9), title="weights, activations, δ", bare=True),
        Panel(tuple(table), (-1.5, 2.5), (-2.6, 1.6), title="∂C/∂ of the weights and biases into", bare=True),
    )
    first = "δ² = ŷ − y" if cost == "log loss" else "δ² = (ŷ − y) σ′(z²)"
    if printed:
        first = first.replace("ŷ − y", "y − ŷ")
    told = (
        f"forward, z¹ = {row(trace.Z[1])}, a¹ = {row(trace.A[1])}, z² = {short(trace.Z[2][0, 0])}, "
        f"ŷ = {short(trace.A[2][0, 0])}; C = {in_words(before)}",
        f"(BP1) {first} = {in_words(delta[2][0])}",
        f"(BP2) δ¹ = (W²)ᵀδ² ⊙ σ′(z¹) = {row(delta[1])}",
        f"(BP3) ∂C/∂b² = δ² = {short(b[2][0])} and ∂C/∂b¹ = δ¹ = {row(b[1])}",
        f"(BP4) ∂C/∂W² = δ²(a¹)ᵀ = {row(W[2])}, and ∂C/∂W¹ = δ¹xᵀ has the rows {row(W[1][0])} and {row(W[1][1])}",
        f"a step with η = {in_words(learning_rate)}: C goes from {in_words(before)} to {in_words(after)} and "
        f"{'falls' if after < before else 'rises'}",
    )
    slide = ", with the sign of the slide" if printed else ""
    return Scene(panels, f"Target {int(y)}, {cost}{slide}: {told[at]}.")


def row(numbers: Sequence[float] | np.ndarray) -> str:
    """A row of numbers for a sentence, three digits each."""
    return f"({', '.join(map(short, np.ravel(numbers)))})"
