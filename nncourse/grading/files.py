"""Notebooks as bytes: written so that equal notebooks are equal files, read as data that may be damaged."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

_LARGEST = 5_000_000  # bytes of a notebook that a learner hands in


class Unusable(ValueError):
    """The file is no notebook; the message is one sentence that says why."""


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """The one way the course writes a notebook: keys sorted, indent 1, UTF-8 as it is, a final newline."""
    return (nbformat.writes(notebook, version=4).rstrip("\n") + "\n").encode()


def read_notebook(path: Path) -> NotebookNode:
    """A notebook of the course, in format 4.  ValueError if it is not a valid one."""
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        nbformat.validate(notebook)
    except (nbformat.ValidationError, nbformat.reader.NotJSONError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: a valid notebook expected; {str(error).splitlines()[0]}") from None
    return notebook


def read_submission(path: Path) -> dict[str, Any]:
    """What a learner hands in, as plain data of which nothing is believed.  Unusable if it is no notebook."""
    name = path.name
    try:
        with open(path, "rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise Unusable(f"{name} cannot be read: {error.strerror}.") from None
    if not raw.strip():
        raise Unusable(f"{name} is empty.")
    if len(raw) > _LARGEST:
        raise Unusable(f"{name} is larger than {_LARGEST // 1_000_000} MB; clear its outputs and save it again.")
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unusable(f"{name} is not a notebook: it is not a text file.") from None
    except RecursionError:
        raise Unusable(f"{name} is not a notebook: it is nested too deeply.") from None
    except ValueError as error:
        line = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unusable(f"{name} is not a notebook, or its end is missing{line}.") from None
    if not isinstance(data, dict) or not isinstance(data.get("cells"), list):
        raise Unusable(f"{name} is not a notebook: it has no list of cells.")
    return data


def replace_file(path: Path, content: bytes) -> bool:
    """Write to a temporary file, then rename, so that no half-written file is ever seen; True if the bytes are new."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return True
