"""How the course prints a number, so that every reader and every machine sees the same text."""

from collections.abc import Mapping
from numbers import Integral, Real

import numpy as np

_NOISE = 1e-12  # what is smaller is rounding, not result


def as_text(value: object) -> str:
    """A value as plain text: six significant digits, arrays as nested lists, no −0, no rounding noise.

    An answer that is not there yet (None or ...) reads "not attempted".  ValueError for complex numbers.

    >>> as_text(np.array([[2 / 3, -0.0], [1e-17, 1234567.0]]))
    '[[0.666667, 0], [0, 1.23457e+06]]'
    """
    if value is None or value is Ellipsis:
        return "not attempted"
    if isinstance(value, str):
        return value
    if isinstance(value, np.ndarray | np.generic):
        return as_text(value.tolist())
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        number = float(value)
        return "0" if abs(number) < _NOISE else f"{number:.6g}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {as_text(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(as_text(entry) for entry in value) + "]"
    raise ValueError(
        f"show: numbers, text, lists, arrays and dictionaries of them expected; got {type(value).__name__}"
    )


def in_words(value: object) -> str:
    """A value for sentences and labels: as `as_text` gives it, with a true minus sign."""
    return as_text(value).replace("-", "−")


def show(heading: str | None = None, /, **values: object) -> None:
    """Print each value as a line "label = value", under a heading if one is given.

    >>> show(output=1.0, sums=np.array([0, 2.5]))
    output = 1
    sums = [0, 2.5]
    """
    lines = [f"{label} = {as_text(value)}" for label, value in values.items()]
    print("\n".join(([] if heading is None else [heading]) + lines))
