"""The benchmark of the mathematics: that it compares fairly, and says what it could not compare.  Nothing is timed."""

import os
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from benchmarks import mathematics, peers, results, workloads
from benchmarks.mathematics import Turn, Work, judged, take_turn
from benchmarks.peers import COURSE, FLOOR, PEERS, TORCH
from benchmarks.workloads import WORKLOADS, Data
from nncourse import MLP, sgd

QUADRATIC = workloads.Workload("clouds", workloads.four_clouds, (2, 4, 1), 10, 40, 3.0, "ms", 1e3)
CLASSES = replace(QUADRATIC, cost="cross entropy", sizes=(2, 4, 2), learning_rate=1.0)
ADAM = replace(CLASSES, adam=True, learning_rate=0.1)
NEEDS = {"nncourse": "nncourse", "PyTorch": "torch", "scikit-learn": "sklearn"}


def clouds(w):
    """The four clouds, with one output or with one for each class, as the workload has it."""
    data = workloads.four_clouds()
    if w.sizes[-1] == 1:
        return data
    return data._replace(Y=np.hstack([1 - data.Y, data.Y]), Y_test=np.hstack([1 - data.Y_test, data.Y_test]))


def rounds(**cpu):
    """Rounds in which each peer took these CPU times."""
    names = {"course": COURSE, "torch": TORCH, "floor": FLOOR}
    return [
        {names[peer]: Turn(seconds, seconds) for peer, seconds in zip(cpu, turn, strict=True)}
        for turn in zip(*cpu.values(), strict=True)
    ]


def work(found, missing=()):
    return Work("a title", "ms", 1e3, found, dict(missing))


# Peers that a process of its own can be given: it finds them by their names in this module.


def counted(w, X, Y, seed):
    return lambda inputs: np.full((len(inputs), 1), float(seed))


def without_its_library(w, X, Y, seed):
    import a_library_that_nobody_has  # noqa: F401


def broken(w, X, Y, seed):
    os._exit(3)


def settings_of_its_process(names, w, X, Y, seed):
    if any(os.environ.get(name) != value for name, value in names.items()):
        raise ModuleNotFoundError("settings", name="settings")


@pytest.fixture(autouse=True)
def short_turns(monkeypatch):
    monkeypatch.setattr(mathematics, "TURN_SECONDS", 0.0)


# Who trains.


LEARNERS = [
    pytest.param(name, w, id=f"{name}-{w.cost}{'-adam' * w.adam}")
    for w in (QUADRATIC, CLASSES, ADAM)
    for name in peers.peers_of(w)
    if name != FLOOR
]


@pytest.mark.parametrize(("name", "w"), LEARNERS)
def test_each_peer_learns_what_no_line_can_separate(name, w):
    pytest.importorskip(NEEDS.get(name.partition(",")[0], "numpy"))
    data = clouds(w)
    best = max(mathematics.accuracy(PEERS[name](w, data.X, data.Y, seed)(data.X_test), data.Y_test) for seed in (0, 1))
    assert best > 0.95


@pytest.mark.parametrize("name", [name for name in PEERS if name != FLOOR])
def test_a_peer_trains_anew_for_every_seed_and_the_same_for_one(name):
    pytest.importorskip(NEEDS.get(name.partition(",")[0], "numpy"))
    data, w = clouds(QUADRATIC), replace(QUADRATIC, epochs=2)
    first, again, other = (PEERS[name](w, data.X, data.Y, seed)(data.X_test) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first, other)


def test_the_floor_multiplies_what_one_pass_of_backpropagation_multiplies(monkeypatch):
    """Two products a layer and, above the first, one more: batches of 10 from 40 samples, one epoch."""
    shapes = []

    def dot(a, b, out):
        shapes.append((a.shape, b.shape))
        return np.matmul(a, b, out=out)

    monkeypatch.setattr(np, "dot", dot)
    w, X = replace(QUADRATIC, epochs=1), np.ones((40, 2))
    peers.matrix_products(w, X, np.ones((40, 1)), 0)
    forward = [((10, 2), (2, 4)), ((10, 4), (4, 1))]
    backward = [((1, 10), (10, 4)), ((10, 1), (1, 4)), ((4, 10), (10, 2))]
    assert shapes == (forward + backward) * 4


