"""What is asked of an argument, at the edge where it comes in: the ValueError says what was expected and what came."""

import numpy as np


def finite_numbers(name: str, value: object) -> np.ndarray:
    """A fresh float array, or a ValueError that names the argument."""
    try:
        array = np.array(value, dtype=float, order="C")
    except (TypeError, ValueError):
        raise ValueError(f"{name}: numbers expected; got {value!r}") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: finite numbers expected; got {value!r}")
    return array


def finite_number(name: str, value: object) -> float:
    """A single float, or a ValueError that names the argument."""
    number = finite_numbers(name, value)
    if number.ndim != 0:
        raise ValueError(f"{name}: a single number expected; got shape {number.shape}")
    return float(number)


def either(name: str, value: object, low: int, high: int) -> np.ndarray:
    """A fresh float array that holds two numbers only, or a ValueError that names the argument."""
    array = finite_numbers(name, value)
    if not np.isin(array, (low, high)).all():
        raise ValueError(f"{name}: only {low} and {high} expected; got {array.tolist()}")
    return array


def random_generator(name: str, value: object) -> np.random.Generator:
    """The generator itself, or a ValueError that names the argument and says how to make one."""
    if not isinstance(value, np.random.Generator):
        raise ValueError(f"{name}: a random generator such as np.random.default_rng(7) expected; got {value!r}")
    return value
