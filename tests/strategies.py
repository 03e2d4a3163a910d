"""What hypothesis draws from: numbers as a learner may set them, and neurons with their inputs."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

numbers = st.floats(-1e6, 1e6, allow_nan=False)
eighths = st.integers(-80, 80).map(lambda k: k / 8)  # exact in binary: their sums and products are exact too


def vectors(size, entries=numbers):
    return hnp.arrays(float, size, elements=entries)


@st.composite
def neurons(draw, entries=numbers):
    """weights (d,), a threshold, inputs X (n, d)."""
    d, n = draw(st.integers(1, 12)), draw(st.integers(1, 6))
    return draw(vectors(d, entries)), draw(entries), draw(vectors((n, d), entries))


@st.composite
def neurons_at_a_tie(draw):
    """weights (d,), the threshold that the first row of X (n, d) meets exactly, X."""
    weights, _, X = draw(neurons(eighths))
    return weights, float(np.dot(weights, X[0])), X