@pytest.mark.parametrize("name", WORKLOADS)
def test_the_course_and_the_libraries_do_every_work(name):
    assert {COURSE, TORCH, peers.SKLEARN, FLOOR} <= peers.peers_of(WORKLOADS[name]).keys()


def test_every_bar_names_a_work_and_a_peer_that_does_it():
    for bar in mathematics.BARS:
        if bar.work != mathematics.IMPORTS:
            assert {bar.peer, bar.of} <= peers.peers_of(WORKLOADS[bar.work]).keys()


# On what.


@pytest.mark.parametrize("name", ["W3", "W4"])
def test_the_data_fit_the_work_and_stay_the_same(name):
    w = WORKLOADS[name]
    data, again = w.data(), w.data()
    assert data.X.shape[1:] + data.Y.shape[1:] == (w.sizes[0], w.sizes[-1])
    assert [len(data.X), len(data.X_test)] == [len(data.Y), len(data.Y_test)]
    for one, other in zip(data, again, strict=True):
        np.testing.assert_array_equal(one, other)


def test_images_are_digits_three_times_as_large_somewhere_in_the_frame():
    data, small = workloads.images(60, 20), workloads.digits()
    assert (data.X.shape, data.X_test.shape, data.X.dtype, data.Y.dtype) == ((60, 784), (20, 784), "float32", "float32")
    assert data.X.min() >= 0
    assert data.X.max() <= 1
    frames = data.X.reshape(60, 28, 28)
    places = [(slice(i, i + 24), slice(j, j + 24)) for i in range(5) for j in range(5)]
    shrunk = np.stack([frames[:, *place].reshape(60, 8, 3, 8, 3).mean(axis=(2, 4)) for place in places])
    distance = np.square(shrunk.reshape(25, 60, 1, 64) - small.X[:400]).sum(axis=-1).min(axis=0)
    certain = distance.min(axis=1) < 0.3  # the digit it was made from is among the 400
    assert certain.sum() > 5
    np.testing.assert_array_equal(small.Y[distance.argmin(axis=1)][certain], data.Y[certain])


# How it is measured.


def test_peers_take_turns_in_an_order_that_rotates(tmp_path):
    log = tmp_path / "turns"
    noted = {name: partial(notes, str(log), name) for name in "ABC"}
    found, missing = mathematics.in_turn(noted, QUADRATIC, clouds(QUADRATIC), 3)
    turns = log.read_text().split()
    assert turns[::2] == turns[1::2]  # each turn is two trainings
    assert turns[::2] == ["A0", "B0", "C0", "A0", "B0", "C0", "B1", "C1", "A1", "C2", "A2", "B2"]
    assert [list(r) for r in found] == [["A", "B", "C"]] * 3
    assert missing == {}


def notes(log, name, w, X, Y, seed):
    with open(log, "a", encoding="utf-8") as file:
        print(f"{name}{seed}", file=file)


def test_a_peer_whose_library_is_missing_is_named_and_the_others_run():
    given = {COURSE: counted, TORCH: without_its_library}
    found, missing = mathematics.in_turn(given, QUADRATIC, clouds(QUADRATIC), 1)
    assert missing == {TORCH: "a_library_that_nobody_has is not installed"}
    assert list(found[0]) == [COURSE]
    text = mathematics.report({"W3": work(found, missing)}, 0.5)
    assert "| W3 | PyTorch | a_library_that_nobody_has is not installed |" in text
    assert "| W3: nncourse / PyTorch | a_library_that_nobody_has is not installed | | | 0.15 | not judged |" in text


def test_a_peer_that_ends_without_an_answer_is_named():
    with pytest.raises(RuntimeError, match=r"^scikit-learn ended without an answer"):
        mathematics.in_turn({COURSE: counted, "scikit-learn": broken}, QUADRATIC, clouds(QUADRATIC), 1)


def test_accuracy_comes_from_what_was_trained_on_the_seed_of_the_round():
    data = clouds(QUADRATIC)
    found, _ = mathematics.in_turn({COURSE: counted}, QUADRATIC, data, 2)
    ones = float(data.Y_test.mean())
    assert [r[COURSE].accuracy for r in found] == pytest.approx([1 - ones, ones])


