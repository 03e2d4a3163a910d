"""Which notebook cell is running, so that running it again closes what it made before."""

import gc
from typing import Any

from ipywidgets import DOMWidget

_open: dict[str, tuple[str, list[DOMWidget]]] = {}


def closes_with_its_cell(widget: DOMWidget) -> None:
    """Remember to close a widget when the cell that runs now is run again; outside a notebook nothing happens."""
    run = _running()
    if run is None:
        return
    cell, request = run
    known_request, widgets = _open.get(cell, ("", []))
    if known_request != request:
        for old in widgets:
            _close(old)
        if widgets:
            gc.collect()  # widgets and the pictures of matplotlib refer to themselves: they would pile up for a while
        widgets = []
        _open[cell] = (request, widgets)
    widgets.append(widget)


def in_a_page() -> bool:
    """Whether somebody runs this cell in a page, and not a program that executes notebooks."""
    return _running() is not None


def _close(widget: DOMWidget) -> None:
    """Close a widget for good: what IPython keeps of it, in `Out` and as a picture, would add up from run to run."""
    widget.close()
    widget.layout.close()
    shell = _shell()
    if shell is None:
        return
    out, pictures = shell.user_ns["_oh"], getattr(shell.history_manager, "outputs", {})
    for count in [count for count, value in out.items() if value is widget]:
        del out[count]
        shell.drop_by_id({f"_{count}": widget})
        pictures.pop(count, None)


def _running() -> tuple[str, str] | None:
    """Id of the cell and of the request that runs it, or None where there is no front end that names cells."""
    kernel = getattr(_shell(), "kernel", None)
    if kernel is None:
        return None
    parent = kernel.get_parent("shell")
    cell = parent.get("metadata", {}).get("cellId")
    return (cell, parent["header"]["msg_id"]) if cell else None


def _shell() -> Any:
    """The IPython that runs, or None."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()
