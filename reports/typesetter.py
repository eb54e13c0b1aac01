"""The child process that sets one report and ends, so that the memory of the work goes with it.

It is started with a folder and the time of the report. In the folder lie `data.json` for the template, the
pictures and the files to attach. Nothing else is read but the template and the shipped fonts; fonts of the
computer are ignored. The PDF goes out on standard output; a sentence on standard error and exit status
NOT_SET say why there is none.
"""

import json
import sys
from importlib.resources import files
from pathlib import Path

import typst

NOT_SET = 3  # not 1, with which a fault of our own ends


class NotTypeset(Exception):  # it is named for what it says
    """The typesetter refused, and this is why."""


def main(folder: Path, *, made: int) -> int:
    """Set the report of `folder`; `made` is in seconds since 1970. The exit status."""
    try:
        pdf = _set(folder, made=made)
    except typst.TypstError as trouble:
        sys.stderr.write(trouble.message)
        return NOT_SET
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()
    return 0


def page_pictures(folder: Path, *, made: int, ppi: float) -> tuple[bytes, ...]:
    """Every page of the report of `folder` as a PNG picture, set in this process; raise NotTypeset."""
    try:
        template = _prepared(folder, made=made)
        # As above; a list of pages where there are several, the one itself where it is one.
        pages: bytes | list[bytes] = typst.compile(  # type: ignore[call-overload]
            template,
            root=folder,
            format="png",
            ppi=ppi,
            font_paths=[_fonts()],
            ignore_system_fonts=True,
            timestamp=made,
        )
    except typst.TypstError as trouble:
        raise NotTypeset(trouble.message) from trouble
    return (pages,) if isinstance(pages, bytes) else tuple(pages)


def _set(folder: Path, *, made: int) -> bytes:
    return _compiled(_prepared(folder, made=made), folder=folder, made=made)


def _prepared(folder: Path, *, made: int) -> bytes:
    """The template; the data next to it name the pictures that can be drawn."""
    place = folder / "data.json"
    data = json.loads(place.read_bytes())
    drawn = [name for name in data["pictures"] if _can_be_drawn(name, folder=folder, made=made)]
    place.write_text(json.dumps(data | {"drawn": drawn}, ensure_ascii=True), encoding="ascii")
    return files("reports").joinpath("typeset", "report.typ").read_bytes()


def _can_be_drawn(name: str, *, folder: Path, made: int) -> bool:
    """Whether the picture alone makes a page: one that does not must not cost the report."""
    page = f'#set document(title: "x")\n#image("{name}", alt: "x", width: 20mm)'
    try:
        _compiled(page.encode(), folder=folder, made=made)
    except typst.TypstError:
        return False
    return True


def _fonts() -> Path:
    return Path(str(files("reports").joinpath("fonts")))


def _compiled(source: bytes, *, folder: Path, made: int) -> bytes:
    # The stub wants one type for template, root and font folder; the binding takes each by itself.
    pdf: bytes = typst.compile(  # type: ignore[call-overload]
        source,
        root=folder,
        format="pdf",
        font_paths=[_fonts()],
        ignore_system_fonts=True,
        pdf_standards=["a-3a", "ua-1"],
        timestamp=made,
    )
    return pdf


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), made=int(sys.argv[2])))
