"""Inner loop of moments: one pass over the rows."""

from __future__ import annotations

import numpy as np
from numba import njit

from cxloop.questions.kernels.arrays import fixed


@njit(nogil=True, cache=True)
def sums_by_group(group, groups, rows, shift):
    """Of each group: how many rows, sums of each column less its shift, and sums of their products. group: of each row,
    those below 0 are left out; rows: k columns, float64 (k × n); shift: k numbers near their means."""
    k, n = rows.shape
    count = np.zeros(groups, np.int64)
    sums = np.zeros((groups, k))
    products = np.zeros((groups, k, k))
    if k == 1:
        column, near = rows[0], shift[0]
        for row in range(n):
            at = group[row]
            if at >= 0:
                apart = column[row] - near
                count[at] += 1
                sums[at, 0] += apart
                products[at, 0, 0] += apart * apart
        return count, sums, products
    for row in range(n):
        at = group[row]
        if at < 0:
            continue
        count[at] += 1
        for one in range(k):
            apart = rows[one, row] - shift[one]
            sums[at, one] += apart
            for other in range(one + 1):
                products[at, one, other] += apart * (rows[other, row] - shift[other])
    for at in range(groups):
        for one in range(k):
            for other in range(one):
                products[at, other, one] = products[at, one, other]
    return count, sums, products


def warm() -> None:
    """Compiles the kernel."""
    sums_by_group(fixed([0, -1], np.int64), 1, fixed([[1.0, 2.0]], np.float64), fixed([0.0], np.float64))
