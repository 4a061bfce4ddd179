"""SMAA-2: what share of the admissible inputs gives each alternative each rank.

Everything runs on blocks of totals, one row for each draw: the blocks may come from drawn weights, from drawn
scores, or from both, and no table of draws by alternatives is ever held whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from usecases.mcda.arrays import FloatArray, IntArray, MissingValueError
from usecases.mcda.ranking import TIE_STEPS

BLOCK = 64  # draws at a time: the keys of 2,000 alternatives then stay in the second cache
_INDEX_BITS = np.uint64(22)  # below the total's 1e12 steps, which have the other 42 of the 64
_INDEX_MASK = np.uint64((1 << 22) - 1)
_MOST_SHORT_BITS = 12  # up to 4,096 alternatives a short key has 20 bits or more for the total: few are equal
_NOBODY = np.uint64((1 << 64) - 1)
_GROUPED = 8
"""Alternatives of which only the largest total is looked at when the first ones are sought."""
_TALLIED, _TALLIED_CELLS = 4_096, 8_000_000
"""Draws that wait to be counted at once: at most so many, and so many times the number of ranks (16 MB)."""


@dataclass(frozen=True)
class Block:
    """Some draws: totals of all alternatives, the weights they came from, and the first draw's number."""

    totals: FloatArray  # (n_draws, n_alternatives)
    weights: FloatArray  # (n_draws, n_criteria)
    start: int


@dataclass(frozen=True, eq=False)
class RankCounts:
    """How often each alternative took each rank. A tie shares the better rank."""

    n_draws: int
    counts: NDArray[np.int32]  # (n_alternatives, n_ranks), rank 1 first
    rank_sums: FloatArray | None  # (n_alternatives,) over all draws; None where only the first ranks were counted
    first_weights: FloatArray  # (n_alternatives, n_criteria) sum of the weights under which it is first

    @property
    def acceptability(self) -> FloatArray:
        """Share of the draws, (n_alternatives, n_ranks)."""
        return self.counts / self.n_draws

    @property
    def expected_rank(self) -> FloatArray:
        """Mean rank, (n_alternatives,).

        Raises
        ------
        ValueError
            If only the first ranks were counted.
        """
        if self.rank_sums is None:
            raise ValueError("only the first ranks were counted")
        return self.rank_sums / self.n_draws

    @property
    def central_weights(self) -> FloatArray:
        """Mean of the weights under which an alternative is first; NaN where it never is."""
        first = self.counts[:, :1].astype(np.float64)
        return np.divide(self.first_weights, first, out=np.full_like(self.first_weights, np.nan), where=first > 0)

    def share_in_first(self, k: int) -> FloatArray:
        """Share of the draws in which an alternative is in the first k, (n_alternatives,)."""
        shares: FloatArray = self.counts[:, :k].sum(axis=1) / self.n_draws
        return shares


def weighted_blocks(values: FloatArray, weights: FloatArray) -> Iterator[Block]:
    """Blocks for known values under drawn weights.

    Parameters
    ----------
    values : ndarray, shape (n_criteria, n_alternatives)
        In [0, 1], 1 best.
    weights : ndarray, shape (n_draws, n_criteria)
        Every row sums to 1.

    Raises
    ------
    MissingValueError
        If a value is NaN.
    ValueError
        If the two disagree on the number of criteria.
    """
    if values.ndim != 2 or weights.ndim != 2 or weights.shape[1] != values.shape[0]:
        raise ValueError(f"values {values.shape} and weights {weights.shape} disagree")
    _refuse_missing(values)
    out = np.empty((min(BLOCK, len(weights)), values.shape[1]))
    # With twelve terms a second thread only waits for the first.
    with threadpool_limits(1, user_api="blas"):
        for start in range(0, len(weights), BLOCK):
            part = weights[start : start + BLOCK]
            yield Block(np.matmul(part, values, out=out[: len(part)]), part, start)


