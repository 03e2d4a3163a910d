"""The mathematics beside its peers: PyTorch, scikit-learn, a loop as in a textbook, the bare matrix products.

Every peer is a process of its own with one thread; they are woken one at a time, round after round, in an order that
rotates.  A turn is at least two whole trainings, and counts with the least CPU time of them: what else runs on the
machine can only add to it.  Ratios are formed within a round; judged is the ratio of the least times of all rounds,
which comes out the same on a busy machine.
"""

import argparse
import gc
import math
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
# Folders of this checkout, not packages that are installed.
from benchmarks.peers import COURSE, FLAT, FLOOR, SKLEARN, TORCH, Peer, peers_of  # noqa: E402
from benchmarks.results import RESULTS, load, machine, put_section, versions  # noqa: E402
from benchmarks.workloads import WORKLOADS, Data, Workload  # noqa: E402

TITLE = "## The mathematics"
TURN_SECONDS = 0.5  # of CPU time, at least
THREADS = 1.1  # CPU time over wall time, beyond which it was more than one,
CLOCKS = 0.01  # by more than the s in which two clocks may differ
IMPORTS = "import"
IMPORT_ROUNDS = 20
ACCURACY_MARGIN = 0.005  # below the best peer
ABOUT_BARS = """\
The bars were set on another machine, where PyTorch took 2.1 to 2.4 times as long as here (W1 1,543 ms, W3 250 µs, W4
746 ms) and the calls of NumPy about as long. Where one is missed, the ratio of *NumPy, flat* says what is left to win:
it knows one net, allocates every array once and checks nothing. W4 is judged at 0.12 with the quadratic cost, for which
that was set; cross entropy, where softmax is more work for NumPy and hardly any for PyTorch, at the 0.14 set for it.

Accuracies differ by the luck of the seeds, of which every round has another: over 8 rounds of W4 a difference between
two peers has a standard error of 0.003, over 16 one of 0.002."""


@dataclass(frozen=True)
class Turn:
    """One peer in one round: the least CPU time and wall time of its trainings in s, and what the last one learned."""

    cpu: float
    wall: float
    accuracy: float | None = None


@dataclass(frozen=True)
class Bar:
    """Time of one over time of another, and what it must not exceed."""

    work: str
    peer: str
    limit: float
    of: str = COURSE


BARS = [
    Bar("W1", TORCH, 0.16), Bar("W1", SKLEARN, 0.28), Bar("W1", FLOOR, 3.0),
    Bar("W2", TORCH, 0.68), Bar("W2", FLOOR, 1.25),
    Bar("W3", TORCH, 0.15),
    Bar("W4", TORCH, 0.12), Bar("W4 cross entropy", TORCH, 0.14), Bar("W4 Adam", SKLEARN, 0.32),
    Bar(IMPORTS, "import numpy", 1.2, of="import nncourse"),
]  # fmt: skip

Round = dict[str, Turn]  # by the name of the peer


@dataclass(frozen=True)
class Work:
    """A piece of work, measured: its rounds, and who could not take part."""

    title: str
    unit: str
    per_second: float
    rounds: list[Round]
    missing: dict[str, str]

    def least(self, peer: str) -> float:
        return min(r[peer].cpu for r in self.rounds)

    def median(self, peer: str) -> float:
        return statistics.median(r[peer].cpu for r in self.rounds)

    def ratios(self, of: str, to: str) -> list[float]:
        """CPU time of one over that of another, round by round."""
        return [r[of].cpu / r[to].cpu for r in self.rounds]

    def accuracies(self, peer: str) -> list[float]:
        return [a for r in self.rounds if (a := r[peer].accuracy) is not None]

    @property
    def peers(self) -> list[str]:
        return list(self.rounds[0])


def take_turn(train: Callable[[], object], seconds: float) -> tuple[Turn, object]:
    """Train at least twice and for at least so many seconds of CPU time; what the last training returned."""
    cpu: list[float] = []
    wall: list[float] = []
    trained = None
    while len(cpu) < 2 or sum(cpu) < seconds:
        gc.collect()
        at_cpu, at_wall = time.process_time(), time.perf_counter()
        trained = train()
        cpu.append(time.process_time() - at_cpu)
        wall.append(time.perf_counter() - at_wall)
    return Turn(min(cpu), min(wall)), trained


def accuracy(A: np.ndarray, Y: np.ndarray) -> float:
    """How many rows have their greatest output, or their only one, on the right side."""

    def decided(outputs: np.ndarray) -> np.ndarray:
        return outputs.argmax(axis=1) if outputs.shape[1] > 1 else outputs[:, 0] > 0.5

    return float((decided(A) == decided(Y)).mean())


