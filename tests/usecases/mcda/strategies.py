"""Small tables and weights for the laws of the methods; few different values, so that ties come by themselves."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

VALUES = st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(0, 1).map(lambda x: round(x, 9))
WHOLE = st.integers(0, 4).map(lambda x: x / 4)


@st.composite
def values(draw, *, min_n=1, max_n=7, min_k=1, max_k=5, elements=VALUES):
    n, k = draw(st.integers(min_n, max_n)), draw(st.integers(min_k, max_k))
    return draw(hnp.arrays(np.float64, (k, n), elements=elements))


@st.composite
def weights(draw, k):
    raw = draw(hnp.arrays(np.float64, (k,), elements=st.sampled_from([0.0, 1.0]) | st.floats(0.01, 5)))
    return np.full(k, 1 / k) if raw.sum() == 0 else raw / raw.sum()


@st.composite
def tables(draw, **more):
    """Values with weights for them."""
    found = draw(values(**more))
    return found, draw(weights(found.shape[0]))


def brute_ranks(merit):
    """Rank by counting, ties after rounding to 1e-12."""
    steps = np.floor(np.asarray(merit) * 1e12 + 0.5)
    return [1 + int((steps > own).sum()) for own in steps]
