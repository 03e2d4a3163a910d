"""A real JupyterLab, or Notebook 7, in a real browser: find one, start the other, open a notebook, run it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-domain-reliability", "--no-first-run", "--no-pings")  # fmt: skip
START_SECONDS = 90


def find_browser(playwright: Any) -> str | None:
    """The path of a browser of the Chromium family, or None; as a last resort Playwright is asked to install one."""
    found = [path for path in (*map(shutil.which, NAMES), *PLACES) if path and Path(path).is_file()]
    own = playwright.chromium.executable_path
    if found or Path(own).is_file():
        return found[0] if found else own
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=600)
    return own if Path(own).is_file() else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def jupyterlab(folder: Path, private: Path, command: list[str]) -> Iterator[str]:
    """Run a server on a folder until the block ends; yields its address.

    private : a folder for its settings and its log, so that nobody's own JupyterLab is touched.
    command : what starts it; the port is added.
    """
    port = free_port()
    kept = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_RUNTIME_DIR": "runtime", "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython", "XDG_DATA_HOME": "data"}  # fmt: skip
    for place in kept.values():
        (private / place).mkdir(parents=True, exist_ok=True)
    # The page's `jupyterapp` lets a test run commands of JupyterLab by name.
    exposed = '{"LabApp": {"expose_app_in_browser": true}, "JupyterNotebookApp": {"expose_app_in_browser": true}}'
    for application in ("lab", "notebook", "server"):
        (private / "config" / f"jupyter_{application}_config.json").write_text(exposed)
    log = private / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, *command, f"--port={port}"], cwd=folder, stdout=output, stderr=subprocess.STDOUT,
            env=os.environ | {name: str(private / place) for name, place in kept.items()},
        )  # fmt: skip
    try:
        yield _address(server, log)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _address(server: Any, log: Path) -> str:
    """The address with its token, once the server has printed it."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        if found := re.search(r"http://(?:localhost|127\.0\.0\.1):\d+/(?:lab|tree)\S*token=\w+", log.read_text()):
            return found.group(0)
        time.sleep(0.05)
    raise RuntimeError(f"The server did not start:\n{log.read_text()[-2000:]}")


def write_notebook(path: Path, *sources: str) -> None:
    """A notebook of code cells, never run."""
    page = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"c{k}") for k, source in enumerate(sources)]
    )
    page.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(page, path)


def open_notebook(page: Any, address: str, name: str) -> None:
    """Open a notebook and wait until its kernel is ready."""
    page.goto(re.sub(r"(/lab(/workspaces/\w+)?)[^?]*", rf"\1/tree/{name}", address))
    kernel_is_idle(page, name)


def kernel_is_idle(page: Any, name: str) -> None:
    """Wait until this notebook is the one in front and its kernel waits for work."""
    page.wait_for_function(
        """(name) => { const front = window.jupyterapp?.shell.currentWidget;
            return front?.context?.path === name && front.context.isReady
                && front.sessionContext.session?.kernel?.status === "idle"; }""",
        arg=name,
    )


def run(page: Any, command: str, **options: Any) -> None:
    """Run a command of JupyterLab and wait for its end."""
    page.evaluate(
        "([command, options]) => jupyterapp.commands.execute(command, options).then(() => null)", [command, options]
    )


def run_all(page: Any) -> None:
    run(page, "notebook:run-all-cells")


def run_new(page: Any, address: str, path: Path, *sources: str) -> None:
    """Write a notebook of code cells, open it and run it."""
    write_notebook(path, *sources)
    open_notebook(page, address, path.name)
    run_all(page)


def run_cell(page: Any, index: int, source: str | None = None) -> str:
    """Run one cell of the notebook in front, with other code if it is given; the text it prints."""
    page.evaluate(
        """([index, source]) => { const notebook = jupyterapp.shell.currentWidget.content;
            if (source !== null) notebook.widgets[index].model.sharedModel.setSource(source);
            notebook.deselectAll();
            notebook.activeCellIndex = index; }""",
        [index, source],
    )
    run(page, "notebook:run-cell")
    return page.evaluate(
        """(index) => jupyterapp.shell.currentWidget.content.widgets[index].model.outputs.toJSON()
            .map((output) => output.text ?? output.evalue ?? "").flat().join("")""",
        index,
    )


def stall(page: Any, seconds: float) -> None:
    """Keep the kernel of the notebook in front from doing anything at all, for a while.

    A cell that only runs on would not do: JupyterLab lets widgets speak with a kernel that runs a cell.
    """
    code = f"import ctypes, time\ntime.sleep(0.6)\nctypes.PyDLL(None).usleep({round(seconds * 1e6)})"  # holds the lock
    page.evaluate(
        """(code) => new Promise((done) => {
            const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            kernel.requestExecute({ code }).onIOPub = ({ header }) =>
                header.msg_type === "execute_input" && setTimeout(done, 700); })""",
        code,
    )
