"""Which notebook cell is running, so that running it again closes what it made before."""

from collections.abc import Callable

_open: dict[str, tuple[str, list[Callable[[], None]]]] = {}


def closes_with_its_cell(close: Callable[[], None]) -> None:
    """Remember to call `close` when the cell that runs now is run again; outside a notebook nothing happens."""
    run = _running()
    if run is None:
        return
    cell, request = run
    known_request, closers = _open.get(cell, ("", []))
    if known_request != request:
        for old in closers:
            old()
        closers = []
        _open[cell] = (request, closers)
    closers.append(close)


def _running() -> tuple[str, str] | None:
    """Id of the cell and of the request that runs it, or None where there is no front end that names cells."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return None
    parent = kernel.get_parent("shell")
    cell = parent.get("metadata", {}).get("cellId")
    return (cell, parent["header"]["msg_id"]) if cell else None
