"""Which letters the bytes mean: a byte order mark, strict UTF-8, UTF-16 by its shape, else the page that reads best."""

import re

from usecases.intake.codes import How, IntakeError, Refusal
from usecases.intake.grid import Why

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_ARABIC_RUN = re.compile("[\u0620-\u064a\u067e\u0686\u0698\u06a9\u06af]{3,}")
_HIGH_LETTER = re.compile(r"[^\W\d_\x00-\x7f]")
_USUAL = re.compile("[\t\r\n\x20-\x7e\xa0-\u024f\u0600-\u06ff\u2010-\u2044\u20ac\u2122]")
_LOOKED_AT = 100_000
_ARABIC_PAGES = ("cp1256", "iso8859_6")
_WESTERN_PAGES = ("cp1252", "mac_roman", "cp850")
"""Windows, Macintosh and the terminal of Windows; of equally good ones the first is taken."""
_CHOICES = frozenset({"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", *_ARABIC_PAGES, *_WESTERN_PAGES})
_FREQUENT_ARABIC = re.compile("ال|\\bفي\\b|\\bمن\\b|ية\\b")
_ENOUGH = 12
_UTF8_PER_SPOILT = 3
"""Lines with letters beyond ASCII that are good UTF-8, for each that is not."""
_READS_WELL = frozenset("àâäéèêëîïôöùûüçœæÀÂÉÈÊËÎÏÔÙÛÇŒßñ’‘“”–—…«»°•€·§©®™²³ºª\xa0")
_CAPITAL_INSIDE = re.compile("[a-zà-ÿ][À-ÖØ-ÞŒŠŽŸ][a-zà-ÿ]")


def decode(content: bytes, *, encoding: str | None = None) -> tuple[str, str, Why]:
    """The text, the name of its encoding, and how that was found.

    Raises
    ------
    IntakeError
        ``intake.nul_bytes`` for zeros in text that is not UTF-16; ``intake.encoding`` when nothing fits.
    """
    if encoding is not None:
        return _chosen(content, encoding), encoding, Why(How.CHOSEN_ENCODING, {"value": encoding})
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _strict(content, name), name, Why(How.ENCODING_BOM, {"value": name})
    if b"\x00" in content:
        text, name = _utf16_without_mark(content)
        return text, name, Why(How.ENCODING_UTF16, {"value": name})
    try:
        return content.decode("utf-8"), "utf-8", Why(How.ENCODING_UTF8, {"value": "utf-8"})
    except UnicodeDecodeError:
        return _mostly_utf8(content) or _windows(content)


def _mostly_utf8(content: bytes) -> tuple[str, str, Why] | None:
    """UTF-8 in which some lines were pasted from elsewhere, or the last letter is cut off; None where it is not."""
    lines = content.split(b"\n")
    read, spoilt, letters = [], 0, 0
    for line in lines:
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            spoilt += 1
            is_cut_off = line is lines[-1] and error.reason == "unexpected end of data"
            text = line.decode("utf-8" if is_cut_off else "cp1252", "replace")
        else:
            letters += not text.isascii()
        read.append(text)
    # In any other page letters beyond ASCII hardly ever make lines of UTF-8 by chance.
    if letters < _UTF8_PER_SPOILT * spoilt:
        return None
    return "\n".join(read), "utf-8", Why(How.ENCODING_MOSTLY_UTF8, {"value": "utf-8", "n": spoilt})


def _strict(content: bytes, name: str) -> str:
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise IntakeError(Refusal.ENCODING, tried=name) from error
    if "\x00" in text:
        raise IntakeError(Refusal.NUL_BYTES)
    return text


def _chosen(content: bytes, name: str) -> str:
    if name not in _CHOICES:
        raise IntakeError(Refusal.ENCODING, tried=name)
    return _strict(content, name).removeprefix("\ufeff")


def _utf16_without_mark(content: bytes) -> tuple[str, str]:
    """UTF-16 shows itself: in the right order nearly all letters are usual ones, and none is a zero."""
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        sample = text[:_LOOKED_AT]
        if "\x00" not in text and len(_USUAL.findall(sample)) >= 0.95 * len(sample):
            return text, name
    raise IntakeError(Refusal.NUL_BYTES)


def _windows(content: bytes) -> tuple[str, str, Why]:
    # French accents have the same bytes as Arabic letters elsewhere; only Arabic words give runs of Arabic letters,
    # and a run of three such bytes hardly exists in western text.
    arabic = content.decode("cp1256", errors="replace")
    run_letters = sum(len(run) for run in _ARABIC_RUN.findall(arabic))
    if run_letters >= max(6, 0.2 * len(_HIGH_LETTER.findall(arabic))):
        name = max(_ARABIC_PAGES, key=lambda page: _frequent_arabic(content, page))
        return _strict(content, name), name, Why(How.ENCODING_ARABIC, {"value": name})
    scores = {page: _reads_well(content, page) for page in _WESTERN_PAGES}
    name = max(_WESTERN_PAGES, key=lambda page: scores[page])
    if scores[name] < 0:
        # No page reads well: the usual one is tried, which refuses bytes that are no letters; where there is enough to
        # judge by, and one page is hardly wrong, that one.
        beyond = sum(byte > 0x7F for byte in content[:_LOOKED_AT])
        hardly_wrong = beyond >= _ENOUGH and scores[name] >= -beyond / _ENOUGH
        name = name if hardly_wrong and not _decodes(content, "cp1252") else "cp1252"
    return _strict(content, name), name, Why(How.ENCODING_WESTERN, {"value": name})


def _decodes(content: bytes, page: str) -> bool:
    try:
        content.decode(page)
    except UnicodeDecodeError:
        return False
    return True


def _frequent_arabic(content: bytes, page: str) -> int:
    """How often the text has what nearly every Arabic line has."""
    return len(_FREQUENT_ARABIC.findall(content[:_LOOKED_AT].decode(page, errors="replace")))


def _reads_well(content: bytes, page: str) -> int:
    """Usual letters and signs less what stands in no western text: a capital within a word, a stray sign."""
    text = content[:_LOOKED_AT].decode(page, errors="replace")
    high = [letter for letter in text if letter > "\x7f"]
    good = sum(letter in _READS_WELL for letter in high)
    return good - 2 * (len(high) - good) - 2 * len(_CAPITAL_INSIDE.findall(text))
