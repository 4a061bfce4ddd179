"""The one family for both scripts, served by the site itself from its wheel."""

from importlib.util import find_spec
from pathlib import Path

FAMILY = "IBM Plex Sans Arabic"
CHART_FAMILY = f"'{FAMILY}', 'Noto Sans Arabic', 'Segoe UI', sans-serif"
ADDRESS = "/fonts"
WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}


def font_directory() -> Path:
    """The folder of the font files; the launcher serves it at ``/fonts``."""
    spec = find_spec("fontpkg_ibm_plex_sans_arabic")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("fontpkg-ibm-plex-sans-arabic")
    return Path(spec.origin).parent / "files"


def font_faces(address: str = ADDRESS) -> str:
    """The @font-face rules; text is shown in a system face until the file is there, and never waits."""
    return "\n".join(
        f'@font-face{{font-family:"{FAMILY}";font-style:normal;font-weight:{weight};font-display:swap;'
        f'src:url("{address}/IBMPlexSansArabic-{name}.ttf") format("truetype")}}'
        for weight, name in WEIGHTS.items()
    )
