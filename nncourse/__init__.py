"""Neural networks, from the perceptron to overfitting: the mathematics of the course, in NumPy."""

from . import datasets
from .activations import Activation, hard_tanh, identity, relu, sigmoid, sign, softmax, softmax_jacobian, step, tanh
from .costs import Cost, cross_entropy, log_loss, quadratic
from .descent import AdaGrad, Adam, Momentum, RMSProp, conjugate_gradient, gradient_descent, newton
from .gradcheck import check_gradient, complex_step, numerical_gradient
from .mlp import MLP
from .numbers import show
from .perceptron import Perceptron, PerceptronLayer, from_signs, to_signs, with_constant_input
from .perceptron_learning import Look, learn_batch, learn_by_sample, perceptron_loss, surrogate_gradient
from .regularization import L1, L2, dropconnect_mask, dropout_masks
from .separability import boolean_functions, separating_perceptron
from .skip import SkipMLP
from .training import sgd

__all__ = [
    "L1",
    "L2",
    "MLP",
    "Activation",
    "AdaGrad",
    "Adam",
    "Cost",
    "Look",
    "Momentum",
    "Perceptron",
    "PerceptronLayer",
    "RMSProp",
    "SkipMLP",
    "boolean_functions",
    "check_gradient",
    "complex_step",
    "conjugate_gradient",
    "cross_entropy",
    "datasets",
    "dropconnect_mask",
    "dropout_masks",
    "from_signs",
    "gradient_descent",
    "hard_tanh",
    "identity",
    "learn_batch",
    "learn_by_sample",
    "log_loss",
    "newton",
    "numerical_gradient",
    "perceptron_loss",
    "quadratic",
    "relu",
    "separating_perceptron",
    "sgd",
    "show",
    "sigmoid",
    "sign",
    "softmax",
    "softmax_jacobian",
    "step",
    "surrogate_gradient",
    "tanh",
    "to_signs",
    "with_constant_input",
]
__version__ = "0.1.0"