def paired_blocks(values: FloatArray, weights: FloatArray) -> Iterator[Block]:
    """Blocks for drawn values with drawn weights, draw by draw.

    Parameters
    ----------
    values : ndarray, shape (n_draws, n_alternatives, n_criteria)
    weights : ndarray, shape (n_draws, n_criteria)

    Raises
    ------
    MissingValueError, ValueError
        As weighted_blocks, or if the numbers of draws differ.
    """
    if values.ndim != 3 or weights.ndim != 2 or (len(values), values.shape[2]) != weights.shape:
        raise ValueError(f"values {values.shape} and weights {weights.shape} disagree")
    _refuse_missing(values)
    for start in range(0, len(weights), BLOCK):
        part = weights[start : start + BLOCK]
        # Criterion by criterion, like the weighted sum itself: equal alternatives get equal totals.
        totals = np.zeros(values[start : start + BLOCK].shape[:2])
        for criterion in range(values.shape[2]):
            totals += values[start : start + BLOCK, :, criterion] * part[:, criterion, np.newaxis]
        yield Block(totals, part, start)


@dataclass(frozen=True, eq=False)
class Spread:
    """Values that are not known exactly: a triangle between worst and best with its tip at the likely value.

    Where nothing is known (likely is NaN) every value of the scale is as likely as another.
    """

    worst: FloatArray  # (n_criteria, n_alternatives), NaN where nothing is known
    likely: FloatArray
    best: FloatArray

    def drawn(
        self, criterion: int, u: FloatArray, out: FloatArray | None = None, spare: FloatArray | None = None
    ) -> FloatArray:
        """Values of one criterion for even numbers u in [0, 1), (n_draws, n_alternatives).

        ``out``, which holds them in the end, and ``spare`` are of the shape of u and are used again by whoever draws
        many: at this size an array that is made anew costs more than what is computed in it.
        """
        out = np.empty_like(u) if out is None else out
        spare = np.empty_like(u) if spare is None else spare
        low, high, below, rise, fall, unknown = self._triangles[criterion]
        np.sqrt(np.multiply(u, rise, out=out), out=out)
        out += low
        np.subtract(1.0, u, out=spare)
        spare *= fall
        np.subtract(high, np.sqrt(spare, out=spare), out=spare)
        np.copyto(out, spare, where=u >= below)
        np.copyto(out, u, where=unknown)
        return out

    @cached_property
    def _triangles(self) -> list[tuple[Any, ...]]:
        """For each criterion its ends, where the tip divides the draws, and what is under the two roots."""
        found = []
        for low, tip, high in zip(self.worst, self.likely, self.best, strict=True):
            width = high - low
            with np.errstate(divide="ignore", invalid="ignore"):
                below = np.where(width > 0, (tip - low) / width, 0.0)
            found.append((low, high, below, width * (tip - low), width * (high - tip), np.isnan(tip)))
        return found


def uncertain_blocks(
    spread: Spread, weights: FloatArray, *, seed: int, first: int = 0, size: int = BLOCK
) -> Iterator[Block]:
    """Blocks for uncertain values under drawn weights, each draw with values of its own.

    Parameters
    ----------
    weights : ndarray, shape (n_draws, n_criteria)
    seed : int
        Values of a block depend on the seed, the number of the block's first draw and the criterion alone, so that
        ``values_of`` can give those of a few alternatives again.
    first : int
        Number of the first draw.
    """
    shape = (min(size, len(weights)), spread.likely.shape[1])
    even, values, spare, totals = (np.empty(shape) for _ in range(4))
    for start in range(0, len(weights), size):
        part = weights[start : start + size]
        held = len(part)
        totals[:held] = 0.0
        for criterion in range(len(spread.likely)):
            u = _even(seed, first + start, criterion, even[:held])
            drawn = spread.drawn(criterion, u, values[:held], spare[:held])
            drawn *= part[:, criterion, np.newaxis]
            totals[:held] += drawn
        yield Block(totals[:held], part, first + start)