def worker(connection: Connection, peer: Peer, w: Workload, file: Path, seconds: float) -> None:
    """In a process of its own: a turn for every seed that comes, or the word that a library is missing."""
    with np.load(file) as arrays:
        data = Data(**arrays)
    while True:
        try:
            seed = connection.recv()
        except EOFError:  # nobody asks any more
            return
        try:
            turn, predict = take_turn(partial(peer, w, data.X, data.Y, seed), seconds)
        except ModuleNotFoundError as error:
            connection.send(f"{error.name} is not installed")
        else:
            right = accuracy(predict(data.X_test), data.Y_test) if callable(predict) else None
            connection.send(Turn(turn.cpu, turn.wall, right))


def in_turn(peers: Mapping[str, Peer], w: Workload, data: Data, rounds: int) -> tuple[list[Round], dict[str, str]]:
    """All rounds after one to warm up, the round's number as seed; and who could not take part, with the reason.

    RuntimeError if one fails, or takes more than one thread.
    """
    spawn = multiprocessing.get_context("spawn")
    workers: dict[str, Connection] = {}
    missing: dict[str, str] = {}
    results: list[Round] = []

    def turn(name: str, seed: int) -> Turn | str:
        workers[name].send(seed)
        try:
            answer = workers[name].recv()
        except EOFError:
            raise RuntimeError(f"{name} ended without an answer; what it said stands above") from None
        if isinstance(answer, Turn) and answer.cpu > THREADS * answer.wall + CLOCKS:
            raise RuntimeError(f"{name}: one thread expected; took {answer.cpu:.3f} s of CPU in {answer.wall:.3f} s")
        return answer

    with ExitStack() as stack:
        file = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "data.npz"
        np.savez(file, **data._asdict())
        for name, peer in peers.items():
            workers[name], theirs = spawn.Pipe()
            process = spawn.Process(target=worker, args=(theirs, peer, w, file, TURN_SECONDS), daemon=True)
            process.start()
            theirs.close()
            stack.callback(process.join)
            stack.callback(workers[name].close)
        for name in peers:
            if isinstance(answer := turn(name, 0), str):
                missing[name] = answer
        here = [name for name in peers if name not in missing]
        for r in range(rounds):
            k = r % len(here)
            answers = {name: turn(name, r) for name in here[k:] + here[:k]}
            results.append({name: t for name in here if isinstance(t := answers[name], Turn)})
    return results, missing


def imports(rounds: int) -> Work:
    """Python starts anew for each import; compiled modules are kept in a folder that both share."""
    program = "import time; a = time.process_time(); {}; print(time.process_time() - a)"
    names = ["import numpy", "import nncourse"]
    results = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for r in range(-2, rounds):
            order = names if r % 2 else names[::-1]
            took = {}
            for name in order:
                done = subprocess.run(
                    [sys.executable, "-c", program.format(name)],
                    env=environment, cwd=ROOT, capture_output=True, text=True, check=True,
                )  # fmt: skip
                took[name] = Turn(float(done.stdout), math.nan)
            if r >= 0:
                results.append({name: took[name] for name in names})
    return Work("a fresh Python", "ms", 1e3, results, {})


def one_thread() -> None:
    """For the processes that are started from here: one thread, and otherwise each library as it comes."""
    libraries = ("OPENBLAS", "OMP", "MKL")
    for name in list(os.environ):
        if name.partition("_")[0] in libraries:  # a setting that slows one of them would be unfair
            del os.environ[name]
    os.environ.update({f"{library}_NUM_THREADS": "1" for library in libraries})


@dataclass(frozen=True)
class Judged:
    """A bar beside what was measured, in all and within the rounds; or the reason why it was not."""

    words: str
    limit: float
    measured: float = math.nan
    within: Sequence[float] = ()
    missing: str = ""

    @property
    def holds(self) -> bool:
        return self.measured <= self.limit


def judged(works: Mapping[str, Work]) -> list[Judged]:
    """Every bar of these works, in the order of the bars, and after them the accuracies."""
    found = []
    for bar in BARS:
        if bar.work in works:
            work, words = works[bar.work], f"{bar.work}: {bar.of} / {bar.peer}"
            if reasons := [work.missing[name] for name in (bar.of, bar.peer) if name in work.missing]:
                found.append(Judged(words, bar.limit, missing=reasons[0]))
            else:
                ratio = work.least(bar.of) / work.least(bar.peer)
                found.append(Judged(words, bar.limit, ratio, work.ratios(bar.of, bar.peer)))
    return found + [behind(name, work) for name, work in works.items() if name.startswith("W4")]


