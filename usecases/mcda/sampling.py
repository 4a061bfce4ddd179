"""Weights drawn evenly from a region: exactly for the simplex, bounds, orders and products of the two axes."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import scipy  # its parts take a second to load: each is loaded when it is first asked for

from usecases.mcda.arrays import FloatArray
from usecases.mcda.polytope import TOLERANCE, AxisBlock, Polytope

REPLICATES = 16
"""Parts of a sample: the spread between them gives the standard error, whatever the way of drawing."""
SAMPLER = 3
"""To be raised whenever the same seed gives other draws or other counts of them.

1 drew every weight independently; 2 ranked the same cases under all weights, however little of them was known there.
"""
_PILOT, _ENOUGH = 2_000, 0.02
_WALKERS, _STEPS_PER_CRITERION = 256, 10


class Drawn(NamedTuple):
    """Weights from a region."""

    weights: FloatArray  # (n_samples, n_criteria), each row sums to 1
    how: str  # point | sobol | exact | walk


def draw(region: Polytope, n_samples: int, *, seed: int) -> Drawn:
    """Weights spread evenly over a region, in REPLICATES parts of equal size.

    A simplex, an order and bounds are covered by scrambled Sobol points, the parts being successive pieces of one net:
    together they lie more evenly than each alone, so that the spread between them overstates the error. All other parts
    are independent. Products of bounds by exact independent draws; an intersection by exact draws from one of its parts
    that the others keep or, where too few are kept, by a random walk, even only in the long run (``how`` says so).

    Parameters
    ----------
    n_samples : int
        At least REPLICATES; rounded up to a multiple of it.
    seed : int
        The same seed gives the same weights.

    Raises
    ------
    usecases.mcda.polytope.EmptyRegionError
        If there are none.

    References
    ----------
    Simplex: Devroye (1986), Non-Uniform Random Variate Generation, ch. V.2. Orders: Lahdelma, Miettinen, Salminen
    (2003), EJOR 147. Walk: Smith (1984), Operations Research 32(6).
    """
    region.least(np.zeros(region.size))  # an empty region says so before anything is drawn
    each = -(-n_samples // REPLICATES)
    if region.is_point:
        return Drawn(np.tile(region.lower, (each * REPLICATES, 1)), "point")
    how, sampler = _sampler(region, np.random.default_rng([seed, REPLICATES]))
    if how == "sobol":
        return Drawn(sampler(each * REPLICATES, np.random.default_rng([seed, 0])), how)
    generators = [np.random.default_rng([seed, part]) for part in range(REPLICATES)]
    return Drawn(np.concatenate([sampler(each, rng) for rng in generators]), how)


Sampler = Callable[[int, np.random.Generator], FloatArray]


def _sampler(region: Polytope, rng: np.random.Generator) -> tuple[str, Sampler]:
    shape = region.shape
    if shape is None:
        return _of_intersection(region, rng)
    if shape.blocks:
        return "exact", lambda n, rng: _product(region.size, shape.blocks, shape.share, n, rng)
    if shape.order:
        return "sobol", lambda n, rng: _ordered(_spread(region.size, n, rng), shape.order, rng)
    if (region.lower == 0).all() and (region.upper == 1).all():
        return "sobol", lambda n, rng: _spread(region.size, n, rng)
    return "sobol", lambda n, rng: in_box(region.lower, region.upper, n, net(rng))


Points = Callable[[int, int], FloatArray]
"""Gives the next points of the unit cube: how many, of how many coordinates."""


def net(rng: np.random.Generator) -> Points:
    """Scrambled Sobol points, each call going on where the last one ended; ask for powers of two."""
    engines: list[scipy.stats.qmc.Sobol] = []

    def points(n: int, size: int) -> FloatArray:
        if not engines:
            engines.append(scipy.stats.qmc.Sobol(size, scramble=True, rng=rng))
        return np.asarray(engines[0].random(n))

    return points


def independent(rng: np.random.Generator) -> Points:
    """Points that know nothing of each other."""
    return lambda n, size: rng.random((n, size))


def _power_of_two(n: int) -> int:
    return 1 << max(0, n - 1).bit_length()


def _spread(size: int, n: int, rng: np.random.Generator) -> FloatArray:
    """Scrambled Sobol points on the simplex: exponentials of the coordinates, divided by their sum."""
    points = net(rng)(_power_of_two(n), size)[:n]
    exponential = -np.log(np.clip(1.0 - points, 1e-300, 1.0)) + 1e-300
    return np.asarray(exponential / exponential.sum(axis=1, keepdims=True))


def _ordered(weights: FloatArray, groups: tuple[tuple[int, ...], ...], rng: np.random.Generator) -> FloatArray:
    """The named weights of each row dealt out again so that earlier groups have the larger ones."""
    named = np.array([position for group in groups for position in group])
    falling = -np.sort(-weights[:, named], axis=1)
    start, dealt = 0, np.empty_like(falling)
    for group in groups:
        part = falling[:, start : start + len(group)]
        dealt[:, start : start + len(group)] = rng.permuted(part, axis=1)
        start += len(group)
    result = weights.copy()
    result[:, named] = dealt
    return result


def in_box(lower: FloatArray, upper: FloatArray, n: int, points: Points, total: float = 1.0) -> FloatArray:
    """Even draws from lower <= w <= upper with sum ``total``, (n, n_criteria); bounds must allow one.

    Each coordinate but one is drawn from a truncated exponential with one common rate, the last makes up the sum and
    is accepted in proportion to its own density: on the plane of equal sums the joint density is constant, so
    what is accepted is even. The rate that puts the mean sum at ``total`` keeps acceptance near 1 / sqrt(n_criteria)
    however the bounds lie.
    """
    width = upper - lower
    free = np.flatnonzero(width > TOLERANCE)
    result = np.tile(lower, (n, 1))
    # What is fixed, or can only be at one end, needs no chance.
    room = total - lower.sum()
    if free.size == 0 or room <= TOLERANCE:
        return result
    if width[free].sum() - room <= TOLERANCE:
        result[:, free] = upper[free]
        return result
    if free.size == 1:
        result[:, free] += room
        return result
    spans = width[free]
    rate = _rate(spans, room)
    last = int(np.argmax(spans))
    others = np.delete(np.arange(free.size), last)
    taken, got = [], 0
    while got < n:
        chance = points(_power_of_two(2 * n), free.size)
        drawn = _truncated(chance[:, :-1], spans[others], rate)
        rest = room - drawn.sum(axis=1)
        inside = (rest >= 0) & (rest <= spans[last])
        top = rate * (spans[last] if rate > 0 else 0.0)
        inside &= np.log(np.maximum(chance[:, -1], 1e-300)) <= rate * rest - top
        kept = np.empty((int(inside.sum()), free.size))
        kept[:, others], kept[:, last] = drawn[inside], rest[inside]
        taken.append(kept)
        got += len(kept)
    result[:, free] += np.concatenate(taken)[:n]
    return result


def _truncated(u: FloatArray, spans: FloatArray, rate: float) -> FloatArray:
    """Inverse of the distribution with density proportional to exp(rate x) on [0, span]."""
    steepness = rate * spans
    flat = np.abs(steepness) < 1e-6
    safe = np.where(flat, 1.0, steepness)
    # For a rising density the mirror image: exponents stay negative and nothing overflows.
    mirrored = -np.log1p(u * np.expm1(-np.abs(safe))) / np.abs(safe)
    share = np.where(flat, u, np.where(steepness > 0, 1.0 - mirrored, mirrored))
    return np.asarray(share * spans)


def _rate(spans: FloatArray, room: float) -> float:
    """The rate at which the mean of the sum of truncated exponentials is the room to be filled."""

    def excess(rate: float) -> float:
        x = rate * spans
        small = np.abs(x) < 1e-4
        safe = np.where(small, 1.0, x)
        mean = np.where(small, 0.5 + x / 12.0, 1.0 / (1.0 - np.exp(-np.clip(safe, -700, 700))) - 1.0 / safe)
        return float((spans * mean).sum() - room)

    limit = 1.0 / spans.min()
    while excess(-limit) > 0:
        limit *= 2.0
    while excess(limit) < 0:
        limit *= 2.0
    return float(scipy.optimize.brentq(excess, -limit, limit, xtol=1e-9 * limit))


def _product(
    size: int, blocks: tuple[AxisBlock, ...], share: tuple[float, float], n: int, rng: np.random.Generator
) -> FloatArray:
    """Two parts with even weights within each: the first part's share then follows a truncated beta law."""
    result = np.zeros((n, size))
    shares = _beta(len(blocks[0].members), len(blocks[1].members), share, rng.random(n))
    for block, part in zip(blocks, (shares, 1.0 - shares), strict=True):
        if block.order:
            within = _ordered(_spread(len(block.members), n, rng), block.order, rng)
        else:
            within = in_box(np.array(block.lower), np.array(block.upper), n, independent(rng))
        result[:, list(block.members)] = within * part[:, np.newaxis]
    return result


