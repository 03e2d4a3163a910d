"""What is asked of an argument, at the edge where it comes in: the ValueError says what was expected and what came."""

from __future__ import annotations

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


def positive_number(name: str, value: object) -> float:
    """A number above 0, as a float of Python's own, or a ValueError."""
    number = finite_number(name, value)
    if number <= 0:
        raise ValueError(f"{name}: a positive number expected; got {value!r}")
    return number


def share(name: str, value: object) -> float:
    """A number from 0 to below 1, as a float of Python's own, which widens no float32; or a ValueError."""
    number = finite_number(name, value)
    if not 0 <= number < 1:
        raise ValueError(f"{name}: a number from 0 to below 1 expected; got {value!r}")
    return number


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


def samples(name: str, value: object, columns: int | None = None, dtype: np.dtype | None = None) -> np.ndarray:
    """The array (n, columns) itself where its number type is the one asked for, else a copy, or a ValueError.

    Without a number type asked for, whole numbers become floats and all others stay as they are.  Large data are
    not copied to be looked at: the sum of their squares is finite only where all are, and soonest found.
    """
    try:
        array = np.asarray(value)
        if dtype is None:
            dtype = array.dtype if array.dtype.kind in "fc" else np.dtype(float)
        array = array.astype(dtype, copy=False)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: numbers expected; got {value!r}") from None
    wide = "k" if columns is None else columns
    if array.ndim != 2 or array.size == 0 or columns not in (None, array.shape[1]):
        raise ValueError(f"{name}: shape (n, {wide}) expected, samples in rows; got shape {array.shape}")
    if not (_finite_squares(array) or np.isfinite(array).all()):
        raise ValueError(f"{name}: finite numbers expected; got NaN or infinity among them")
    return array


def _finite_squares(array: np.ndarray) -> bool:
    """Whether the sum of the squares is finite: then all entries are; large ones may be finite where it is not."""
    entries = array.ravel(order="K")
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(np.dot(entries, entries)))


def same_shape(name: str, value: object, other: str, beside: object) -> tuple[np.ndarray, np.ndarray]:
    """Two arrays of one shape (n, k), or a ValueError that names both shapes: nothing is stretched to fit."""
    shapes = np.shape(value), np.shape(beside)  # type: ignore[call-overload]
    if shapes[0] != shapes[1]:
        raise ValueError(f"{name} and {other}: one shape (n, k) expected; got {shapes[0]} and {shapes[1]}")
    return samples(name, value), samples(other, beside)


def whole_numbers(name: str, value: object, least: int, length: int) -> tuple[int, ...]:
    """At least `length` whole numbers from `least` on, or a ValueError that names the argument."""
    numbers = finite_numbers(name, value)
    if numbers.ndim != 1 or len(numbers) < length or (numbers < least).any() or (numbers != np.rint(numbers)).any():
        raise ValueError(f"{name}: at least {length} whole numbers from {least} on expected; got {value!r}")
    return tuple(int(number) for number in numbers)