def values_of(
    spread: Spread,
    criterion: int,
    alternatives: IntArray,
    n_draws: int,
    *,
    seed: int,
    first: int = 0,
    size: int = BLOCK,
) -> FloatArray:
    """The values that ``uncertain_blocks`` drew on one criterion for some alternatives, (n_draws, n_chosen)."""
    of_all = spread.likely.shape[1]
    chosen = Spread(spread.worst[:, alternatives], spread.likely[:, alternatives], spread.best[:, alternatives])
    parts = []
    for start in range(0, n_draws, size):
        held = min(size, n_draws - start)
        u = _even(seed, first + start, criterion, np.empty((held, of_all)))[:, alternatives]
        parts.append(chosen.drawn(criterion, u))
    return np.concatenate(parts)


def _even(seed: int, start: int, criterion: int, out: FloatArray) -> FloatArray:
    return np.random.default_rng([seed, start, criterion]).random(out=out)


def count_ranks(blocks: Iterable[Block], n_alternatives: int, *, n_ranks: int | None = None) -> RankCounts:
    """Count ranks over all draws.

    Parameters
    ----------
    blocks : iterable of Block
        Consumed once, in constant memory.
    n_ranks : int, optional
        How many ranks the table has; all of them when absent.

    References
    ----------
    Lahdelma & Salminen (2001), SMAA-2, Operations Research 49(3).
    """
    if not n_alternatives:
        drawn = [block.weights for block in blocks]
        size = drawn[0].shape[1] if drawn else 0
        return RankCounts(sum(map(len, drawn)), np.zeros((0, 1), np.int32), np.zeros(0), np.zeros((0, size)))
    width = n_alternatives if n_ranks is None else min(n_ranks, n_alternatives)
    tally, keys = _Tally(width, n_alternatives), _Keys(n_alternatives)
    rank_sums, first, n_draws = np.zeros(n_alternatives), None, 0
    positions = np.arange(n_alternatives)
    for block in blocks:
        ordered, tied = keys.in_order(block.totals)
        ranks = _shared_ranks(ordered, positions) if tied else None
        tally.add(ordered, ranks)
        if width < n_alternatives:
            shared = np.broadcast_to(positions, ordered.shape) if ranks is None else ranks
            rank_sums += np.bincount(_placed(ordered).ravel(), weights=shared.ravel() + 1.0, minlength=n_alternatives)
        first = _with_firsts(first, block, ordered, ranks, n_alternatives)
        n_draws += len(block.weights)
    table = tally.table.T
    if width == n_alternatives:
        rank_sums = np.einsum("i,ij->j", positions + 1.0, tally.table)
    return RankCounts(n_draws, table, rank_sums, first if first is not None else np.zeros((n_alternatives, 0)))


def count_first_ranks(blocks: Iterable[Block], n_alternatives: int, k: int) -> RankCounts:
    """Count the first k ranks alone: the others are never sorted. The same digits as count_ranks."""
    k = min(k, n_alternatives)
    if k == n_alternatives:
        return count_ranks(blocks, n_alternatives)
    counts = np.zeros(n_alternatives * k, dtype=np.int32)
    first, n_draws, positions, best = None, 0, np.arange(k), _Best(n_alternatives, k)
    for block in blocks:
        ordered = best.of(block.totals)
        head = ordered[:, :k]
        ranks = _shared_ranks(head, positions)
        first = _with_firsts(first, block, head, ranks, n_alternatives)
        ranks = np.broadcast_to(positions, head.shape) if ranks is None else ranks
        np.add.at(counts, (_placed(head) * k + ranks).ravel(), np.int32(1))
        # Who is tied with the last of the first k shares that rank, though it stands behind them.
        last = head[:, -1] >> _INDEX_BITS
        for row in np.flatnonzero(ordered[:, k] >> _INDEX_BITS == last):
            tail = ordered[row, k:]
            tied = _placed(tail[tail >> _INDEX_BITS == last[row]])
            counts[tied * k + ranks[row, -1]] += 1
            if ranks[row, -1] == 0 and first is not None:
                first[tied] += block.weights[row]
        n_draws += len(block.weights)
    table = counts.reshape(n_alternatives, k)
    return RankCounts(n_draws, table, None, first if first is not None else np.zeros((n_alternatives, 0)))


