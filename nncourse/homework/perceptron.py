"""Homework 1: the weighted sum, a decision by hand, a perceptron of one's own."""

from typing import Any

import numpy as np

from .exercise import Exercise, Slip

# The trial inputs are halves and quarters: their sums are exact, so a tie is a tie however the sum is formed.
_SUM_TRIALS: tuple[dict[str, Any], ...] = (
    {"x": np.array([1.0, 0.0, 1.0]), "w": np.array([6.0, 2.0, 2.0])},
    {"x": np.array([0.5, -1.0, 2.0]), "w": np.array([3.0, 1.0, -2.0])},
    {"x": np.array([2.0, 3.0]), "w": np.array([1.5, -0.5])},
    {"x": np.array([1.0, 2.0, -1.5, 4.0]), "w": np.array([0.25, -3.0, 2.0, 1.0])},
)

_WEIGHTED_SUM = Exercise(
    id="1.1",
    title="The weighted sum",
    reference=lambda x, w: x @ w,
    trials=_SUM_TRIALS,
    slips=(
        Slip("inputs without weights", lambda x, w: x.sum(),
             "The inputs are added as they are. Where does it enter that one of them matters more than another?"),
        Slip("weights without inputs", lambda x, w: w.sum(),
             "The weights are added as they are. Should a weight count when its input is off?"),
        Slip("mean for sum", lambda x, w: (x * w).mean(),
             "The products are right, and then they are averaged. Does the neuron share its sum out among its inputs?"),
        Slip("x + w for x · w", lambda x, w: (x + w).sum(),
             "Input and weight are added to each other. What should a weight do to an input that is 0?"),
        Slip("last input left out", lambda x, w: x[:-1] @ w[:-1],
             "One input is never looked at. Where does the loop end?"),
        Slip("first input left out", lambda x, w: x[1:] @ w[1:],
             "One input is never looked at. Where does counting begin in Python?"),
        Slip("product of products", lambda x, w: np.prod(x * w),
             "The products are multiplied with each other. What would a single input that is off do to the whole?"),
        Slip("not summed", lambda x, w: x * w,
             "Each input has its product, but they are still apart. How does the neuron make one number of them?"),
        Slip("return inside the loop", lambda x, w: x[0] * w[0],
             "Only one input has been heard. How often does the loop run before the function returns?"),
        Slip("overwritten", lambda x, w: x[-1] * w[-1],
             "Only the last input counts in what comes back. What should become of what the rounds before it found?"),
    ),
    hints=(
        "Each input speaks as loudly as its weight; the neuron hears them all together.",
        "In every round the total grows by what one input contributes, and only after the last round is it given back.",
        "The line in the loop has the form `total = total + … * …`; the last line is `return` and a name.",
    ),
)  # fmt: skip

# A swim in the lake: good weather 6, long walk −4, a friend comes 3, threshold 3.  The sums in counting order are
# 0, 3, −4, −1, 6, 9, 2, 5; 001 is a tie, and all the slips below give different outputs.
_OUTPUTS_BY_HAND = Exercise(
    id="1.2a",
    title="Eight decisions by hand",
    reference=(0, 0, 0, 0, 1, 1, 0, 1),
    slips=(
        Slip("fires at ties", (0, 1, 0, 0, 1, 1, 0, 1),
             "One of the sums meets the threshold exactly. What does the house rule say about equality?"),
        Slip("sign of the weight lost", (0, 0, 1, 1, 1, 1, 1, 1),
             "The long walk counts as a reason to go. Which way does its weight pull?"),
        Slip("negative weight left out", (0, 0, 0, 0, 1, 1, 1, 1),
             "The long walk makes no difference in your list. What does it do to the sum?"),
        Slip("order reversed", (1, 0, 1, 1, 0, 0, 0, 0),
             "The right decisions, from the other end. Which of the eight inputs comes first in counting order?"),
        Slip("columns read from the right", (0, 1, 0, 0, 0, 1, 0, 1),
             "The digits are read from the wrong side. Which of the three inputs does the first digit stand for?"),
        Slip("two columns exchanged", (0, 0, 0, 0, 1, 0, 1, 1),
             "Walk and friend have changed places in your list. Which of them does the second digit stand for?"),
        Slip("threshold 0", (0, 1, 0, 0, 1, 1, 1, 1),
             "Every positive sum fires in your list. What does a sum have to exceed here?"),
        Slip("threshold with the wrong sign", (1, 1, 0, 1, 1, 1, 1, 1),
             "Even staying at nothing fires in your list. On which side of the comparison does the threshold stand?"),
        Slip("outputs inverted", (1, 1, 1, 1, 0, 0, 1, 0),
             "Every decision is turned round. Which digit stands for going?"),
    ),
    hints=(
        "Write the eight sums down first, one below the other; decide only then.",
        "Hold each sum against the threshold: larger fires, equal or smaller does not.",
        "For the input with digits p, q, r the entry is 1 if `6*p - 4*q + 3*r > 3`, else 0; the first is for 000.",
    ),
)  # fmt: skip

