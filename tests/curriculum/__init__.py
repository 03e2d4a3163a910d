"""What the course has to teach, as data: its rows, the errata of its decks that are wrong mathematics, its numbers."""

import ast
import json
import re
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def rows() -> dict[str, dict[str, Any]]:
    """Row id → {"id", "lecture", "concept"}, all 168 of them in the order of the course."""
    return {row["id"]: row for row in _load("rows")}


def errata() -> dict[str, dict[str, str]]:
    """Erratum id → {"id", "where", "deck_text", "corrected"}, the 22 that are wrong mathematics."""
    return {erratum["id"]: erratum for erratum in _load("errata")}


def worked_numbers(row: str | None = None) -> dict[str, Any]:
    """Name → number (or list, truth value, text) at full precision; of one row, or of all."""
    return {name: value for name, value in _load("worked_numbers").items() if row is None or name.startswith(f"{row}.")}


def matches(value: Any, found: Any) -> bool:
    """Is the number found the curriculum's value?

    Numbers agree within 1e-6 + 1e-5·|value|, or at the value's own rounding: a value written with three decimals or
    more, 0.094, also agrees with what rounds to it, 0.0939563.  Fewer decimals are an exact number.  Lists agree
    entry by entry, truth values with truth values, text with the same text.
    """
    if isinstance(value, list):
        return isinstance(found, list) and len(value) == len(found) and all(map(matches, value, found))
    if isinstance(value, bool) or isinstance(found, bool) or not isinstance(value, int | float):
        return type(value) is type(found) and value == found
    if not isinstance(found, int | float):
        return False
    decimals = -_exponent(value)
    return abs(found - value) <= 1e-6 + 1e-5 * abs(value) or (decimals >= 3 and round(found, decimals) == value)


def _exponent(value: float) -> int:
    """The power of ten of the last digit written: 0.094 → −3, 12.0 → 0."""
    mantissa, _, power = repr(value).partition("e")
    fraction = mantissa.partition(".")[2].rstrip("0")
    return int(power or 0) - len(fraction)


def printed_values(text: str) -> list[tuple[str, Any]]:
    """The (label, value) pairs of the lines "label = value" in a printed text; other lines are passed over."""
    return [(label, _value(written)) for label, written in re.findall(r"^(\S.*?) = (.+)$", text, re.MULTILINE)]


def _value(written: str) -> Any:
    """A number, a nested list or True/False as such; anything else stays text."""
    try:
        return ast.literal_eval(written)
    except (ValueError, SyntaxError):
        return written


def _load(name: str) -> Any:
    return json.loads((_HERE / f"{name}.json").read_text(encoding="utf-8"))
