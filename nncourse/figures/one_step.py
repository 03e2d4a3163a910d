"""Live figures of lecture 5: one step of learning, line by line, and what one sample wishes of the layer before."""

from functools import lru_cache

import numpy as np

from ..activations import identity, sigmoid
from ..datasets import half_adder as half_adder_table
from ..half_adder import HIDDEN, OUTPUT, one_step, to_network, train
from ..mlp import MLP
from ..numbers import in_words
from ..scene import Bars, Choice, Lamp, Layer, Line, Panel, Rings, Scene, Slider, Text, Toggle, figure
from .backpropagation import INDEX, between, row, short, tone
from .drawing import are, path, rounded

# ------------------------------------------------------------------------------------------ the half adder

_ROMAN = ("I", "II")
_SAMPLES = ("00", "01", "10", "11")


@figure(
    line=Slider(0, 7, 0, 1, label="line of the deck", play=0.5),
    sample=Choice(_SAMPLES, "10", label="input X₁X₂"),
    learning_rate=Slider(0.1, 10, 0.5, 0.1, label="learning rate η"),
    printed=Toggle(False, label="order as printed: output weights first"),
)
def half_adder(line: float, sample: str, learning_rate: float, printed: bool) -> Scene:
    """The 2-3-2 half adder takes one step, line by line as in its deck, with our notation beside it."""
    at, x = int(line), np.array([float(bit) for bit in sample])
    t = half_adder_table()[1][_SAMPLES.index(sample)]
    found = one_step(HIDDEN, OUTPUT, x, t, learning_rate)
    slope = found.O_output * (1 - found.O_output)
    Delta, new_hidden = found.Delta_hidden, found.new_hidden
    if printed:  # the hidden Δ are then made from output weights that have moved already
        Delta = found.new_output[:, 1:].T @ (found.Delta_output * slope)
        O = found.O_hidden[1:]
        new_hidden = HIDDEN - learning_rate * np.outer(Delta * O * (1 - O), found.X)
    after = to_network(new_hidden, found.new_output).predict(x[None])[0]
    loss = float(((after - t) ** 2).sum() / 2)
    check = ("a measurement finds", row(found.Delta_hidden)) if printed else ()
    told = {  # the deck's line, the course's, and its numbers
        0: ("X₀ = 1, O₀ = 1 for the biases", "x = a⁰, target y", (f"X₁, X₂ = {row(x)}", f"t = {row(t)}")),
        1: ("O_j = σ(W_j0 + Σ W_ji X_i)", "a¹ = σ(W¹x + b¹)", (f"O₁, O₂, O₃ = {row(found.O_hidden[1:])}",)),
        2: ("O_k = σ(W_k0 + Σ W_kj O_j)", "a² = σ(W²a¹ + b²)",
            (f"O_I, O_II = {row(found.O_output)}", f"loss {in_words(found.loss)}")),
        3: ("Δ_k = −(t_k − O_k)", "∂C/∂a² = a² − y", (f"Δ_I, Δ_II = {row(found.Delta_output)}",)),
        4: ("Δ_j = Σ W_kj Δ_k O_k(1 − O_k)", "∂C/∂a¹ = (W²)ᵀδ²", (f"Δ₁, Δ₂, Δ₃ = {row(Delta)}", *check)),
        5: ("W_kj ← W_kj − η Δ_k O_j O_k(1 − O_k)", "W² ← W² − η δ²(a¹)ᵀ, and b²",
            tuple(f"into {name}: {row(new)}" for name, new in zip(_ROMAN, found.new_output, strict=True))),
        6: ("W_ji ← W_ji − η Δ_j X_i O_j(1 − O_j)", "W¹ ← W¹ − η δ¹xᵀ, and b¹",
            tuple(f"into {j}: {row(new)}" for j, new in enumerate(new_hidden, start=1))),
        7: ("forward once more", "forward once more", (f"O_I, O_II = {row(after)}", f"loss {in_words(loss)}")),
    }  # fmt: skip
    order = [0, 1, 2, 3, 5, 4, 6, 7] if printed else list(range(8))
    now, done = order[at], set(order[: at + 1])
    deck, house, numbers = told[now]
    answers = {1: found.O_hidden[1:], 2: after if 7 in done else found.O_output}
    weights = {1: new_hidden if 6 in done else HIDDEN, 2: found.new_output if 5 in done else OUTPUT}
    drawn: list[Layer] = []
    for l, shown in ((1, {1, 6, 7}), (2, {2, 4, 5, 7})):
        for j in range(len(answers[l])):
            for k in range((2, 3)[l - 1]):
                ends = between(_STANDS[l - 1][k], _STANDS[l][j], 0.2)
                lit = now in shown
                drawn.append(path(*ends[:: -1 if now == 4 else 1], tone="ink" if lit else "grid",
                                  width=2 if lit else 1.2, arrow=lit))  # fmt: skip
                place = _WEIGHT_STANDS[l][j][k]
                drawn.append(Text(*place, short(weights[l][j, k + 1]), tone="ink" if lit else "muted"))
    names = (("X₁", "X₂"), ("1", "2", "3"), _ROMAN)
    back = {1: (4, Delta), 2: (3, found.Delta_output)}
    for l, column in enumerate(_STANDS):
        for j, (across, up) in enumerate(column):
            drawn.append(Lamp(across, up, False, names[l][j]))
            if l == 0:
                drawn.append(Text(across, up + 0.42, short(x[j]), bold=True))
                continue
            if l in done:
                drawn.append(Text(across, up + 0.42, short(answers[l][j]), bold=True))
            if back[l][0] in done:
                slope = float(back[l][1][j])
                drawn.append(Text(across, up - 0.42, f"Δ {short(slope)}", tone=tone(slope)))
    lines = ((3.5, "deck", "muted"), (2.9, deck, "ink"), (2.0, "ours", "muted"), (1.4, house, "ink"))
    text = [Text(0, y, words, tone=shade, anchor="left") for y, words, shade in lines]
    text += [Text(0, 0.5 - 0.75 * k, words, anchor="left", bold=True) for k, words in enumerate(numbers)]
    panels = (
        Panel(tuple(drawn), (-0.4, 3.5), (-2.1, 2.1), title="O above, Δ below, weights on the arrows", bare=True),
        Panel(tuple(text), (0, 6), (-1.6, 3.9), title=f"line {at} of 7", bare=True),
    )
    said = "; ".join(numbers).replace("finds; ", "finds ")
    sentence = f"Line {at}, η = {in_words(learning_rate)}: {deck}, in our notation {house}; {said}."
    return Scene(panels, sentence)


