"""The text in which LVM2 keeps a volume group: sections in braces, values, lists; comments to the line's end.

Source: lvm2, `lib/config/config.c` (the grammar), man page lvm.conf(5). Hostile text gives BadText, never a
recursion: sections are kept on a stack of bounded depth.
"""

import re
from typing import Final

from forensics.errors import FieldcaseError

Value = str | int | float | list["Value"]
Section = dict[str, "Value | Section"]

MOST_DEEP: Final = 12  # lvm2 writes five: group, volumes, volume, segment, its parts
_TOKEN: Final = re.compile(
    rb"""\s+ | \#[^\n]*
    | (?P<name>[A-Za-z_.+][A-Za-z0-9_.+:/\-]*)
    | (?P<float>-?[0-9]+\.[0-9]+) | (?P<int>-?[0-9]+)
    | "(?P<text>(?:[^"\\]|\\.)*)"
    | (?P<sign>[{}\[\],=])""",
    re.VERBOSE | re.DOTALL,
)
_DIGITS: Final = 19  # of a 64-bit integer
_Token = tuple[str, str]  # kind, what it says


class BadText(FieldcaseError):
    """The metadata text is not of the agreed form; the sentence says where."""


def parse(text: bytes) -> Section:
    """The sections and values of `text`; raise BadText at the first sign that does not belong there."""
    root: Section = {}
    open_sections = [root]
    tokens = _tokens(text)
    at = 0
    while at < len(tokens):
        kind, said = tokens[at]
        follows = tokens[at + 1] if at + 1 < len(tokens) else ("end", "")
        if (kind, said) == ("sign", "}") and len(open_sections) > 1:
            open_sections.pop()
            at += 1
        elif kind == "name" and follows == ("sign", "{"):
            if len(open_sections) > MOST_DEEP:
                raise BadText(f"its sections lie more than {MOST_DEEP} deep")
            section: Section = {}
            open_sections[-1][said] = section
            open_sections.append(section)
            at += 2
        elif kind == "name" and follows == ("sign", "="):
            open_sections[-1][said], at = _value(tokens, at + 2)
        else:
            raise BadText(f"{said!r} stands where a name or a closing brace is due")
    if len(open_sections) > 1:
        raise BadText("it ends inside a section")
    return root


def _tokens(text: bytes) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadText(f"byte {at:,} of it is not of the agreed form")
        at = found.end()
        if found.lastgroup is not None:
            tokens.append((found.lastgroup, found[found.lastgroup].decode("utf-8", "backslashreplace")))
    return tokens


def _value(tokens: list[_Token], at: int) -> tuple[Value, int]:
    """The value that begins at a token, and the place behind it; lists hold no lists."""
    if tokens[at : at + 1] != [("sign", "[")]:
        return _single(tokens, at), at + 1
    values: list[Value] = []
    at += 1
    while tokens[at : at + 1] != [("sign", "]")]:
        if tokens[at : at + 1] == [("sign", ",")]:
            at += 1
        else:
            values.append(_single(tokens, at))
            at += 1
    return values, at + 1


def _single(tokens: list[_Token], at: int) -> Value:
    kind, said = tokens[at] if at < len(tokens) else ("end", "")
    if kind == "text":
        return re.sub(r"\\(.)", r"\1", said, flags=re.DOTALL)
    if kind == "int" and len(said) <= _DIGITS:
        return int(said)
    if kind == "float" and len(said) <= 2 * _DIGITS:
        return float(said)
    raise BadText(f"{said!r} stands where a value is due")
