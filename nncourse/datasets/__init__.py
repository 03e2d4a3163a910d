"""Data to learn from: functions that return X (n, d) and Y (n, k), always two-dimensional.

Tables written down (`gate`, `half_adder`, `venue`, `acceptance`, `five_inputs`), points of two kinds in the plane
(`blobs`, `xor_clouds`, `moons`, `circles`, `spirals`), a noisy curve, and handwritten digits (`digits`, `mnist`).
"""

from .clouds import blobs, circles, moons, spirals, xor_clouds
from .curves import curve, noisy_curve
from .handwriting import digits, mnist
from .labels import labels_of, one_hot
from .tables import acceptance, binary_inputs, five_inputs, five_inputs_unseen, gate, half_adder, venue

__all__ = [
    "acceptance",
    "binary_inputs",
    "blobs",
    "circles",
    "curve",
    "digits",
    "five_inputs",
    "five_inputs_unseen",
    "gate",
    "half_adder",
    "labels_of",
    "mnist",
    "moons",
    "noisy_curve",
    "one_hot",
    "spirals",
    "venue",
    "xor_clouds",
]
