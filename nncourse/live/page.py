"""What a widget brings into the page: its code as one module, its style."""

import re
from importlib.resources import files


def source(name: str) -> str:
    """The text of a file of this folder."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def module(*names: str) -> str:
    """The files joined, without the lines by which they import each other: a widget's code travels as one module."""
    return re.sub(r"^import .* from \"\./.*\n", "", "".join(map(source, names)), flags=re.MULTILINE)
