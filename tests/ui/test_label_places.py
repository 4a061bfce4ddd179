"""Labels of a small map: beside their points, none over another."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from ui.exports.label_places import HEIGHT, WIDTH, label_places

spots = st.tuples(st.floats(0, 1), st.floats(0, 1))


@given(st.lists(spots, min_size=1, max_size=10))
def test_no_label_covers_another_and_all_are_inside(points):
    found = label_places(points, points)
    assert len(found) == len(points)
    for one, other in combinations(found, 2):
        assert abs(one[0] - other[0]) >= WIDTH or abs(one[1] - other[1]) >= HEIGHT
    for x, y in found:
        assert 0 <= x <= 1
        assert 0 <= y <= 1


def test_ten_cases_on_one_point_are_all_told():
    found = label_places([(0.5, 0.5)] * 10, [(0.5, 0.5)])
    assert len(set(found)) == 10


@given(spots)
def test_a_label_alone_stands_beside_its_point(point):
    [(x, y)] = label_places([point], [point])
    assert max(abs(x - point[0]), abs(y - point[1])) <= 0.1