def test_the_processes_have_one_thread_and_no_settings_of_this_machine(monkeypatch):
    monkeypatch.setattr(os, "environ", dict(os.environ))
    for name in ("OPENBLAS_CORETYPE", "MKL_CBWR", "OMP_PROC_BIND", "OMP_NUM_THREADS"):
        os.environ[name] = "other"
    mathematics.one_thread()
    kept = {name: value for name, value in os.environ.items() if name.startswith(("OPENBLAS", "MKL", "OMP"))}
    assert kept == {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def test_a_peer_that_takes_two_threads_is_refused(monkeypatch):
    monkeypatch.setattr(mathematics, "CLOCKS", -1.0)
    with pytest.raises(RuntimeError, match=r"^nncourse: one thread expected; took "):
        mathematics.in_turn({COURSE: counted}, QUADRATIC, clouds(QUADRATIC), 1)


def test_a_turn_is_the_least_of_at_least_two_trainings(monkeypatch):
    times = iter([0.0, 5.0, 10.0, 13.0, 20.0, 24.0])
    monkeypatch.setattr(mathematics.time, "process_time", lambda: next(times))
    turn, trained = take_turn(iter("ABC").__next__, seconds=9.0)
    assert (turn.cpu, trained) == (3.0, "C")


# How it is judged.


def test_ratios_are_formed_within_a_round():
    found = work(rounds(course=[1, 20, 3], torch=[10, 40, 60]))
    assert found.ratios(COURSE, TORCH) == pytest.approx([0.1, 0.5, 0.05])


@pytest.mark.parametrize(("torch", "holds"), [([6.67, 30], True), ([6.66, 30], False)])
def test_a_bar_judges_the_ratio_of_the_least_times(torch, holds):
    (bar,) = judged({"W3": work(rounds(course=[9, 1], torch=torch))})
    assert (bar.words, bar.limit, bar.holds) == ("W3: nncourse / PyTorch", 0.15, holds)
    assert bar.measured == 1 / torch[0]


@pytest.mark.parametrize(("peer", "holds"), [([0.96, 0.979], True), ([0.96, 0.981], False)])
def test_the_mean_accuracy_may_be_less_than_half_a_percent_below_the_best_peer(peer, holds):
    turns = zip([0.97, 0.96], peer, strict=True)
    found = work([{COURSE: Turn(1, 1, a), TORCH: Turn(9, 9, b), "other": Turn(9, 9, 0.1)} for a, b in turns])
    bar = judged({"W4": found})[-1]
    assert (bar.words, bar.holds) == ("W4: accuracy, PyTorch − nncourse", holds)
    assert bar.measured == pytest.approx(np.mean(peer) - 0.965)


def test_accuracy_without_a_peer_is_not_judged():
    bar = judged({"W4": work([{COURSE: Turn(1, 1, 0.9)}], {TORCH: "torch is not installed"})})[-1]
    assert (bar.missing, bar.holds) == ("no peer took part", False)


@pytest.mark.parametrize(
    ("A", "Y", "right"),
    [([[0.6], [0.4]], [[1], [1]], 0.5), ([[0.1, 0.2], [0.3, 0.2], [9, 0]], [[0, 1], [0, 1], [1, 0]], 2 / 3)],
)
def test_accuracy_counts_rows_on_the_right_side(A, Y, right):
    assert mathematics.accuracy(np.array(A), np.array(Y)) == right


# What is written.


def test_the_report_has_each_peer_and_each_bar_with_a_verdict():
    found = work(rounds(course=[0.001, 0.002], torch=[0.010, 0.016], floor=[0.0005, 0.0005]))
    text = mathematics.report({"W2": found}, 0.5)
    assert text.startswith("## The mathematics\n")
    assert "| W2 | PyTorch | 10 | 13 | 0.100 |  |" in text
    assert "| W2: nncourse / PyTorch | 0.100 | 0.113 | 0.100 – 0.125 | 0.68 | yes |" in text
    assert "| W2: nncourse / matrix products alone | 2.000 | 3.000 | 2.000 – 4.000 | 1.25 | **no** |" in text
    assert "load 0.5 at the start" in text


def test_where_a_bar_is_missed_the_flattest_numpy_stands_beside_it():
    turns = {COURSE: Turn(0.2, 0.2), peers.FLAT: Turn(0.13, 0.13), TORCH: Turn(1, 1)}
    assert mathematics.left_to_win({"W3": work([turns])}) == ["W3: NumPy, flat / PyTorch 0.130, at most 0.15 asked for"]
    assert mathematics.left_to_win({"W3": work([turns | {COURSE: Turn(0.14, 0.14)}])}) == []
    assert mathematics.left_to_win({"W3": work([{COURSE: Turn(1, 1), TORCH: Turn(1, 1)}])}) == []
    assert "W3: NumPy, flat / PyTorch 0.130" in mathematics.report({"W3": work([turns])}, 0.5)


def test_flat_numpy_takes_the_steps_that_the_course_takes():
    w, data = replace(QUADRATIC, batch_size=None, epochs=30), clouds(QUADRATIC)
    net = MLP.random(w.sizes, np.random.default_rng(3))
    *_, trained = sgd(net, data.X, data.Y, w.learning_rate, w.epochs)
    flat = peers.flat_numpy(w, data.X, data.Y, 3)
    np.testing.assert_allclose(flat(data.X_test), trained.predict(data.X_test), rtol=1e-10)


def test_a_package_that_is_not_there_is_said_among_the_versions():
    assert results.versions(["numpy", "a-package-that-nobody-has"]).endswith(
        f"numpy {np.__version__}, no a-package-that-nobody-has"
    )


def test_a_section_replaces_itself_and_the_others_stay(tmp_path):
    path = tmp_path / "RESULTS.md"
    path.write_text(
        "# Results\n\nwords\n\n## Live figures\n\nfirst\n\n## The mathematics\n\nold\n\n### part\n\nold too\n"
    )
    results.put_section(path, "## The mathematics\n\nnew\n")
    assert path.read_text() == "# Results\n\nwords\n\n## Live figures\n\nfirst\n\n## The mathematics\n\nnew\n"
    results.put_section(path, "## Live figures\n\nagain\n")
    assert path.read_text() == "# Results\n\nwords\n\n## Live figures\n\nagain\n\n## The mathematics\n\nnew\n"


def test_a_section_that_is_new_comes_last(tmp_path):
    path = tmp_path / "RESULTS.md"
    results.put_section(path, "## Live figures\n\nfirst\n")
    results.put_section(path, "## The mathematics\n\nnew\n")
    assert path.read_text() == "# Results\n\n## Live figures\n\nfirst\n\n## The mathematics\n\nnew\n"


def test_a_run_leaves_a_section_and_fails_where_a_bar_does(tmp_path, monkeypatch, capsys):
    data = Data(*[np.ones((3, 1))] * 4)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(mathematics, "WORKLOADS", {"W3": replace(WORKLOADS["W3"], data=lambda: data)})
    monkeypatch.setattr(mathematics, "in_turn", lambda given, w, d, n: (rounds(course=[1] * n, torch=[2] * n), {}))
    monkeypatch.setattr(
        mathematics, "imports", lambda n: work([{"import numpy": Turn(1, 1), "import nncourse": Turn(1, 1)}])
    )
    out = tmp_path / "RESULTS.md"
    monkeypatch.setattr("sys.argv", ["mathematics.py", "--out", str(out), "--rounds", "2"])
    assert mathematics.main() == 1
    assert "| W3: nncourse / PyTorch | 0.500 | 0.500 | 0.500 – 0.500 | 0.15 | **no** |" in out.read_text()
    monkeypatch.setattr("sys.argv", ["mathematics.py", "--out", str(out), "--work", "import"])
    assert mathematics.main() == 0
    assert "## The mathematics" in capsys.readouterr().out


def test_imports_are_timed_in_a_fresh_python():
    found = mathematics.imports(1)
    (only,) = found.rounds
    assert list(only) == ["import numpy", "import nncourse"]
    assert all(turn.cpu > 0 for turn in only.values())
