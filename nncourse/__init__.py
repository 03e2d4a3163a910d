"""Neural networks, from the perceptron to overfitting: the mathematics of the course, in NumPy."""

from importlib import import_module
from typing import TYPE_CHECKING

from . import datasets
from .activations import Activation, hard_tanh, identity, relu, sigmoid, sign, softmax, softmax_jacobian, step, tanh
from .costs import Cost, cross_entropy, log_loss, quadratic
from .descent import AdaGrad, Adam, Momentum, RMSProp, conjugate_gradient, gradient_descent, newton
from .mlp import MLP
from .neuron import Neuron
from .numbers import show
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
    from .gradcheck import check_gradient, complex_step, hessian, numerical_gradient
    from .paths import Graph, network_graph
else:
    _LATER = {
        "half_adder": "",
        "surfaces": "",
        "Graph": "paths",
        "network_graph": "paths",
        "check_gradient": "gradcheck",
        "complex_step": "gradcheck",
        "hessian": "gradcheck",
        "numerical_gradient": "gradcheck",
    }

    def __getattr__(name):
        """What nothing above needs is imported when it is first asked for: a module, or a name from one."""
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = _LATER[name]
        found = getattr(import_module(f"{__name__}.{module}"), name) if module else import_module(f"{__name__}.{name}")
        globals()[name] = found
        return found

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
