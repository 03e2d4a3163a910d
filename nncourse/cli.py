"""The command line: `nncourse lab`, `nncourse doctor`, `nncourse build`, `nncourse check`, `nncourse progress`."""

import argparse
import sys
from collections.abc import Callable


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the rest of the line is that command's own.  Returns the exit code."""
    parser = argparse.ArgumentParser(prog="nncourse", description="A course on neural networks that runs.")
    parser.add_argument("command", choices=sorted(_COMMANDS), help="what to do; `nncourse COMMAND --help` tells more")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    return _COMMANDS[chosen.command](chosen.rest)


# Each command imports what it needs when it is called: `nncourse check` need not wait for JupyterLab.


def _lab(arguments: list[str]) -> int:
    from .lab import main as lab

    return lab(arguments)


def _doctor(arguments: list[str]) -> int:
    from .lab.doctor import main as doctor

    return doctor(arguments)


def _build(arguments: list[str]) -> int:
    from .grading.build import main as build

    return build(arguments)


def _check(arguments: list[str]) -> int:
    from .grading.check import main as check

    return check(arguments)


def _progress(arguments: list[str]) -> int:
    from .live.progress import main as progress

    return progress(arguments)


_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "lab": _lab,
    "doctor": _doctor,
    "build": _build,
    "check": _check,
    "progress": _progress,
}

if __name__ == "__main__":
    sys.exit(main())
