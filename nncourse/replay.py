"""A calculation that is repeated: the calls of NumPy are recorded once, and made again into the arrays they made.

A training takes the same few dozen calls step after step, on arrays of the same shapes.  Written as on the board, each
of them is found through Python anew and makes a new array.  `Replay` runs the equations once on stand-ins that note
every call; from then on it makes these calls alone: the same numbers to the last bit, in two thirds of the time.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

Array = np.ndarray
Call = Callable[[], object]

WARM_UP = 10  # times that the equations run as they are written: recording takes as long as that


class Replay:
    """run() calculates again: calculate(*inputs, result) fills the result from what is in the inputs now.

    The arrays stay the same, the numbers in them change.  What cannot be recorded, because it branches on numbers or
    leaves NumPy, runs as it is written; so does what did not come out the same when it was replayed, such as noise.
    """

    def __init__(self, calculate: Callable[..., object], inputs: tuple[Array, ...], result: Array) -> None:
        self._as_written, self._result = partial(calculate, *inputs, result), result
        self._calls: list[Call] = []
        self._times = 0
        self.run: Callable[[], object] = self._warm_up

    def _warm_up(self) -> None:
        self._as_written()
        self._times += 1
        if self._times == WARM_UP:
            self.run = self._record

    def _record(self) -> None:
        try:
            self._as_written.func(*(Recorded(array, self._calls) for array in self._as_written.args))
            self.run = self._compare
        except Exception:  # whatever it is, if it is no fault of the stand-ins, the last line raises it again
            self._calls.clear()  # with the arrays they made
            self.run = self._as_written
        self._as_written()

    def _compare(self) -> None:
        self._replay()
        replayed = self._result.copy()
        self._as_written()
        self.run = self._replay if np.array_equal(replayed, self._result, equal_nan=True) else self._as_written

    def _replay(self) -> None:
        for call in self._calls:
            call()


class Recorded(NDArrayOperatorsMixin):
    """Stands in for an array: what NumPy does with it is done and noted.

    It has what can be repeated, and no more: what is asked beyond raises AttributeError or TypeError.
    """

    def __init__(self, array: Array, calls: list[Call]) -> None:
        self._array, self._calls = array, calls
        self.shape, self.ndim, self.size, self.dtype = array.shape, array.ndim, array.size, array.dtype

    def __len__(self) -> int:
        return len(self._array)

    def __bool__(self) -> bool:
        raise TypeError("a recorded calculation cannot branch on its numbers")

    def __array__(self, dtype: object = None, copy: object = None) -> Array:
        raise TypeError("a recorded array is not copied unnoticed")

    @property
    def T(self) -> "Recorded":
        """The same memory, transposed: what comes to stand in it later, too."""
        return Recorded(self._array.T, self._calls)

    @property
    def real(self) -> "Recorded":
        """The same memory, without the imaginary parts."""
        return Recorded(self._array.real, self._calls)

    def __getitem__(self, part: slice) -> "Recorded":
        if not isinstance(part, slice):
            raise TypeError("a recorded array has slices only")
        return Recorded(self._array[part], self._calls)

    def reshape(self, shape: tuple[int, ...]) -> "Recorded":
        """The same memory, in another shape."""
        return Recorded(self._array.reshape(shape, copy=False), self._calls)

    def sum(self, axis: int, keepdims: bool = False) -> "Recorded":
        """The sums along an axis."""
        return self._reduced(np.add, axis, keepdims)

    def max(self, axis: int, keepdims: bool = False) -> "Recorded":
        """The largest numbers along an axis."""
        return self._reduced(np.maximum, axis, keepdims)

    def _reduced(self, ufunc: Any, axis: int, keepdims: bool) -> "Recorded":
        result = ufunc.reduce(self._array, axis, None, None, keepdims)
        return self._noted(result, partial(ufunc.reduce, self._array, axis, None, result, keepdims))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = (None,), **options: Any) -> Any:
        if method != "__call__" or ufunc.nout != 1:
            return NotImplemented
        numbers = _numbers(inputs)
        result = ufunc(*numbers, out=_number(out[0]), **options)
        return self._noted(result, partial(ufunc, *numbers, result, **options))

    def __array_function__(self, function: Any, types: Any, inputs: Any, options: dict[str, Any]) -> Any:
        numbers = [_number(value) for value in inputs]
        if function is np.dot:
            result = np.dot(*numbers, out=_number(options.get("out")))
            return self._noted(result, partial(np.dot, *numbers, result))
        if any(isinstance(value, (Recorded, list, tuple)) for value in (*numbers, *options.values())):
            return NotImplemented
        result = function(*numbers, **options)
        return self._noted(result, lambda: np.copyto(result, function(*numbers, **options)))

    def _noted(self, result: Any, call: Call) -> "Recorded":
        if not isinstance(result, np.ndarray):
            raise TypeError("a recorded calculation cannot hand over a single number")
        self._calls.append(call)
        return Recorded(result, self._calls)


def _number(value: Any) -> Any:
    """The array for which a stand-in stands; anything else as it is."""
    return value._array if isinstance(value, Recorded) else value


def _numbers(inputs: tuple[Any, ...]) -> list[Any]:
    """The inputs of a call.  A number beside floats becomes one of their type: NumPy takes it in half the time."""
    values = [_number(value) for value in inputs]
    types = {value.dtype for value in values if isinstance(value, np.ndarray)}
    if len(types) == 1 and (dtype := types.pop()).kind == "f":
        return [np.array(value, dtype) if isinstance(value, (int, float)) else value for value in values]
    return values
