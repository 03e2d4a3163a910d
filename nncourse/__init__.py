"""Neural networks, from the perceptron to overfitting: the mathematics of the course, in NumPy."""

from . import datasets
from .activations import Activation, hard_tanh, identity, relu, sigmoid, sign, step, tanh
from .gradcheck import check_gradient, complex_step, numerical_gradient
from .numbers import show
from .perceptron import Perceptron, PerceptronLayer, from_signs, to_signs, with_constant_input
from .perceptron_learning import Look, learn_batch, learn_by_sample, perceptron_loss, surrogate_gradient
from .separability import boolean_functions, separating_perceptron

__all__ = [
    "Activation",
    "Look",
    "Perceptron",
    "PerceptronLayer",
    "boolean_functions",
    "check_gradient",
    "complex_step",
    "datasets",
    "from_signs",
    "hard_tanh",
    "identity",
    "learn_batch",
    "learn_by_sample",
    "numerical_gradient",
    "perceptron_loss",
    "relu",
    "separating_perceptron",
    "show",
    "sigmoid",
    "sign",
    "step",
    "surrogate_gradient",
    "tanh",
    "to_signs",
    "with_constant_input",
]
__version__ = "0.1.0"