def behind(name: str, work: Work) -> Judged:
    """By how much the course's mean accuracy is below the best peer's; negative if it is the best."""
    means = {peer: statistics.mean(a) for peer in work.peers if (a := work.accuracies(peer))}
    ours = means.pop(COURSE, math.nan)
    if not means:
        return Judged(f"{name}: accuracy, best peer − {COURSE}", ACCURACY_MARGIN, missing="no peer took part")
    best = max(means, key=means.__getitem__)
    pairs = zip(work.accuracies(best), work.accuracies(COURSE), strict=True)
    words = f"{name}: accuracy, {best} − {COURSE}"
    return Judged(words, ACCURACY_MARGIN, means[best] - ours, [theirs - own for theirs, own in pairs])


def left_to_win(works: Mapping[str, Work]) -> list[str]:
    """For every bar of the course that does not hold, what the flattest NumPy has in its place."""
    found = []
    for bar in BARS:
        work = works.get(bar.work)
        if work is not None and {bar.of, bar.peer, FLAT} <= {*work.peers} and bar.of == COURSE:
            ours, flat = (work.least(name) / work.least(bar.peer) for name in (COURSE, FLAT))
            if ours > bar.limit:
                found.append(f"{bar.work}: {FLAT} / {bar.peer} {flat:.3f}, at most {bar.limit:g} asked for")
    return found


def report(works: Mapping[str, Work], load_at_start: float) -> str:
    """The section of RESULTS.md."""
    lines = [
        TITLE, "",
        f"{machine(load_at_start)} and {load():.1f} at the end; "
        f"{versions(('numpy', 'torch', 'scikit-learn'))}.", "",
        "CPU time of one thread. Every peer is a process of its own; they are woken one at a time, round after round, "
        f"in an order that rotates. A turn is at least two trainings and {TURN_SECONDS:g} s, and their least time "
        "counts; *least* and *median* are taken over the rounds. *PyTorch* is `nn.Sequential` with an optimiser of "
        "`torch.optim`; *tensors*: its functions, `autograd.grad` and the step written out; scikit-learn has no "
        "quadratic cost and takes the log loss; *textbook loop*: NumPy, one sample after the other; *NumPy, flat*: for "
        "these nets of one hidden layer alone, every array allocated once, nothing checked, the last batch left out if "
        "it is short; *matrix products alone* is no training, but what none can do "
        "without. Accuracy: on samples not trained on, mean of the rounds, each with a seed of its own.", "",
    ]  # fmt: skip
    lines += [f"- {name}: {work.title} (times in {work.unit})" for name, work in works.items()]
    lines += ["", "| work | who | least | median | nncourse / this | accuracy |", "|---|---|--:|--:|--:|--:|"]
    for name, work in works.items():
        us = next(peer for peer in work.peers if COURSE in peer)
        for peer in work.peers:
            times = (work.least(peer) * work.per_second, work.median(peer) * work.per_second)
            least, median = (f"{t:,.0f}" if t >= 100 else f"{t:.3g}" for t in times)
            right = f"{statistics.mean(a):.3f}" if (a := work.accuracies(peer)) else ""
            lines.append(
                f"| {name} | {peer} | {least} | {median} | {work.least(us) / work.least(peer):.3f} | {right} |"
            )
        lines += [f"| {name} | {peer} | {reason} | | | |" for peer, reason in work.missing.items()]
    lines += [
        "", "| bar | least / least | median of rounds | from – to | at most | holds |", "|---|--:|--:|--:|--:|---|"
    ]  # fmt: skip
    for j in judged(works):
        if j.missing:
            lines.append(f"| {j.words} | {j.missing} | | | {j.limit:g} | not judged |")
        else:
            rounds = f"{statistics.median(j.within):.3f} | {min(j.within):.3f} – {max(j.within):.3f}"
            holds = "yes" if j.holds else "**no**"
            lines.append(f"| {j.words} | {j.measured:.3f} | {rounds} | {j.limit:g} | {holds} |")
    lines += ["", *(f"- {words}" for words in left_to_win(works)), "", ABOUT_BARS]
    return "\n".join(lines) + "\n"


def run(names: Sequence[str], rounds: int | None) -> dict[str, Work]:
    """The works of these names, one after the other."""
    works = {}
    for name in names:
        if name == IMPORTS:
            works[name] = imports(rounds or IMPORT_ROUNDS)
        else:
            w = WORKLOADS[name]
            results, missing = in_turn(peers_of(w), w, w.data(), rounds or w.rounds)
            works[name] = Work(w.title, w.unit, w.per_second, results, missing)
        print(f"{name}: done", file=sys.stderr, flush=True)
    return works


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    everything = [*WORKLOADS, IMPORTS]
    parser.add_argument("--work", action="append", choices=everything, help="this one alone; may be repeated")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    one_thread()
    load_at_start = load()
    works = run(chosen.work or everything, chosen.rounds)
    section = report(works, load_at_start)
    put_section(chosen.out, section)
    print(section)
    return 0 if all(bar.holds for bar in judged(works)) else 1


if __name__ == "__main__":
    sys.exit(main())
