"""Neural networks, from the perceptron to overfitting: the mathematics of the course, in NumPy."""

from importlib import import_module
from typing import TYPE_CHECKING

from . import datasets
from .activations import Activation, hard_tanh, identity, relu, sigmoid, sign, softmax, softmax_jacobian, step, tanh
from .costs import Cost, cross_entropy, log_loss, quadratic
from .descent import AdaGrad, Adam, Momentum, RMSProp, conjugate_gradient, gradient_descent, newton
from .gradcheck import check_gradient, complex_step, hessian, numerical_gradient
from .mlp import MLP
from .neuron import Neuron
from .numbers import show
from .paths import Graph, network_graph
from .perceptron import Perceptron, PerceptronLayer, from_signs, to_signs, with_constant_input
from .perceptron_learning import Look, learn_batch, learn_by_sample, perceptron_loss, surrogate_gradient
from .regularization import L1, L2, dropconnect_mask, dropout_masks
from .separability import boolean_functions, separating_perceptron
from .skip import SkipMLP
from .standardization import Standardization
from .storage import load, save
from .training import sgd
from .validation import (
    accuracy,
    choose,
    cross_validate,
    early_stopping,
    ensemble,
    ensemble_errors,
    kfold,
    split,
)

if TYPE_CHECKING:
    from . import half_adder, surfaces
else:

    def __getattr__(name):
        """The modules that nothing above needs are imported when they are first asked for."""
        if name in ("half_adder", "surfaces"):
            return import_module(f"{__name__}.{name}")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__():
        return __all__


__all__ = [
    "L1",
    "L2",
    "MLP",
    "Activation",
    "AdaGrad",
    "Adam",
    "Cost",
    "Graph",
    "Look",
    "Momentum",
    "Neuron",
    "Perceptron",
    "PerceptronLayer",
    "RMSProp",
    "SkipMLP",
    "Standardization",
    "accuracy",
    "boolean_functions",
    "check_gradient",
    "choose",
    "complex_step",
    "conjugate_gradient",
    "cross_entropy",
    "cross_validate",
    "datasets",
    "dropconnect_mask",
    "dropout_masks",
    "early_stopping",
    "ensemble",
    "ensemble_errors",
    "from_signs",
    "gradient_descent",
    "half_adder",
    "hard_tanh",
    "hessian",
    "identity",
    "kfold",
    "learn_batch",
    "learn_by_sample",
    "load",
    "log_loss",
    "network_graph",
    "newton",
    "numerical_gradient",
    "perceptron_loss",
    "quadratic",
    "relu",
    "save",
    "separating_perceptron",
    "sgd",
    "show",
    "sigmoid",
    "sign",
    "softmax",
    "softmax_jacobian",
    "split",
    "step",
    "surfaces",
    "surrogate_gradient",
    "tanh",
    "to_signs",
    "with_constant_input",
]
__version__ = "0.1.0"