_STANDS = (
    ((0.0, 0.8), (0.0, -0.8)),
    ((1.5, 1.5), (1.5, 0.0), (1.5, -1.5)),
    ((3.0, 0.8), (3.0, -0.8)),
)
_WEIGHT_STANDS = {  # of layer l to j from k: beside its arrow
    1: (((0.43, 1.19), (0.16, -0.14)), ((0.66, 0.66), (0.66, -0.66)), ((0.16, 0.14), (0.43, -1.19))),
    2: (((2.24, 1.35), (2.42, 0.66), (2.1, -0.88)), ((2.1, 0.88), (2.42, -0.66), (2.24, -1.35))),
}

_EPOCHS, _EVERY = 5000, 50


@lru_cache(maxsize=4)
def _lessons(learning_rate: float) -> tuple[np.ndarray, np.ndarray]:
    """The four answers after every fiftieth epoch, (n, 4, 2), and the loss summed over the steps of every epoch."""
    X, _ = half_adder_table()
    answers, losses, total = [to_network(HIDDEN, OUTPUT).predict(X)], [], 0.0
    for k, step in enumerate(train(HIDDEN, OUTPUT, learning_rate, _EPOCHS), start=1):
        total += step.loss
        if k % 4 == 0:
            losses.append(total)
            total = 0.0
        if k % (4 * _EVERY) == 0:
            answers.append(to_network(step.new_hidden, step.new_output).predict(X))
    return np.array(answers), np.array(losses)


