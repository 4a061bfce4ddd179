"""The definitions this version of the software ships with, loaded once and frozen by the first use."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from ethics.framework import Framework
from ethics.loading import STRUCTURE_FILE, hash_of, load_framework
from store import Session, site
from store.engine import StoreError
from store.settings import ROOT
from usecases.criteria import CriteriaSet, load_criteria
from usecases.intake.administrations import KnownAdministrations, load_administrations
from usecases.intake.profile import Profile, load_profiles
from wording.declared import read_yaml

DATA = ROOT / "data"


@dataclass(frozen=True)
class Definitions:
    """Criteria, framework and import profiles, as declared in data/."""

    folder: Path = DATA

    @cached_property
    def criteria(self) -> CriteriaSet:
        """The criteria set in use."""
        return load_criteria(self.folder / "criteria" / "2026.yaml")

    @cached_property
    def framework(self) -> Framework:
        """The ethics framework in use."""
        return self.frameworks["unesco-2021", "1.5"]

    @cached_property
    def frameworks(self) -> dict[tuple[str, str], Framework]:
        """Every framework that is shipped, by id and version: a review stays on the one it was opened on."""
        return {(folder.parent.name, folder.name): load_framework(folder) for folder in self._framework_folders()}

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """The import profiles."""
        return load_profiles(self.folder / "profiles")

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """Codes of the sectors."""
        return tuple(str(code) for code in read_yaml(self.folder / "reference" / "sectors.yaml"))

    @property
    def not_applicable(self) -> tuple[str, ...]:
        """Words that say that no answer applies: those of the profile that is taken where no other fits."""
        return next((one.not_applicable for one in self.profiles if one.recognised_above is None), ())

    @cached_property
    def administrations(self) -> KnownAdministrations:
        """The administrations that are known by their names."""
        return load_administrations(self.folder / "reference" / "administrations.yaml")

    def keys(self) -> dict[tuple[str, str, str], str]:
        """Content hash of what is shipped, by kind, id and version."""
        return {
            ("criteria", self.criteria.id, self.criteria.version): self.criteria.content_hash,
            **{("framework", folder.parent.name, folder.name): hash_of(folder) for folder in self._framework_folders()},
        }

    def _framework_folders(self) -> list[Path]:
        """A folder for each id, and in it one for each version."""
        return sorted(one.parent for one in (self.folder / "frameworks").glob(f"*/*/{STRUCTURE_FILE}"))


def freeze(db: Session, definitions: Definitions, *, now: datetime) -> None:
    """Remember the shipped definitions as used."""
    for key, digest in definitions.keys().items():
        site.use_definition(db, key, digest, at=now)


def check_frozen(db: Session, definitions: Definitions) -> bool:
    """Whether everything shipped was used here before, unchanged.

    Raises
    ------
    StoreError
        definition.changed, when a shipped file changed under the version it was used with.
    """
    used, shipped = site.used_definitions(db), definitions.keys()
    for key, digest in shipped.items():
        if used.get(key, digest) != digest:
            raise StoreError("definition.changed", kind=key[0], id=key[1], version=key[2])
    return shipped.keys() <= used.keys()
