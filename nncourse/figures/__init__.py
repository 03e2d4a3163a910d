"""The live figures: for each lecture a module of functions from control values to a Scene."""

from . import architectures, gradient_descent, learning_rule, perceptron, separation, sigmoid, start, xor

__all__ = [
    "architectures",
    "gradient_descent",
    "learning_rule",
    "perceptron",
    "separation",
    "sigmoid",
    "start",
    "xor",
]
