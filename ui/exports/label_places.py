"""Where the labels of a small map stand, so that none covers another: beside their point, or a little further off."""

import math
from collections.abc import Sequence

WIDTH, HEIGHT = 0.056, 0.052
"""Of one label, in parts of the side of the map."""
_DISTANCES = (0.045, 0.07, 0.1, 0.135, 0.175, 0.22, 0.28)
_DIRECTIONS = 16
Place = tuple[float, float]


def label_places(points: Sequence[Place], marks: Sequence[Place]) -> list[Place]:
    """The middle of each point's label, in the same parts of the side; each the nearest that is free.

    Parameters
    ----------
    points : sequence of (x, y)
        Those that are labelled, in [0, 1].
    marks : sequence of (x, y)
        What a label should not cover either.
    """
    taken: list[Place] = []
    for point in points:
        free = [place for place in _around(point) if not any(_covers(place, other) for other in taken)]
        clear = [place for place in free if not any(_holds(place, mark) for mark in marks)]
        taken.append((clear or free or [point])[0])
    return taken


def _around(point: Place) -> list[Place]:
    """Places around a point, the nearest first, inside the map."""
    found = []
    for distance in _DISTANCES:
        for turn in range(_DIRECTIONS):
            angle = math.pi / 4 + 2 * math.pi * turn / _DIRECTIONS
            place = (point[0] + distance * math.cos(angle), point[1] + distance * math.sin(angle))
            if WIDTH / 2 <= place[0] <= 1 - WIDTH / 2 and HEIGHT / 2 <= place[1] <= 1 - HEIGHT / 2:
                found.append(place)
    return found


def _covers(one: Place, other: Place) -> bool:
    return abs(one[0] - other[0]) < WIDTH and abs(one[1] - other[1]) < HEIGHT


def _holds(label: Place, mark: Place) -> bool:
    return abs(label[0] - mark[0]) < WIDTH / 2 + 0.012 and abs(label[1] - mark[1]) < HEIGHT / 2 + 0.012
