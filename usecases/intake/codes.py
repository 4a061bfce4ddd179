"""What the intake may say, by code; the sentences stand in data/words under the same keys."""

from enum import StrEnum
from typing import Any


class Refusal(StrEnum):
    """Why a whole file is not taken in."""

    EMPTY = "intake.empty"
    EMPTY_SHEET = "intake.empty_sheet"
    NOT_A_TABLE = "intake.not_a_table"
    FORMAT_NOT_READ = "intake.format_not_read"
    NUL_BYTES = "intake.nul_bytes"
    ENCODING = "intake.encoding"
    UNREADABLE = "intake.unreadable"
    RAGGED = "intake.ragged"
    TOO_LARGE = "intake.too_large"
    TOO_LARGE_HERE = "intake.too_large_here"
    NO_ROWS = "intake.no_rows"
    MISSING_COLUMNS = "intake.missing_columns"
    OTHER_KIND = "intake.other_kind"
    NOT_USE_CASES = "intake.not_use_cases"
    UNKNOWN_PROFILE = "intake.unknown_profile"
    UNKNOWN_SHEET = "intake.unknown_sheet"
    UNKNOWN_HEADER_ROW = "intake.unknown_header_row"
    TWO_COLUMNS = "intake.two_columns"
    UNKNOWN_COLUMN = "intake.unknown_column"


class Rejection(StrEnum):
    """Why one row is not taken in."""

    NO_TITLE = "intake.no_title"
    OWNER_LINE = "intake.owner_line"
    TOO_FEW_CELLS = "intake.too_few_cells"
    ROW_TOO_LONG = "intake.row_too_long"
    HELP_ROW = "intake.help_row"
    HEADER_AGAIN = "intake.header_again"
    TOTAL_ROW = "intake.total_row"


class Notice(StrEnum):
    """What a person should look at in a row that is taken in."""

    LOST_TEXT = "intake.lost_text"
    AMBIGUOUS_DATE = "intake.ambiguous_date"
    UNREADABLE_DATE = "intake.unreadable_date"
    HTML_IN_TITLE = "intake.html_in_title"
    BIDI_CONTROLS = "intake.bidi_controls"
    CONTROL_CHARACTERS = "intake.control_characters"
    UNKNOWN_STAGE = "intake.unknown_stage"
    UNKNOWN_SECTOR = "intake.unknown_sector"
    UNKNOWN_REGION = "intake.unknown_region"
    TITLE_TOO_LONG = "intake.title_too_long"
    DUPLICATE_HEADER = "intake.duplicate_header"
    ROW_SHORT = "intake.row_short"
    EMAIL_REMOVED = "intake.email_removed"
    NO_ADMINISTRATION = "intake.no_administration"
    OWNER_FROM_BUREAU = "intake.owner_from_bureau"
    UNREAD_ANSWERS = "intake.unread_answers"
    UNREAD_AMOUNT = "intake.unread_amount"
    FAILED_FORMULA = "intake.failed_formula"
    UNREAD_RATING = "intake.unread_rating"
    DOUBLE_ENCODED = "intake.double_encoded"
    ROUNDED_NUMBER = "intake.rounded_number"
    ONE_DATE_FOR_ALL = "intake.one_date_for_all"
    REPEATED_ROW = "intake.repeated_row"
    SAME_IDENTIFIER = "intake.same_identifier"


class How(StrEnum):
    """How something about the file was found."""

    ENCODING_BOM = "intake.how.encoding_bom"
    ENCODING_UTF8 = "intake.how.encoding_utf8"
    ENCODING_MOSTLY_UTF8 = "intake.how.encoding_mostly_utf8"
    ENCODING_UTF16 = "intake.how.encoding_utf16"
    ENCODING_ARABIC = "intake.how.encoding_arabic"
    ENCODING_WESTERN = "intake.how.encoding_western"
    DELIMITER_EQUAL_COUNTS = "intake.how.delimiter_equal_counts"
    DELIMITER_NAMED = "intake.how.delimiter_named"
    SHEETS_BESIDE = "intake.how.sheets_beside"
    SHEETS_TOGETHER = "intake.how.sheets_together"
    TURNED = "intake.how.turned"
    TABLE_BESIDE = "intake.how.table_beside"
    SHEET_MOST_LIKE = "intake.how.sheet_most_like"
    OWNER_ABOVE = "intake.how.owner_above"
    OWNER_SHEET = "intake.how.owner_sheet"
    NOTHING_SPEAKS = "intake.how.nothing_speaks"
    YEARLY_AMOUNTS = "intake.how.yearly_amounts"
    HEADER_KNOWN_WORDS = "intake.how.header_known_words"
    PROFILE_KNOWN_HEADERS = "intake.how.profile_known_headers"
    PROFILE_FALLBACK = "intake.how.profile_fallback"
    REGISTER_PROFILE = "intake.how.register_profile"
    REGISTER_HEADERS = "intake.how.register_headers"
    REGISTER_LIKE = "intake.how.register_like"
    DATES_PROFILE = "intake.how.dates_profile"
    DATES_EVIDENCE = "intake.how.dates_evidence"
    DATES_LANGUAGE = "intake.how.dates_language"
    DATES_UNKNOWN = "intake.how.dates_unknown"
    CHOSEN_ENCODING = "intake.how.chosen_encoding"
    CHOSEN_DELIMITER = "intake.how.chosen_delimiter"
    CHOSEN_SHEET = "intake.how.chosen_sheet"
    CHOSEN_HEADER_ROW = "intake.how.chosen_header_row"
    CHOSEN_PROFILE = "intake.how.chosen_profile"
    CHOSEN_REGISTER = "intake.how.chosen_register"
    CHOSEN_DATE_ORDER = "intake.how.chosen_date_order"
    REMEMBERED = "intake.how.remembered"


BY_A_PERSON = frozenset(
    {How.REMEMBERED, How.CHOSEN_PROFILE, How.CHOSEN_SHEET, How.CHOSEN_HEADER_ROW, How.CHOSEN_DATE_ORDER}
)
"""What a person settled of how a file is read, or of one before it."""
CODES: frozenset[str] = frozenset(str(code) for family in (Refusal, Rejection, Notice, How) for code in family)
"""Every code that needs a sentence."""


class IntakeError(ValueError):
    """The file is no inventory that can be taken in; ``code`` says why, ``values`` fill the sentence."""

    def __init__(self, code: Refusal, **values: Any) -> None:
        self.code = str(code)
        self.values = values
        super().__init__(f"{code} {values}" if values else str(code))
