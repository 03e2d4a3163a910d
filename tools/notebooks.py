"""Execute the notebooks, store them in one fixed form, and rebuild the homework from the instructor's notebooks.

    python tools/notebooks.py [PATH ...]

Without a PATH: all lectures and all instructor notebooks.  Nothing is written if a cell fails.  A second run leaves no
difference, so a difference in a commit is always one that somebody made.
"""

import argparse
import asyncio
import os
import re
import sys
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

from nncourse.grading.build import release_path, released
from nncourse.grading.files import notebook_bytes, read_notebook, replace_file
from nncourse.grading.run import ThisPython

ROOT = Path(__file__).resolve().parents[1]
_REPR = re.compile(r"[A-Za-z_]\w*\(\w+=")  # interactive(children=…
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
TIMEOUT = 120  # seconds a cell


class _ThisKernel(AsyncKernelManager):
    @default("kernel_spec_manager")
    def _this_python(self) -> KernelSpecManager:
        return ThisPython(parent=self)


class Failed(Exception):
    """A notebook did not run through; the message names the notebook, the cell and the error."""


async def executed(path: Path, timeout: float = TIMEOUT) -> NotebookNode:
    """The notebook at a path, run in its own folder and normalised.  Failed if a cell raises, loops or dies."""
    notebook = read_notebook(path)
    notebook.metadata.pop("widgets", None)
    current = [""]
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_manager_class=_ThisKernel,
        record_timing=False,
        store_widget_state=True,  # an Output widget (`interact`) needs it while it runs; normalising removes it
        resources={"metadata": {"path": str(path.resolve().parent)}},
        on_cell_start=lambda cell, cell_index: current.__setitem__(0, cell.id),
    )
    try:
        await client.async_execute(env={k: v for k, v in os.environ.items() if k != "NNCOURSE_CHECK_SEED"})
    except CellExecutionError as error:
        raise Failed(f"{path.name}, cell {current[0]}: {error.ename}: {error.evalue}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise Failed(f"{path.name}, cell {current[0]}: {str(error).strip().splitlines()[0]}") from None
    return normalised(notebook)


def normalised(notebook: NotebookNode) -> NotebookNode:
    """The notebook in the one form it is stored in; changed in place and returned.  Cell ids and tags stay."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    course = {"nncourse": notebook.metadata["nncourse"]} if "nncourse" in notebook.metadata else {}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata = NotebookNode(kernelspec=kernel, language_info={"name": "python"}, **course)
    count = 0
    for cell in notebook.cells:
        for trace in ("execution", "ExecuteTime", "collapsed", "jupyter", "scrolled"):
            cell.metadata.pop(trace, None)
        if cell.cell_type != "code":
            continue
        if "answers-prediction" in cell.metadata.get("tags", []):
            cell.metadata.update(collapsed=True, jupyter={"outputs_hidden": True})
        count += bool(cell.source.strip())
        cell.execution_count = count if cell.source.strip() else None
        cell.outputs = _outputs(cell.outputs, cell.execution_count)
    return notebook


def _outputs(outputs: list[NotebookNode], count: int | None) -> list[NotebookNode]:
    """A cell's outputs without widget views, pieces of one stream joined, errors without their paths."""
    kept: list[Any] = []
    for output in outputs:
        last = kept[-1] if kept else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last["text"] += output.text
            continue
        if output.output_type == "error":
            output.traceback = [f"{output.ename}: {output.evalue}"]
        if output.output_type == "execute_result":
            output.execution_count = count
        if WIDGET_VIEW in output.get("data", {}):
            del output.data[WIDGET_VIEW]
            output.metadata.pop(WIDGET_VIEW, None)
            # A widget that brings neither picture nor words leaves its name, which tells a reader nothing.
            if "image/png" not in output.data and _REPR.match(output.data.get("text/plain", "")):
                continue
        kept.append(output)
    return kept


def make(paths: list[Path], root: Path = ROOT, timeout: float = TIMEOUT) -> list[Path]:
    """Execute the notebooks, two at a time, and rebuild every release below root; the files that changed.

    Failed or ValueError if a cell fails or a release cannot be built: then nothing is written.
    """
    notebooks = asyncio.run(_all_executed(paths, timeout))
    made = {path.resolve(): notebook for path, notebook in zip(paths, notebooks, strict=True)}
    contents = {path: notebook_bytes(notebook) for path, notebook in made.items()}
    for source in sorted(root.glob("notebooks/instructor/*.ipynb")):
        instructor = made.get(source.resolve()) or read_notebook(source)
        contents[release_path(source)] = notebook_bytes(released(instructor))
    return [path for path, content in contents.items() if replace_file(path, content)]


async def _all_executed(paths: list[Path], timeout: float) -> list[NotebookNode]:
    """The notebooks in the order of their paths; every run ends before the first failure is raised."""
    two = asyncio.Semaphore(2)

    async def one(path: Path) -> NotebookNode:
        async with two:
            return await executed(path, timeout)

    results = await asyncio.gather(*(one(path) for path in paths), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results  # type: ignore[return-value]  # what is left are notebooks


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Returns the exit code: 0, or 1 if something failed and nothing was written."""
    parser = argparse.ArgumentParser(description="Execute notebooks, normalise them, rebuild the homework.")
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="default: all lectures and instructor notebooks"
    )
    patterns = ("notebooks/*.ipynb", "notebooks/instructor/*.ipynb")
    paths = parser.parse_args(arguments).paths or [path for p in patterns for path in sorted(root.glob(p))]
    try:
        changed = make(paths, root)
    except (Failed, ValueError, OSError) as error:
        print(f"{error}\nNothing was written.", file=sys.stderr)
        return 1
    for path in changed:
        print(f"written: {path}")
    print(f"{len(paths)} executed, {len(changed)} changed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
