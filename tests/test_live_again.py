"""Running a live cell again and again, in a real kernel: one figure stays, and the kernel does not grow."""

import pytest
from jupyter_client.manager import start_new_kernel

TIMES = 100
MOST_BYTES = 5e6

SETUP = """
import psutil
from ipywidgets.widgets.widget import _instances
from nncourse import figures
from nncourse.live import live
"""
WEIGH = "print(psutil.Process().memory_info().rss, len(_instances), len(Out))"


@pytest.fixture
def kernel():
    """Run code in a new kernel as a cell of a notebook: kernel(code, cell) is what it prints."""
    manager, client = start_new_kernel(kernel_name="python3")

    def run(code, cell):
        message = client.session.msg("execute_request", {"code": code}, metadata={"cellId": cell})
        client.shell_channel.send(message)
        printed = ""
        while True:
            told = client.get_iopub_msg(timeout=60)
            if told["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            assert told["msg_type"] != "error", told["content"]
            printed += told["content"].get("text", "")
            if told["content"].get("execution_state") == "idle":
                client.get_shell_msg(timeout=60)
                return printed

    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_running_a_cell_a_hundred_times_leaves_one_figure_and_little_memory(kernel):
    cell = "fig = live(figures.start.line)\nfig"
    kernel(SETUP, "setup")
    for _ in range(5):
        kernel(cell, "again")
    before, *counts = map(int, kernel(WEIGH, "weigh").split())
    for _ in range(TIMES):
        kernel(cell, "again")
    after, *counts_after = map(int, kernel(WEIGH, "weigh").split())
    assert after - before <= MOST_BYTES
    assert counts_after == counts == [2, 1]  # the figure and its layout; the figure in Out