def _beta(first: int, second: int, share: tuple[float, float], u: FloatArray) -> FloatArray:
    low, high = scipy.special.betainc(first, second, share[0]), scipy.special.betainc(first, second, share[1])
    if high - low <= 0:
        return np.full(u.shape, share[0])
    return np.asarray(np.clip(scipy.special.betaincinv(first, second, low + u * (high - low)), *share))


def _of_intersection(region: Polytope, rng: np.random.Generator) -> tuple[str, Sampler]:
    pilot = in_box(region.lower, region.upper, _PILOT, independent(rng))
    if region.admits(pilot).mean() >= _ENOUGH:
        return "exact", lambda n, rng: _kept(region, n, rng)
    return "walk", lambda n, rng: _walk(region, n, rng)


def _kept(region: Polytope, n: int, rng: np.random.Generator) -> FloatArray:
    taken, got = [], 0
    while got < n:
        drawn = in_box(region.lower, region.upper, 4 * n + _PILOT, independent(rng))
        taken.append(drawn[region.admits(drawn)])
        got += len(taken[-1])
    return np.concatenate(taken)[:n]


def _walk(region: Polytope, n: int, rng: np.random.Generator) -> FloatArray:
    """Hit-and-run by many walkers at once, each step to an even place of the line through the region."""
    corners = _corners(region, rng)
    identity = np.eye(region.size)
    matrix = np.vstack([-identity, identity, region.matrix])
    bound = np.concatenate([-region.lower, region.upper, region.bound])
    centre = corners.mean(axis=0)
    fixed = matrix[bound - matrix @ centre <= TOLERANCE]
    basis = _null_space(np.vstack([np.ones((1, region.size)), fixed]))
    if basis.shape[1] == 0:
        return np.tile(centre, (n, 1))
    # Steps in proportion to the region's own extent: a flat region is crossed as quickly as a round one.
    extent = np.cov(corners @ basis, rowvar=False).reshape(basis.shape[1], -1)
    stretched = basis @ np.linalg.cholesky(extent + np.eye(len(extent)) * (1e-3 * np.trace(extent) + 1e-18))
    places = corners[rng.integers(len(corners), size=_WALKERS)] * 0.5 + centre * 0.5
    steps, taken = _STEPS_PER_CRITERION * region.size, []
    for step in range(steps * (1 + -(-n // _WALKERS))):
        directions = rng.standard_normal((_WALKERS, basis.shape[1])) @ stretched.T
        along, slack = directions @ matrix.T, np.maximum(bound - places @ matrix.T, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = slack / along
        furthest = np.where(along > 1e-15, reach, np.inf).min(axis=1)
        nearest = np.where(along < -1e-15, reach, -np.inf).max(axis=1)
        places += directions * (nearest + rng.random(_WALKERS) * (furthest - nearest))[:, np.newaxis]
        if step >= steps and step % steps == 0:
            taken.append(places.copy())
    return np.concatenate([*taken, places])[:n]


def _corners(region: Polytope, rng: np.random.Generator) -> FloatArray:
    """Corners of the region: the least and the most of each weight, and of some random combinations."""
    asked = np.vstack([np.eye(region.size), rng.standard_normal((region.size, region.size))])
    return np.array([found[1] for direction in asked for found in (region.least(direction), region.most(direction))])


def _null_space(matrix: FloatArray) -> FloatArray:
    _, singular, right = np.linalg.svd(matrix)
    rank = int((singular > 1e-9 * max(singular[0], 1.0)).sum())
    return np.asarray(right[rank:].T)
