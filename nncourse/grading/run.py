"""Run a merged notebook.  A cell that loops, dies or floods loses its own exercise and no other.

What comes back is text that the learner's process printed; nothing in it is believed (see `compare`).
"""

import os
import queue
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import KernelManager
from nbformat import NotebookNode

from .build import exercise_of

_MOST_TEXT = 200_000  # characters one cell may print
_MESSAGE = 100  # what any message counts beside its text, so that a flood of pictures is one too
_STOPPED = "stopped Python itself (os._exit, exit() or a crash)."
_START = 60  # seconds a kernel may take to start, and a cell that belongs to no exercise to run
# One thread: small matrices gain nothing by more, and on a busy machine threads that wait for each other take an
# exercise's seconds.
_ALONE = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}


class ThisPython(KernelSpecManager):
    """Finds one kernel whatever its name: the Python that is running, so that its packages are there."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


@dataclass(frozen=True)
class CellRun:
    """What one cell printed to stdout, the one line that says what went wrong, and whether its exercise is left out."""

    text: str
    error: str | None = None
    lost: bool = False


class _Lost(Exception):
    """The kernel is of no further use; the message says why."""


def run(
    notebook: NotebookNode, seed: int, timeout: float = 10, before: Mapping[str, CellRun] | None = None
) -> dict[str, CellRun]:
    """Run the code cells in order with NNCOURSE_CHECK_SEED set: cell id → what it printed.

    `timeout` is in seconds and per cell of an exercise.  An exercise that breaks the kernel is left out and the rest
    runs again in a fresh one; so is one that did so in a run before.  RuntimeError if a cell breaks the kernel that
    belongs to no exercise.
    """
    earlier = [(exercise_of(cell), before[cell.id]) for cell in notebook.cells if before and cell.id in before]
    lost = {exercise: cell_run.error for exercise, cell_run in earlier if cell_run.lost}
    while True:
        runs: dict[str, CellRun] = {}
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, _Kernel(seed, folder) as kernel:
            for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
                exercise = exercise_of(cell)
                if exercise in lost:
                    runs[cell.id] = CellRun("", lost[exercise], lost=True)
                    continue
                try:
                    runs[cell.id] = kernel.execute(cell.source, _START if exercise is None else timeout)
                except _Lost as problem:
                    if exercise is None:
                        raise RuntimeError(f"cell {cell.id}: {problem}") from None
                    lost[exercise] = str(problem)
                    break
            else:
                return runs


class _Kernel:
    """A Python process for one notebook; leaving the `with` block ends it."""

    def __init__(self, seed: int, folder: str) -> None:
        self.manager = KernelManager(kernel_spec_manager=ThisPython())
        self.manager.start_kernel(
            env={**os.environ, **_ALONE, "NNCOURSE_CHECK_SEED": str(seed)},
            cwd=folder,
            extra_arguments=["--HistoryManager.enabled=False"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        try:
            self.client.wait_for_ready(timeout=_START)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> "_Kernel":
        return self

    def __exit__(self, *exception: object) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def execute(self, code: str, timeout: float) -> CellRun:
        """Run one cell; _Lost if it does not end, ends the process, or prints without end."""
        request = self.client.execute(code, allow_stdin=False, stop_on_error=False)
        text: list[str] = []
        size, error = 0, None
        for kind, content in self._said(request, timeout):
            part = str(content.get("text", ""))
            size += _MESSAGE + len(part)
            if size > _MOST_TEXT:
                raise _Lost("printed far too much; is there a print in an endless loop?")
            if kind == "stream" and content.get("name") == "stdout":
                text.append(part)
            elif kind == "error":
                error = _one_line(content.get("ename"), content.get("evalue"))
        # exit() ends the process a moment after the cell: it would look like the fault of the next one.
        try:
            payload = self.client.get_shell_msg(timeout=timeout)["content"].get("payload", [])
        except queue.Empty:
            raise _Lost(_STOPPED) from None
        if any(part.get("source") == "ask_exit" for part in payload):
            raise _Lost(_STOPPED)
        return CellRun("".join(text), error)

    def _said(self, request: str, timeout: float) -> Iterator[tuple[str, dict[str, Any]]]:
        """Kind and content of what the kernel says about one request, until it is idle again."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            try:
                message = self.client.get_iopub_msg(timeout=0.2)
            except queue.Empty:
                if not self.manager.is_alive():
                    raise _Lost(_STOPPED) from None
                continue
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["content"].get("execution_state") == "idle":
                return
            yield message["msg_type"], message["content"]
        raise _Lost(f"ran longer than {timeout:g} seconds; is there an endless loop?")


def _one_line(name: object, message: object) -> str:
    """An error as one short line; where it names a place in a cell, only the line number stays."""
    first = str(message).strip().split("\n")[0][:200]
    return f"raised {name}: " + re.sub(r"\((?:[^()]*, )?(line \d+)\)", r"(\1)", first)
