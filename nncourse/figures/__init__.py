"""The live figures: for each lecture a module of functions from control values to a Scene."""

from . import learning_rule, perceptron, separation, sigmoid, start, xor

__all__ = ["learning_rule", "perceptron", "separation", "sigmoid", "start", "xor"]