@figure(
    epoch=Slider(0, _EPOCHS, 0, _EVERY, label="epoch", play=20),
    learning_rate=Choice(("0.1", "0.5", "2"), "0.5", label="learning rate η"),
)
def training(epoch: float, learning_rate: float) -> Scene:
    """The half adder learns its table, sample after sample: the four answers, and the loss from epoch to epoch."""
    _, T = half_adder_table()
    answers, losses = _lessons(float(learning_rate))
    A, until = answers[int(epoch) // _EVERY], int(epoch)
    right = (A > 0.5) == (T == 1)
    table: list[Layer] = [Text(x, 4, name, tone="muted") for x, name in ((0, "input"), (1, "carry"), (2.2, "sum"))]
    for i, sample in enumerate(_SAMPLES):
        table.append(Text(0, 3 - i, sample))
        for k, x in enumerate((1.0, 2.2)):
            table.append(Lamp(x, 3 - i, bool(A[i, k] > 0.5)))
            table.append(Text(x + 0.2, 3 - i, short(round(A[i, k], 3)), anchor="left"))
    wrong = np.argwhere(~right)
    table.append(Rings(np.array([1.0, 2.2])[wrong[:, 1]], 3.0 - wrong[:, 0]))
    at = np.arange(1, _EPOCHS + 1)[:: _EVERY // 2]
    curve: list[Layer] = [Line(at, losses[at - 1], tone="muted")]
    if until:
        past = at[at <= until]
        curve.append(Line(past, losses[past - 1], width=3.5))
    panels = (
        Panel(tuple(table), (-0.5, 3.1), (-0.6, 4.5), title="filled: above ½, ring: wrong", bare=True),
        Panel(tuple(curve), (0, _EPOCHS), (0, 1.3), "epoch", "loss of the four steps"),
    )
    loss = f"the four losses add up to {rounded(losses[until - 1], 4)}, and " if until else ""
    sentence = f"After {until} epochs with η = {learning_rate}, {loss}{int(right.sum())} of the 8 bits are right."
    return Scene(panels, sentence, bool(right.all()))


# ------------------------------------------------------------------------------------------ what one sample wishes

_PRACTICE = np.array([[0.2, 0.4], [0.6, 0.8]])
_ASKING = {"both outputs": (1, 1), "output 1 alone": (1, 0), "output 2 alone": (0, 1)}
_OUTPUTS = {"sigmoid": sigmoid, "identity": identity}


@figure(
    x1=Slider(0, 1, 0.5, 0.1, label="input x₁"),
    targets=Choice(("1, 0", "0, 1", "1, 1", "0, 0"), "0, 0", label="targets"),
    asking=Choice(tuple(_ASKING), "output 1 alone", label="who may wish"),
    learning_rate=Slider(0, 10, 0, 0.5, label="learning rate η"),
    activation=Choice(tuple(_OUTPUTS), "sigmoid", label="activation", more=True),
)
def wishes(x1: float, targets: str, asking: str, learning_rate: float, activation: str) -> Scene:
    """Practice II: which way the outputs pull each weight and each input, and what a step makes of the cost."""
    x, y = np.array([x1, 0.3]), np.array([float(bit) for bit in targets.split(", ")])
    net = MLP.of([_PRACTICE], [[0, 0]], output=_OUTPUTS[activation])
    trace = net.forward(x[None])
    delta = net.backward(trace, y[None]).delta[1][0] * _ASKING[asking]
    shares = _PRACTICE * delta[:, None]  # row j: what output j sends back to the inputs
    pulls = np.outer(delta, x)
    after = MLP.of([_PRACTICE - learning_rate * pulls], [[0, 0]], output=net.output)
    costs = np.array([each.cost_on(x[None], y[None]) for each in (net, after)])
    drawn: list[Layer] = []
    for (j, k), pull in np.ndenumerate(pulls):
        (x0, y0), (x1_, y1) = between((0.0, 1 - 2.0 * k), (2.4, 1 - 2.0 * j), 0.22)
        width = 1 + 8 * min(abs(pull) / 0.25, 1)
        shade = tone(-pull) if pull else "muted"
        drawn.append(path((x0, y0), (x1_, y1), tone=shade, width=width, dashed=bool(pull > 0)))
        drawn.append(Text(x0 + 0.28 * (x1_ - x0), y0 + 0.28 * (y1 - y0) + 0.2, short(-pull), tone=shade, bold=True))
    for k, out in ((0, 1), (1, -1)):
        back = shares[:, k].sum()
        drawn += [Lamp(0, out, False, f"x{INDEX[k]}"), Lamp(2.4, out, False, f"a{INDEX[k]}")]
        drawn += [
            Text(0, 1.45 * out, short(x[k]), bold=True),
            Text(2.4, 1.45 * out, short(trace.A[1][0, k]), bold=True),
        ]
        drawn.append(Text(0, 1.9 * out, f"wish {short(-back)}", tone=tone(-back)))
        drawn.append(Text(2.4, 1.9 * out, f"wish {short(-delta[k])} in z", tone=tone(-delta[k])))
    panels = (
        Panel(tuple(drawn), (-0.6, 3), (-2.3, 2.3), title="on the arrows −∂C/∂w", bare=True),
        Panel(
            (Bars(costs.round(4), ("before", "after")),),
            (-0.6, 1.6),
            (0, max(1.1, 1.1 * float(costs.max()))),
            "the step",
            "cost of this sample",
        ),
    )
    sums = [f"{row(-shares[:, k])} for x{INDEX[k]}, together {short(-shares[:, k].sum())}" for k in range(2)]
    sentence = (
        f"Targets {targets}, outputs {row(trace.A[1])}, wishes in z {row(-delta)}, so the weights into a₁ are "
        f"pulled by {row(-pulls[0])} and those into a₂ by {row(-pulls[1])}; handed back {are(sums)}. "
        f"A step with η = {in_words(learning_rate)} takes C from {in_words(costs[0])} to {in_words(costs[1])}."
    )
    return Scene(panels, sentence)
