"""Folding gives one text for two spellings, by whichever way it is computed."""

from hypothesis import given
from hypothesis import strategies as st

from usecases.folding import fold


@given(st.text(st.characters(max_codepoint=127)).map(str.rstrip))
def test_plain_letters_are_folded_as_they_are_among_others(text):
    assert fold(f"{text}é") == f"{fold(f'{text}e')}"
    assert fold(fold(text)) == fold(text)