_BIAS_BY_HAND = Exercise(
    id="1.2b",
    title="The bias by hand",
    reference=-3,
    slips=(
        Slip("sign of the threshold", 3,
             "That is the threshold itself. What happens to its sign when it crosses to the other side of `>`?"),
        Slip("no bias", 0,
             "With this bias every positive sum would fire. Is that what the threshold asks for?"),
        Slip("sum of the weights", 5,
             "That is the sum of the weights. Does the bias depend on them at all?"),
        Slip("minus the sum of the weights", -5,
             "That is the sum of the weights with its sign turned. Does the bias depend on the weights at all?"),
        Slip("minus one", -1,
             "The sign is thought of, the size is not. How far does the threshold lie from 0?"),
        Slip("another bias between two sums", -4,
             "On these eight inputs this bias decides alike. Which one says the same for every sum there could be?"),
        Slip("the bias as factor", 1 / 3,
             "The threshold is turned upside down. Is something divided when `w·x > threshold` becomes `w·x + b > 0`?"),
    ),
    hints=(
        "Bias and threshold say the same thing from two sides of the comparison.",
        "Begin with `w·x > threshold` and move everything to the left of `>`.",
        "Take the threshold away on both sides of `w·x > threshold`: it becomes `w·x + (…) > 0`, and (…) is the bias.",
    ),
)  # fmt: skip

_FIRE_TRIALS: tuple[dict[str, Any], ...] = (
    {"X": np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), "w": np.array([2.0, -1.0]), "b": -1.0},
    {"X": np.array([[1.0, 2.0, -1.0], [0.5, 0.0, 1.0], [-2.0, 1.0, 0.0], [3.0, -1.0, 2.0], [0.0, 0.0, 0.0]]),
     "w": np.array([1.0, 0.5, -1.5]), "b": 1.0},
    {"X": np.array([[1.0, 1.0, 0.0, 2.0]]), "w": np.array([1.0, -2.0, 3.0, 0.5]), "b": 0.25},
    {"X": np.array([[4.0], [1.0], [-3.0]]), "w": np.array([-0.5]), "b": 0.5},
    {"X": np.arange(-8.0, 9.0)[:, None] / 2, "w": np.array([1.0]), "b": -1.5},
)  # fmt: skip

_PERCEPTRON = Exercise(
    id="1.3",
    title="A perceptron of your own",
    reference=lambda X, w, b: np.where(X @ w + b > 0, 1, 0),
    trials=_FIRE_TRIALS,
    slips=(
        Slip("≥ for >", lambda X, w, b: np.where(X @ w + b >= 0, 1, 0),
             "It goes wrong where the score is exactly 0. What does the house rule say about a tie?"),
        Slip("bias subtracted", lambda X, w, b: np.where(X @ w - b > 0, 1, 0),
             "The bias pulls the wrong way. It is the threshold that is taken away; what is done with the bias?"),
        Slip("bias forgotten", lambda X, w, b: np.where(X @ w > 0, 1, 0),
             "The function is handed three things and uses two. Which one has no say?"),
        Slip("score returned", lambda X, w, b: X @ w + b,
             "The scores are right. What is still missing between a score and a decision?"),
        Slip("weighted sum returned", lambda X, w, b: X @ w,
             "These are weighted sums. Which two steps lie between a weighted sum and a decision?"),
        Slip("only the first row", lambda X, w, b: np.where(X[0] @ w + b > 0, 1, 0),
             "One decision comes back for a whole table of inputs. What becomes of the other rows?"),
        Slip("np.sign", lambda X, w, b: np.sign(X @ w + b),
             "The sign of a number has three values. Which two does this perceptron answer with?"),
        Slip("−1 for no", lambda X, w, b: np.where(X @ w + b > 0, 1, -1),
             "The decisions are right, their coding is another one. How is “does not fire” written in this exercise?"),
        Slip("1 and 0 swapped", lambda X, w, b: np.where(X @ w + b > 0, 0, 1),
             "Every decision is turned round. Which digit stands for firing?"),
    ),
    hints=(
        "Three steps: a weighted sum for every row, then the bias, then a decision for every score.",
        "`X @ w` gives the weighted sums of all rows at once; a comparison of an array gives one answer a row.",
        "With the scores in `z`, `np.where(condition, …, …)` chooses one of two numbers for every entry of `z`.",
    ),
)  # fmt: skip

EXERCISES = (_WEIGHTED_SUM, _OUTPUTS_BY_HAND, _BIAS_BY_HAND, _PERCEPTRON)
