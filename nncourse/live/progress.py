"""What a learner got wrong, for the warm-ups to ask again: one file, on this machine alone, if the learner wants it.

Every line of the file is JSON: a switch, {"version": 1, "keep": true}, or the first answer to a look-back question,
{"version": 1, "day": "2025-11-21", "question": "P10", "right": false}.  A line is added by one write at the end of the
file, so two notebooks at once do not disturb each other.  Lines that are damaged, or of another version, are passed
over and stay where they are.
"""

import argparse
import json
import os
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from ..questions import bank

VERSION = 1


def place() -> Path:
    """Where the file is, or would be: in the user's folder for data of programs."""
    from platformdirs import user_data_path

    return user_data_path("nncourse", appauthor=False) / "progress.jsonl"


def entries() -> list[dict[str, Any]]:
    """The lines that can be understood, in their order; none if there is no file, or none that can be read."""
    try:
        lines = place().read_bytes().splitlines()
    except OSError:
        return []
    return [entry for entry in map(_understood, lines) if entry is not None]


def _understood(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    match entry:
        case {"version": 1, "keep": bool()}:
            return entry
        case {"version": 1, "day": str(day), "question": str(question), "right": bool()} if (day + question).isascii():
            return entry
    return None


def _add(**entry: Any) -> None:
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True)
    line = f"\n{json.dumps({'version': VERSION, **entry})}\n"  # the first newline ends a line that was cut off
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode())
    finally:
        os.close(file)


def kept() -> bool:
    """Whether the learner has asked to keep track; no is where everybody begins."""
    switches = [entry["keep"] for entry in entries() if "keep" in entry]
    return bool(switches) and switches[-1]


def keep(on: bool = True) -> None:
    """Begin to remember, or stop; what is remembered stays until `delete`.  OSError if it cannot be written."""
    _add(keep=bool(on))


def delete() -> None:
    """Remove the file, with all that is remembered and the switch.  OSError if it cannot be removed."""
    place().unlink(missing_ok=True)


def remember(question: str, right: bool) -> None:
    """Note the first answer to a question, if the learner keeps track; a file that cannot be written stops nobody."""
    if kept():
        with suppress(OSError):
            _add(day=date.today().isoformat(), question=question, right=right)


def wrong() -> dict[str, str]:
    """Question → the day of its last wrong answer, longest ago first; a right answer on a later day clears it."""
    days: dict[str, str] = {}
    for entry in entries():
        if "keep" in entry:
            continue
        if not entry["right"]:
            days[entry["question"]] = entry["day"]
        elif entry["day"] > days.get(entry["question"], entry["day"]):
            del days[entry["question"]]
    return dict(sorted(days.items(), key=lambda item: item[1]))


def due() -> list[str]:
    """What was wrong longest ago, and not today; nothing if the learner does not keep track."""
    today = date.today().isoformat()
    return [question for question, day in wrong().items() if day < today] if kept() else []


def main(arguments: list[str]) -> int:
    """Switch on or off, show or delete what is remembered; returns the exit code."""
    words = "Let the warm-ups ask again what you got wrong. Nothing is written before you say on, and nothing is sent."
    parser = argparse.ArgumentParser(prog="nncourse progress", description=words)
    tells = "begin to remember, stop, list what is wrong still (if nothing is said), or remove the file"
    parser.add_argument("what", choices=("on", "off", "show", "delete"), nargs="?", default="show", help=tells)
    what = parser.parse_args(arguments).what
    try:
        if what == "delete":
            delete()
        elif what == "on" or (what == "off" and kept()):
            keep(what == "on")
    except OSError as error:
        print(f"nncourse progress: {error}", file=sys.stderr)
        return 2
    print(f"{'On' if kept() else 'Off'}. The file: {place()}{'' if place().exists() else ' (not there)'}")
    for question, day in wrong().items():
        print(f"{day}  {question}" + (f": {bank()[question].text}" if question in bank() else ""))
    return 0
