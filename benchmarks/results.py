"""What the benchmarks write into RESULTS.md: one section each, and on which machine it was measured."""

import datetime
import os
import platform
import re
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def load() -> float:
    """How many processes wanted a core during the last minute; NaN where the system does not say."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def machine(load_at_start: float) -> str:
    """The day, the machine, and what else it did."""
    where = f"{os.cpu_count()} cores ({platform.machine()}, {platform.system()})"
    return f"{datetime.date.today()}, {where}, load {load_at_start:.1f} at the start"


def versions(packages: Sequence[str]) -> str:
    """Python and the packages, each with its version, or with the word that it is missing."""
    found = [f"Python {platform.python_version()}"]
    for name in packages:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)


def put_section(path: Path, section: str) -> None:
    """Write a section ("## Title …") into a file of results; other sections stay as they are."""
    old = path.read_text(encoding="utf-8") if path.exists() else "# Results\n"
    head, *parts = re.split(r"^(?=## )", old, flags=re.MULTILINE)
    title = section.partition("\n")[0]
    kept = [section.strip() if part.startswith(f"{title}\n") else part.strip() for part in parts]
    if section.strip() not in kept:
        kept.append(section.strip())
    path.write_text("\n\n".join([head.strip(), *kept]) + "\n", encoding="utf-8")
