"""Compare printed `label = value` lines with their references, outside the learner's process.

A learner's process can print anything, so it is never asked for a verdict: only for numbers, each label once.
"""

import re
from typing import Literal

from ..homework.exercise import ATOL, RTOL

_LINE = re.compile(r"(\w+) = (.*)")
_NUMBER = re.compile(r"(?<![\w.])-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|inf|nan)(?![\w.])")

Status = Literal["right", "wrong", "not attempted", "missing", "repeated"]


def compare(reference: str, printed: str) -> dict[str, Status]:
    """Each label of the reference with what came of it; other lines that were printed do not count.

    ValueError if the reference has no label, or one twice: then it could not be compared.
    """
    expected, found = _labels(reference), _labels(printed)
    if not expected or len(dict(expected)) < len(expected):
        raise ValueError(f"reference: lines `label = value`, each label once, expected; got {reference!r}")
    return {label: _status(label, value, [v for name, v in found if name == label]) for label, value in expected}


def first_difference(reference: str, printed: str) -> str | None:
    """The first line that is wrong, beside ours; None if no line is, or if a code stands for the answer."""
    ours, theirs = dict(_labels(reference)), dict(_labels(printed))
    wrong = (label for label, status in compare(reference, printed).items() if status == "wrong")
    return next((f"{k} = {theirs[k]:.160}; ours: {ours[k]:.160}" for k in wrong if not k.endswith("code")), None)


def _labels(text: str) -> list[tuple[str, str]]:
    return [(m[1], m[2].strip()) for m in map(_LINE.fullmatch, text.splitlines()) if m]


def _status(label: str, reference: str, values: list[str]) -> Status:
    if len(values) != 1:
        return "repeated" if values else "missing"
    if values[0] == "not attempted":
        return "not attempted"
    # Fingerprints look like numbers now and then, but are not near each other.
    equal = values[0] == reference if label.endswith("code") else same_value(reference, values[0])
    return "right" if equal else "wrong"


def same_value(reference: str, value: str) -> bool:
    """Are two printed values the same, numbers as nearly as the feedback asks for, everything around them exactly?"""
    if _NUMBER.sub("#", reference) != _NUMBER.sub("#", value):
        return False
    pairs = zip(_NUMBER.findall(reference), _NUMBER.findall(value), strict=True)
    return all(abs(float(a) - float(b)) <= ATOL + RTOL * abs(float(a)) for a, b in pairs)
