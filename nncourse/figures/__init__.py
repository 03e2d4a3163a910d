"""The live figures: for each lecture a module of functions from control values to a Scene."""

from . import (
    architectures,
    backpropagation,
    break_it,
    gradient_descent,
    learning_rule,
    one_step,
    overfitting,
    perceptron,
    regularizing,
    separation,
    sigmoid,
    slopes,
    start,
    xor,
)

__all__ = [
    "architectures",
    "backpropagation",
    "break_it",
    "gradient_descent",
    "learning_rule",
    "one_step",
    "overfitting",
    "perceptron",
    "regularizing",
    "separation",
    "sigmoid",
    "slopes",
    "start",
    "xor",
]
