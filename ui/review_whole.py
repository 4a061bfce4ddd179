"""A review as a whole in words: its profile by principle, and what it covers of other texts."""

from collections.abc import Iterator

from ethics.profile import Profile, coverage, profile_of
from ui.shown_review import ShownReview


def profile_shown(shown: ShownReview) -> Profile:
    """The profile of the answers in force."""
    asked = [shown.framework.question(id_) for id_ in shown.examination.asked]
    return profile_of(asked, shown.examination.held)


def lowest_told(shown: ShownReview, profile: Profile) -> str:
    """The lowest principle beside the mean; empty where nothing is answered."""
    lowest = profile.lowest
    if lowest is None or lowest.met is None or profile.mean is None:
        return ""
    words = shown.visit.words
    return words(
        "review.profile_lowest", name=shown.names(f"principle.{lowest.principle}"), met=words.percent(lowest.met),
        mean=words.percent(profile.mean),
    )  # fmt: skip


def profile_lines(shown: ShownReview) -> list[str]:
    """A line for each principle, the lowest first and those with nothing to tell last."""
    words, profile = shown.visit.words, profile_shown(shown)
    known = sorted(profile.principles, key=lambda one: 2.0 if one.met is None else one.met)
    lines = [
        words(
            "review.profile_line", name=shown.names(f"principle.{one.principle}"),
            met="—" if one.met is None else words.percent(one.met), points=words.decimal(one.points, 1),
            attainable=one.attainable, aside=one.not_applicable,
        )
        for one in known
    ]  # fmt: skip
    lowest = lowest_told(shown, profile)
    return [lowest, *lines] if lowest else lines


def coverage_lines(shown: ShownReview, *, most: int | None = None) -> Iterator[tuple[str, list[str]]]:
    """By other text, a line for each way in which the review meets its places, the first ``most`` of them named."""
    words = shown.visit.words
    asked = [shown.framework.question(id_) for id_ in shown.examination.asked]
    for one in coverage(shown.framework, asked, shown.examination.held):
        groups = (
            ("review.covered_whole", one.whole), ("review.covered_part", one.part),
            ("review.not_answered", one.asked_not_answered), ("review.not_covered", one.not_asked),
            ("review.unmapped", one.unmapped),
        )  # fmt: skip
        yield (
            one.framework,
            [_group(shown, words(key), one.framework, places, most) for key, places in groups if places],
        )


def _group(shown: ShownReview, title: str, framework: str, places: tuple[str, ...], most: int | None) -> str:
    words = shown.visit.words
    told = words.join([_place(shown, framework, place) for place in places[:most]])
    more = " …" if most is not None and len(places) > most else ""
    return f"{title} ({words.number(len(places))}){words('triage.colon')}{told}{more}"


def _place(shown: ShownReview, framework: str, place: str) -> str:
    """A place of another text by its name, where the framework names its sections; else as that text writes it."""
    other = next(one for one in shown.framework.crosswalk_frameworks if one.id == framework)
    if not other.titled:
        return place
    section = other.section_of(place)
    article = place.removeprefix(section).removeprefix(":")
    name = shown.names(f"crosswalk.{framework}.{section}")
    return f"{name}{shown.visit.words('live.comma')}{article}" if article else name
