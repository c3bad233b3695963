"""Inner loops of building an index, compiled by Numba; they release the GIL."""
