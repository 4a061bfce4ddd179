"""The three languages of the site; French is the source, the others are its equals."""

from enum import StrEnum


class Language(StrEnum):
    """A language of the site, by the code that stands in addresses and files."""

    FR = "fr"
    AR = "ar"
    EN = "en"

    @property
    def direction(self) -> str:
        """The direction of writing, as HTML names it."""
        return "rtl" if self is Language.AR else "ltr"

    @property
    def locale(self) -> str:
        """The Babel locale: Moroccan formats, Latin digits in Arabic as the administration writes them."""
        return {Language.FR: "fr_MA", Language.AR: "ar_MA", Language.EN: "en_GB"}[self]


SOURCE = Language.FR
