"""The site's settings, all from the environment; secrets come from nowhere else."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """One variable a line; docs/operations.md explains each."""

    model_config = SettingsConfigDict(extra="ignore")

    database_url: str = ""
    site_dir: Path = ROOT / "var"
    demo: bool = False
    anchor_key: SecretStr = SecretStr("")
    cookie_secret: SecretStr = SecretStr("")
    production: bool = False

    @property
    def site_url(self) -> str:
        """Where the real site's store is, or would be."""
        return self.database_url or f"sqlite:///{self.site_dir / 'site.sqlite'}"

    @property
    def demonstration_url(self) -> str:
        """Where the demonstration store is, or would be."""
        return f"sqlite:///{self.site_dir / 'demonstration.sqlite'}"

    @property
    def has_site(self) -> bool:
        """Whether a real site was configured or made."""
        return bool(self.database_url) or (self.site_dir / "site.sqlite").exists()