def pairwise_winning(blocks: Iterable[Block], n_alternatives: int) -> FloatArray:
    """Share of the draws in which one alternative is strictly better than another, (n, n), row over column."""
    wins, n_draws = np.zeros((n_alternatives, n_alternatives)), 0
    for block in blocks:
        steps = np.floor(block.totals * TIE_STEPS + 0.5)
        for alternative in range(n_alternatives):
            wins[alternative] += (steps[:, alternative, np.newaxis] > steps).sum(axis=0)
        n_draws += len(steps)
    return wins / max(n_draws, 1)


def confidence_factors(central: FloatArray, values: FloatArray) -> FloatArray:
    """For each alternative, the share of the drawn values under which its central weights make it first; NaN if none.

    Parameters
    ----------
    central : ndarray, shape (n_alternatives, n_criteria)
        Central weights; a row of NaN where the alternative is never first.
    values : ndarray, shape (n_alternatives, n_criteria) or (n_draws, n_alternatives, n_criteria)
        Known, or drawn.
    """
    factors = np.full(len(central), np.nan)
    drawn = values[np.newaxis] if values.ndim == 2 else values
    for alternative in np.flatnonzero(~np.isnan(central).any(axis=1)):
        totals = np.zeros(drawn.shape[:2])
        for criterion, weight in enumerate(central[alternative]):
            totals += drawn[:, :, criterion] * weight
        steps = np.floor(totals * TIE_STEPS + 0.5)
        factors[alternative] = (steps[:, alternative] == steps.max(axis=1)).mean()
    return factors


class _Keys:
    """One integer for each total: the smaller the better, ties by the rule of ranking, the alternative in its end.

    The steps of 1e-12 go from float to integer by the bits of the float, which processors without a wide conversion
    do many times faster: 2^52 + 2^41 less a whole number below 2^41 is exact, and its last 42 bits are the number.
    """

    def __init__(self, n_alternatives: int) -> None:
        if n_alternatives > 1 << int(_INDEX_BITS):
            raise ValueError(f"more than {1 << int(_INDEX_BITS)} alternatives")
        self._index = np.arange(n_alternatives, dtype=np.uint64)
        self._room = _room(0, n_alternatives)

    def in_order(self, totals: FloatArray) -> tuple[NDArray[np.uint64], bool]:
        """Keys of a block, those of each draw in rising order, and whether any are tied.

        The next block uses their memory again.
        """
        if len(self._room.keys) < len(totals):
            self._room = _room(*totals.shape)
        room = self._room.of(len(totals))
        keys = _keyed(np.multiply(totals, TIE_STEPS, out=room.keys.view(np.float64)), self._index)
        if totals.shape[1] <= 1 << _MOST_SHORT_BITS:
            return _sorted_by_short_keys(room)
        keys.sort(axis=1)
        return keys, bool(((keys[:, 1:] ^ keys[:, :-1]) <= _INDEX_MASK).any())


class _Room(NamedTuple):
    """Memory for the keys of some draws: at this size, made anew for each block, it would cost as much as the sort."""

    keys: NDArray[np.uint64]  # all (n_draws, n_alternatives)
    spare: NDArray[np.uint64]
    ordered: NDArray[np.uint64]
    short: NDArray[np.uint32]
    places: NDArray[np.uint32]

    def of(self, n_draws: int) -> "_Room":
        """The first rows of it."""
        return _Room(*(one[:n_draws] for one in self))  # type: ignore[arg-type]  # each as it was


