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


def _set(folder: Path, *, made: int) -> bytes:
    place = folder / "data.json"
    data = json.loads(place.read_bytes())
    drawn = [name for name in data["pictures"] if _can_be_drawn(name, folder=folder, made=made)]
    place.write_text(json.dumps(data | {"drawn": drawn}, ensure_ascii=True), encoding="ascii")
    template = files("reports").joinpath("typeset", "report.typ").read_bytes()
    return _compiled(template, folder=folder, made=made)


def _can_be_drawn(name: str, *, folder: Path, made: int) -> bool:
    """Whether the picture alone makes a page: one that does not must not cost the report."""
    page = f'#set document(title: "x")\n#image("{name}", alt: "x", width: 20mm)'
    try:
        _compiled(page.encode(), folder=folder, made=made)
    except typst.TypstError:
        return False
    return True


def _compiled(source: bytes, *, folder: Path, made: int) -> bytes:
    # The stub wants one type for template, root and font folder; the binding takes each by itself.
    pdf: bytes = typst.compile(  # type: ignore[call-overload]
        source,
        root=folder,
        format="pdf",
        font_paths=[Path(str(files("reports").joinpath("fonts")))],
        ignore_system_fonts=True,
        pdf_standards=["a-3a", "ua-1"],
        timestamp=made,
    )
    return pdf


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), made=int(sys.argv[2])))
