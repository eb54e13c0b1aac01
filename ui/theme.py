"""Every colour of the desktop, by meaning, for dark and light; no other module names a colour value.

A colour never speaks alone: whoever takes one from here puts a word beside it.
"""

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtGui import QColor, QPalette

Meaning = Literal[
    "text",
    "text2",
    "text3",
    "accent",
    "on_fill",
    "hit",
    "compared",
    "known",
    "ruled",
    "skipped",
    "unreadable",
    "locked",
    "verified",
    "differs",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartFill:
    """How one outcome is drawn in a bar: a ground, and hatching for what was not read."""

    ground: str
    hatch: str | None = None
    rising: bool = True
    thick: bool = False
    outline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One complete set of colours; the tone names are those of the style guide."""

    name: Literal["dark", "light"]
    window: str
    panel: str
    raised: str
    field: str
    selection: str
    line: str
    edge: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_fill: str
    on_fill: str
    hit: str
    compared: str
    known: str
    ruled: str
    skipped: str
    unreadable: str
    locked: str
    verified: str
    differs: str
    hit_tint: str
    unreadable_tint: str
    locked_tint: str
    verified_tint: str
    differs_tint: str
    shade: str
    fills: dict[str, ChartFill]

    def colour(self, tone: str) -> QColor:
        """The colour of a tone; an unknown tone is our own mistake and raises AttributeError."""
        return QColor(getattr(self, tone))

    def fill(self, outcome: str) -> ChartFill:
        return self.fills[outcome]


DARK: Final = Theme(
    name="dark",
    window="#131312",
    panel="#1B1A19",
    raised="#252422",
    field="#0E0E0D",
    selection="#243A50",
    line="#35332F",
    edge="#77726A",
    text="#E6E1D8",
    text2="#B3ADA2",
    text3="#98928A",
    accent="#8DB9E3",
    accent_fill="#2F6399",
    on_fill="#FFFFFF",
    hit="#FF9470",
    compared="#7FB9CF",
    known="#A9B4BE",
    ruled="#93AEB8",
    skipped="#B0A99E",
    unreadable="#E9B650",
    locked="#C7ACF2",
    verified="#7CC78D",
    differs="#FF8A94",
    hit_tint="#33201A",
    unreadable_tint="#2E2614",
    locked_tint="#292236",
    verified_tint="#18291C",
    differs_tint="#381D20",
    shade="#8C000000",
    fills={
        "matched": ChartFill(ground="#E0602F"),
        "known": ChartFill(ground="#7C8A98"),
        "compared": ChartFill(ground="#4E93AD"),
        "ruled_out_by_size": ChartFill(ground="#23414E", hatch="#6FA0B2"),
        "no_content": ChartFill(ground="#4A4741"),
        "skipped_by_profile": ChartFill(ground="#2E2C29", hatch="#8B857B", rising=False),
        "unreadable": ChartFill(ground="#CF9A2B", hatch="#5A410B", rising=False, thick=True),
        "encrypted": ChartFill(ground="#8A68C9"),
        "waiting": ChartFill(ground="#0E0E0D", outline=True),
        "gap": ChartFill(ground="#2A2926"),
    },
)

LIGHT: Final = Theme(
    name="light",
    window="#ECEAE5",
    panel="#FAF9F7",
    raised="#FFFFFF",
    field="#FFFFFF",
    selection="#D3E3F2",
    line="#D3CFC7",
    edge="#827D74",
    text="#1D1B18",
    text2="#4F4B44",
    text3="#66615A",
    accent="#1E5A93",
    accent_fill="#1E5A93",
    on_fill="#FFFFFF",
    hit="#A8370F",
    compared="#1F6178",
    known="#47545F",
    ruled="#3F5F6B",
    skipped="#5E584F",
    unreadable="#7A5200",
    locked="#5F3CA3",
    verified="#1F6B34",
    differs="#B0182B",
    hit_tint="#FBE5DC",
    unreadable_tint="#FBEFCF",
    locked_tint="#EBE3F8",
    verified_tint="#DFF1E3",
    differs_tint="#FBE0E3",
    shade="#59282420",
    fills={
        "matched": ChartFill(ground="#C9491F"),
        "known": ChartFill(ground="#7A8794"),
        "compared": ChartFill(ground="#2F7D98"),
        "ruled_out_by_size": ChartFill(ground="#C3D8E0", hatch="#4E8096"),
        "no_content": ChartFill(ground="#B5B0A7"),
        "skipped_by_profile": ChartFill(ground="#E9E6E0", hatch="#8D877D", rising=False),
        "unreadable": ChartFill(ground="#D9A21F", hatch="#7A5200", rising=False, thick=True),
        "encrypted": ChartFill(ground="#7B58B8"),
        "waiting": ChartFill(ground="#FFFFFF", outline=True),
        "gap": ChartFill(ground="#DDD9D1"),
    },
)


def palette(theme: Theme) -> QPalette:
    """The theme as a Qt palette, for everything Fusion draws by itself."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.panel,
        QPalette.ColorRole.AlternateBase: theme.panel,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.text3,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.text,
        QPalette.ColorRole.Highlight: theme.selection,
        QPalette.ColorRole.HighlightedText: theme.text,
        QPalette.ColorRole.Accent: theme.accent_fill,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Light: theme.raised,
        QPalette.ColorRole.Midlight: theme.line,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Dark: theme.line,
        QPalette.ColorRole.Shadow: theme.window,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.text3))
    return made