def _room(n_draws: int, n_alternatives: int) -> _Room:
    shape = (n_draws, n_alternatives)
    return _Room(
        keys=np.empty(shape, np.uint64),
        spare=np.empty(shape, np.uint64),
        ordered=np.empty(shape, np.uint64),
        short=np.empty(shape, np.uint32),
        places=np.empty(shape, np.uint32),
    )


def _sorted_by_short_keys(room: _Room) -> tuple[NDArray[np.uint64], bool]:
    """Each row in rising order: first by the leading bits, in half the memory and time, then where those are equal."""
    keys, spare, ordered, short, _ = room
    n = keys.shape[1]
    index_bits = max(1, (n - 1).bit_length())
    mask = np.uint32((1 << index_bits) - 1)
    lowest = keys.min(initial=_NOBODY) & ~_INDEX_MASK
    spread = int(keys.max(initial=0)) - int(lowest)
    np.subtract(keys, lowest, out=spare)
    spare >>= np.uint64(max(int(_INDEX_BITS), spread.bit_length() - (32 - index_bits)))
    np.copyto(short, spare, casting="unsafe")
    short <<= np.uint32(index_bits)
    short |= np.arange(n, dtype=np.uint32)
    short.sort(axis=1)
    for row, places in enumerate(np.bitwise_and(short, mask, out=room.places).view(np.int32)):
        keys[row].take(places, out=ordered[row], mode="clip")  # all are inside; "raise" would copy first
    flat = short.ravel()
    near = np.bitwise_xor(flat[1:], flat[:-1], out=room.places.ravel()[1:])
    places = np.flatnonzero(near <= mask)
    places = places[places % n != n - 1]  # the last of one row and the first of the next
    # Two of a kind are put right at once; where three or more are, their whole row is sorted.
    crowded = np.zeros(len(keys), dtype=bool)
    crowded[places[1:][np.diff(places) == 1] // n] = True
    pairs = places[~crowded[places // n]]
    all_keys = ordered.ravel()
    left, right = all_keys[pairs], all_keys[pairs + 1]
    all_keys[pairs], all_keys[pairs + 1] = np.minimum(left, right), np.maximum(left, right)
    if crowded.any():
        ordered[crowded] = np.sort(ordered[crowded], axis=1)
    # Only what is equal in the leading bits can be tied.
    return ordered, bool(((all_keys[places] ^ all_keys[places + 1]) <= _INDEX_MASK).any())


class _Best:
    """The keys of the first k of each draw in order, and behind them at least one place more.

    The k-th best of the largest totals of k groups or more is a floor under the k-th best of all: what is below it is
    given no key and is never sorted. The floor lies two steps lower, so that whoever is tied is kept.
    """

    def __init__(self, n_alternatives: int, k: int) -> None:
        self._k = k
        self._size = n_alternatives // min(_GROUPED, n_alternatives // k)

    def of(self, totals: FloatArray) -> NDArray[np.uint64]:
        """Keys of a block, (n_draws, more than k); behind the last candidate stands a key that nobody has."""
        size, k = self._size, self._k
        largest = totals[:, :size].copy()
        for start in range(size, totals.shape[1] - size + 1, size):
            np.maximum(largest, totals[:, start : start + size], out=largest)
        largest.partition(size - k, axis=1)
        floor = largest[:, size - k] - 2.0 / TIE_STEPS
        rows, places = np.divmod(np.flatnonzero(totals >= floor[:, np.newaxis]), totals.shape[1])
        held = np.bincount(rows, minlength=len(totals))
        keys = np.full((len(totals), max(int(held.max()), k) + 1), _NOBODY)
        keys[rows, np.arange(len(rows)) - np.repeat(np.cumsum(held) - held, held)] = _keyed(
            totals[rows, places] * TIE_STEPS, places.astype(np.uint64)
        )
        keys.sort(axis=1)
        return keys


def _keyed(steps: FloatArray, index: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Keys from totals in steps of ties, in the memory of the latter."""
    steps += 0.5
    np.floor(steps, out=steps)
    np.subtract(2.0**52 + 2.0**41, steps, out=steps)
    keys = steps.view(np.uint64)
    keys <<= _INDEX_BITS
    keys |= index
    return keys


class _Tally:
    """How often each alternative has each rank, counted rank by rank.

    The alternatives of many draws are kept, one row for each rank, in numbers as small as they allow: each row is then
    counted at once within a cache, where a table of all ranks would be missed at nearly every step.
    """

    def __init__(self, n_ranks: int, n_alternatives: int) -> None:
        self._counts = np.zeros((n_ranks, n_alternatives), dtype=np.int32)
        small = np.uint16 if n_alternatives <= 1 << 16 else np.uint32
        self._waiting = np.empty((n_ranks, min(_TALLIED, max(BLOCK, _TALLIED_CELLS // max(1, n_ranks)))), dtype=small)
        self._filled = 0

    def add(self, ordered: NDArray[np.uint64], ranks: IntArray | None) -> None:
        """Sorted keys of some draws, (n_draws, n); ``ranks`` less one where they are not 0, 1, 2..."""
        n_ranks, width = self._waiting.shape
        for start in range(0, len(ordered), width):
            part = ordered[start : start + width, :n_ranks]
            if self._filled + len(part) > width:
                self._count()
            # The last 16 bits of a key are the whole index where there are no more alternatives than that.
            small = (part if self._waiting.itemsize == 2 else part & _INDEX_MASK).astype(self._waiting.dtype)
            self._waiting[:, self._filled : self._filled + len(part)] = small.T
            self._filled += len(part)
        if ranks is not None:
            rows, places = np.nonzero(ranks != np.arange(ranks.shape[1]))
            tied, shared = _placed(ordered[rows, places]), ranks[rows, places]
            for rank, change in ((places, -1), (shared, 1)):
                inside = rank < n_ranks
                np.add.at(self._counts, (rank[inside], tied[inside]), np.int32(change))

    @property
    def table(self) -> NDArray[np.int32]:
        """Counts, (n_ranks, n_alternatives)."""
        self._count()
        return self._counts

    def _count(self) -> None:
        n = self._counts.shape[1]
        for counts, row in zip(self._counts, self._waiting[:, : self._filled], strict=True):
            counts += np.bincount(row, minlength=n).astype(np.int32)
        self._filled = 0


def _shared_ranks(ordered: NDArray[np.uint64], positions: IntArray) -> IntArray | None:
    """Rank less one of each place of sorted keys, equal totals sharing the better one; None without ties."""
    apart = ordered[:, 1:] ^ ordered[:, :-1]
    if not apart.size or apart.min() > _INDEX_MASK:
        return None
    places = np.tile(positions, (len(ordered), 1))
    places[:, 1:][apart <= _INDEX_MASK] = 0
    return np.maximum.accumulate(places, axis=1)


def _with_firsts(
    sums: FloatArray | None, block: Block, ordered: NDArray[np.uint64], ranks: IntArray | None, n_alternatives: int
) -> FloatArray:
    if sums is None:
        sums = np.zeros((n_alternatives, block.weights.shape[1]))
    if ranks is None:
        np.add.at(sums, _placed(ordered[:, 0]), block.weights)
    else:
        rows, places = np.nonzero(ranks == 0)
        np.add.at(sums, _placed(ordered[rows, places]), block.weights[rows])
    return sums


def _placed(keys: NDArray[np.uint64]) -> IntArray:
    """The alternatives that keys belong to."""
    return (keys & _INDEX_MASK).view(np.int64)


def _refuse_missing(values: FloatArray) -> None:
    if np.isnan(values).any():
        raise MissingValueError(int(np.argwhere(np.isnan(values))[0][-1]))
