"""How figures grow with the size: 1 is linear, 2 quadratic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise


def exponents(sizes: Mapping[int, float]) -> list[tuple[int, int, float]]:
    """For neighbouring sizes the exponent of the growth between them."""
    ordered = sorted(sizes)
    return [
        (small, large, math.log(sizes[large] / sizes[small]) / math.log(large / small))
        for small, large in pairwise(ordered)
        if sizes[small] > 0 and sizes[large] > 0
    ]
