"""Which category a record of a set made from a case gets."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.store import chosen_contents
from app.store.case_file import CaseFile
from app.store.chosen_contents import Choice
from app.store.opening import CaseTrouble
from forensics.hashset import Role
from reports.set_files.content import CategoryDoubt, MatchedRecord, SetForm

DEFAULT_PROFILE = "Default"
_OWN_SCHEME = re.compile(r"VICS 2\.0 (?P<profile>[A-Za-z0-9_.-]{1,40})")
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRule:
    """Which category a record gets.

    A code means nothing outside its scheme: where the file speaks one (`scheme`), only codes of that very
    scheme are carried over, and `whole_numbers` says that it has room for nothing else.
    """

    given: str | None = None  # for every record, by the examiner
    scheme: str | None = None  # what the file speaks; None: each row names its own
    whole_numbers: bool = False

    def of(self, matches: Iterable[MatchedRecord]) -> tuple[str | None, str | None, CategoryDoubt | None]:
        """(category, scheme, why there is none although notable records have one)."""
        if self.given is not None:
            return self.given, self.scheme, None
        said = {(m.category, m.scheme) for m in matches if m.role == Role.NOTABLE and m.category is not None}
        fitting = {each for each in said if self._fits(*each)}
        if len(fitting) == 1:
            return *fitting.pop(), None
        doubt = CategoryDoubt.DISAGREEMENT if fitting else CategoryDoubt.OTHER_SCHEME if said else None
        return None, None, doubt

    def _fits(self, category: str, scheme: str | None) -> bool:
        if self.whole_numbers and not _WHOLE_NUMBER.fullmatch(category):
            return False
        return self.scheme is None or scheme == self.scheme


def category_rule(form: SetForm, *, given: str | None, profile: str | None) -> CategoryRule:
    """Raise CaseTrouble where the form has no room for the category, or none for any."""
    if form is SetForm.HASHDEEP:
        if given is not None or profile is not None:
            raise CaseTrouble(
                "a hashdeep list has no categories; choose the form vics or csv, or leave them out"
            )
        return CategoryRule()
    if given is not None and (not given.strip() or not given.isprintable() or len(given) > 100):
        raise CaseTrouble("the category must be plain text of at most 100 characters, and not blank")
    scheme = None if profile is None else f"VICS 2.0 {profile}"
    if scheme is not None and not _OWN_SCHEME.fullmatch(scheme):
        raise CaseTrouble("the profile is up to 40 letters, digits, dots, dashes and underscores, such as US")
    if form is SetForm.CSV:
        return CategoryRule(given=given, scheme=scheme)
    if given is not None and not _WHOLE_NUMBER.fullmatch(given):
        raise CaseTrouble(
            f"a VICS category is a whole number, not {given}; choose another one or the form csv"
        )
    return CategoryRule(given=given, scheme=scheme, whole_numbers=True)


def usual_profile(case: CaseFile, choice: Choice) -> str:
    """The VICS 2.0 profile that all matched categories are of, else `Default`."""
    with case.reading() as connection:
        schemes = chosen_contents.matched_schemes(connection, choice)
    found = [_OWN_SCHEME.fullmatch(scheme) if scheme else None for scheme in schemes]
    return found[0]["profile"] if len(found) == 1 and found[0] else DEFAULT_PROFILE
