"""The live figures: for each lecture a module of functions from control values to a Scene."""

from . import perceptron, separation, start

__all__ = ["perceptron", "separation", "start"]
