"""Neural networks, from the perceptron to overfitting: the mathematics of the course, in NumPy."""

from . import datasets
from .activations import Activation, hard_tanh, identity, relu, sigmoid, sign, step, tanh
from .gradcheck import check_gradient, complex_step, numerical_gradient
from .numbers import show
from .perceptron import Perceptron

__all__ = [
    "Activation",
    "Perceptron",
    "check_gradient",
    "complex_step",
    "datasets",
    "hard_tanh",
    "identity",
    "numerical_gradient",
    "relu",
    "show",
    "sigmoid",
    "sign",
    "step",
    "tanh",
]
__version__ = "0.1.0"
