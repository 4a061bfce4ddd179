"""Conditions on earlier answers, as survey files write them: ``{a} = "x" and ({b} contains "y" or {c} notempty)``."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(
    r"""\s*(?:
        \{(?P<field>[^{}]+)\}
      | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<sign><=|>=|<>|!=|==|=|<|>|\(|\)|\[|\]|,|!|&&|\|\|)
      | (?P<word>[A-Za-z]+)
    )""",
    re.VERBOSE,
)
_SIGNS = {"==": "=", "<>": "!=", "&&": "and", "||": "or", "!": "not", "equal": "=", "notequal": "!="}
_NESTED = 40


class ConditionError(ValueError):
    """A condition cannot be read."""


@dataclass(frozen=True)
class Condition:
    """A condition and its text; `parse_condition` makes it."""

    text: str
    _test: Callable[[Mapping[str, Any]], bool]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether it holds; an answer that is not there equals nothing and contains nothing."""
        return self._test(answers)


_Operand = Callable[[Mapping[str, Any]], Any]
_Test = Callable[[Mapping[str, Any]], bool]


def parse_condition(text: str) -> Condition:
    """Read a condition; ConditionError says what was not understood.

    >>> parse_condition('{a} = "yes" or {b} contains "x"').holds({"b": ["w", "x"]})
    True
    """
    reader = _Reader(text)
    test = reader.any_of(0)
    reader.expect_end()
    return Condition(text, test)


class _Reader:
    """Recursive descent: any_of > all_of > one (a comparison, a negation, brackets)."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens, self.at = text, _tokens(text), 0

    def _peek(self) -> tuple[str, Any]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _next(self) -> tuple[str, Any]:
        token = self._peek()
        self.at += 1
        return token

    def _took(self, sign: str) -> bool:
        if self._peek() == ("sign", sign):
            self.at += 1
            return True
        return False

    def expect_end(self) -> None:
        if self._peek()[0] != "end":
            raise ConditionError(f"not understood from {self._peek()[1]!r}: {self.text}")

    def any_of(self, depth: int) -> _Test:
        if depth > _NESTED:
            raise ConditionError("too many brackets")
        tests = [self.all_of(depth)]
        while self._took("or"):
            tests.append(self.all_of(depth))
        return lambda answers: any(test(answers) for test in tests)

    def all_of(self, depth: int) -> _Test:
        tests = [self.one(depth)]
        while self._took("and"):
            tests.append(self.one(depth))
        return lambda answers: all(test(answers) for test in tests)

    def one(self, depth: int) -> _Test:
        if self._took("not"):
            inner = self.one(depth + 1)
            return lambda answers: not inner(answers)
        if self._took("("):
            test = self.any_of(depth + 1)
            if not self._took(")"):
                raise ConditionError(f"a bracket is not closed: {self.text}")
            return test
        return self._comparison()

    def _comparison(self) -> _Test:
        left = self._operand()
        kind, sign = self._next()
        if kind != "sign" or sign not in {*_UNARY, *_BINARY}:
            raise ConditionError(f"no comparison known as {sign!r}: {self.text}")
        if sign in _UNARY:
            told = _UNARY[sign]
            return lambda answers: told(left(answers))
        right, compare = self._operand(), _BINARY[sign]
        return lambda answers: compare(left(answers), right(answers))

    def _operand(self) -> _Operand:
        kind, value = self._next()
        if kind == "field":
            return lambda answers: answers.get(value)
        if kind == "value":
            return lambda _: value
        if (kind, value) == ("sign", "["):
            listed = []
            while not self._took("]"):
                kind, value = self._next()
                if kind != "value":
                    raise ConditionError(f"a list holds values only: {self.text}")
                listed.append(value)
                self._took(",")
            return lambda _: listed
        raise ConditionError(f"a field or a value was expected, not {value!r}: {self.text}")


def _tokens(text: str) -> list[tuple[str, Any]]:
    tokens: list[tuple[str, Any]] = []
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise ConditionError(f"not understood from {text[at:].strip()[:20]!r}: {text}")
        tokens.append(_token(found))
        at = found.end()
    return tokens


def _token(found: "re.Match[str]") -> tuple[str, Any]:
    part = found.group(found.lastgroup or 0)
    if found.lastgroup == "field":
        return "field", part.strip()
    if found.lastgroup in {"double", "single"}:
        return "value", part
    if found.lastgroup == "number":
        return "value", float(part)
    word = part.lower()
    if word in {"true", "false"}:
        return "value", word == "true"
    return "sign", _SIGNS.get(word, word)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [])


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, list) or isinstance(right, list):
        return isinstance(left, list) and isinstance(right, list) and sorted(map(str, left)) == sorted(map(str, right))
    if isinstance(right, float) and not isinstance(right, bool):
        number = _number(left)
        return number is not None and number == right
    return left is not None and left == right


def _contains(left: Any, right: Any) -> bool:
    """A list contains a value, a text contains a text; of several values each must be contained."""
    if _is_empty(left):
        return False
    wanted = right if isinstance(right, list) else [right]
    if isinstance(left, list):
        return all(any(_equal(one, value) for one in left) for value in wanted)
    return all(str(value).lower() in str(left).lower() for value in wanted)


def _any_of(left: Any, right: Any) -> bool:
    held = left if isinstance(left, list) else [left]
    wanted = right if isinstance(right, list) else [right]
    return any(_equal(one, value) for one in held for value in wanted)


def _number(value: Any) -> float | None:
    try:
        return None if value is None or isinstance(value, (bool, list)) else float(value)
    except ValueError:
        return None


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    def compared(left: Any, right: Any) -> bool:
        first, second = _number(left), _number(right)
        return first is not None and second is not None and compare(first, second)

    return compared


_UNARY: Mapping[str, Callable[[Any], bool]] = {"empty": _is_empty, "notempty": lambda value: not _is_empty(value)}
_BINARY: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "contains": _contains,
    "notcontains": lambda left, right: not _contains(left, right),
    "anyof": _any_of,
    "<": _ordered(lambda first, second: first < second),
    "<=": _ordered(lambda first, second: first <= second),
    ">": _ordered(lambda first, second: first > second),
    ">=": _ordered(lambda first, second: first >= second),
}
