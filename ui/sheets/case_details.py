"""What the examiner says of the case beyond its number: request, authority, referrals, agency, clock, and who
supervises and reviews.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.rows import CaseFormRow, PersonRow
from ui.commands import Actions
from ui.language import marked, translate
from ui.look import Look
from ui.parts.buttons import Button
from ui.sheets.choosing import Chooser
from ui.sheets.forms import with_button
from ui.sheets.sections import Asked, Section, SectionForm, beside
from ui.sheets.sheet import Field, Sheet

AUTHORITIES: Final = (
    marked("custody", "Search warrant"),
    marked("custody", "Written consent"),
    marked("custody", "Court order"),
    marked("custody", "Probation search"),
    marked("custody", "Border search"),
)
SAY_ONLY_CHANGES: Final = marked(
    "custody",
    "Only what was changed is recorded, as a new event; the words before stay in the chain. What is empty "
    "prints as Not supplied.",
)
LOGO_KINDS: Final = marked("custody", "PNG picture (*.png)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChanges:
    """`values` by name, None withdraws; `referrals` None: as they were."""

    values: dict[str, str | None]
    referrals: tuple[str, ...] | None


def _sections(persons: Sequence[PersonRow]) -> tuple[Section, ...]:
    people = tuple((person.id, f"{person.name} ({person.id})") for person in persons)
    return (
        Section(
            title=translate("custody", "Request"),
            rows=(
                (
                    Asked(name="title", title=translate("custody", "Title or place"), share=2),
                    Asked(name="requester", title=translate("custody", "Requested by")),
                ),
                (
                    Asked(name="request", title=translate("custody", "What was asked for"), share=2),
                    Asked(name="offense", title=translate("custody", "Offense")),
                ),
                (
                    Asked(
                        name="referrals",
                        title=translate("custody", "CyberTip and other referrals"),
                        mono=True,
                        hint=translate(
                            "custody", "several are divided by semicolons: CyberTip 123456789; ICAC 42"
                        ),
                    ),
                ),
            ),
        ),
        Section(
            title=translate("custody", "Legal authority"),
            note=translate("custody", "each part as it stands on the paper"),
            rows=(
                (
                    Asked(name="authority_kind", title=translate("custody", "Kind"), proposals=AUTHORITIES),
                    Asked(name="authority_number", title=translate("custody", "Number"), mono=True),
                    Asked(
                        name="authority_issued_on", title=translate("custody", "Issued on"), hint="2026-11-20"
                    ),
                ),
                (
                    Asked(name="authority_issued_by", title=translate("custody", "Issued by")),
                    Asked(name="authority_scope", title=translate("custody", "What it covers"), share=2),
                ),
            ),
        ),
        Section(
            title=translate("custody", "Agency"),
            rows=(
                (
                    Asked(name="agency_name", title=translate("custody", "Name")),
                    Asked(name="agency_address", title=translate("custody", "Address"), share=2),
                ),
            ),
        ),
        Section(
            title=translate("custody", "People and clock"),
            note=translate("custody", "persons are recorded with Ctrl Shift P"),
            rows=(
                (
                    Asked(name="supervisor", title=translate("custody", "Supervisor"), choices=people),
                    Asked(name="reviewer", title=translate("custody", "Reviewer"), choices=people),
                ),
                (
                    Asked(
                        name="laptop_clock",
                        title=translate("custody", "This laptop's clock against a trusted one"),
                        hint=translate(
                            "custody", "for example: 3 s ahead of the radio clock at 05:10 +01:00"
                        ),
                    ),
                ),
            ),
        ),
    )


class CaseDetailsSheet(Sheet):
    """Sends `CaseChanges`."""

    def __init__(
        self,
        look: Look,
        actions: Actions,
        chooser: Chooser,
        *,
        before: CaseFormRow,
        persons: Sequence[PersonRow],
    ) -> None:
        super().__init__(
            look,
            actions,
            title=translate("custody", "Case details"),
            subtitle=translate("custody", "what the report says of the case"),
            button=translate("custody", "Record"),
            icon="pencil-simple",
        )
        self.wanted_width = 1060
        self._chooser, self._referrals = chooser, before.referrals
        values = dict(before.values) | {"referrals": "; ".join(before.referrals)}
        self.form = SectionForm(_sections(persons), values=values, title=translate("custody", "Case details"))
        logo = (
            translate("custody", "replaces the one on record")
            if before.logo_sha256
            else translate("custody", "PNG, printed at the top of the report")
        )
        self.logo = Field(translate("custody", "Picture of the agency's sign"), mono=True, hint=logo)
        part = QVBoxLayout()
        part.addLayout(
            with_button(
                self.logo,
                Button(look, translate("custody", "Choose…"), icon="folder-open"),
                self._choose_logo,
            )
        )
        self.body.addWidget(self.form, 1)
        self.body.addLayout(beside(translate("custody", "Logo"), part))
        self.body.addWidget(self.notice)
        self.foot_words.setText(translate("custody", SAY_ONLY_CHANGES))
        self.wanted_height = self.form.wanted_height() + 250

    def first_field(self) -> QWidget:
        field = self.form.fields["title"]
        return field.edit if isinstance(field, Field) else field

    def accept(self) -> None:
        values = self.form.changes()
        referrals = None
        if "referrals" in values:
            referrals = tuple(_split(values.pop("referrals") or ""))
        if self.logo.value() is not None:
            values["logo"] = self.logo.value()
        if not values and referrals is None:
            self.refuse(translate("custody", "Nothing was changed, so there is nothing to record."))
            return
        self.accepted.emit(CaseChanges(values=values, referrals=referrals))

    def _choose_logo(self) -> None:
        chosen = self._chooser.file(
            self,
            title=translate("custody", "Logo of the agency"),
            folder="",
            kinds=translate("custody", LOGO_KINDS),
        )
        if chosen:
            self.logo.edit.setText(chosen)


def _split(words: str) -> list[str]:
    return [part.strip() for part in words.split(";") if part.strip()]
