"""A label is given only where the scheme it belongs to is known to mean it."""

import json
from collections import Counter
from importlib.resources import files

import pytest

from forensics.hashset.labels import label_of

TABLES = json.loads(files("forensics.hashset").joinpath("labels.json").read_text("utf-8"))["tables"]


@pytest.mark.parametrize(
    ("scheme", "code", "label"),
    [
        ("VICS 2.0 US", "0", "Non-Pertinent"),
        ("VICS 2.0 US", "1", "Child Abuse Material (CAM)"),
        ("VICS 1.3", "2", "Child Exploitive (Non-CAM) Age Difficult"),
        ("VICS 2.0 UK", "A", "Category A"),
        ("ICSE", "Baseline", "Baseline"),
        ("VICS 2.0 PRACTICE", "1", "Practice category one"),
    ],
)
def test_a_code_of_a_known_scheme_has_its_label(scheme: str, code: str, label: str) -> None:
    assert label_of(scheme, code) == label


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        ("VICS 1.3", "0"),  # Uncategorized or Non-Pertinent: the model does not say
        ("VICS 1.1 US", "5"),
        ("VICS 2.0 UK", "1"),
        ("VICS 2.0 Default", "1"),
        ("VICS 2.0", "1"),
        ("CAID", "1"),
        (None, "1"),
        ("VICS 2.0 US", None),
        ("VICS 2.0 US", "9"),
    ],
)
def test_a_code_whose_meaning_is_not_known_has_none(scheme: str | None, code: str | None) -> None:
    assert label_of(scheme, code) is None


def test_every_scheme_has_one_table_and_every_table_its_source() -> None:
    schemes = Counter(scheme for table in TABLES for scheme in table["schemes"])
    assert set(schemes.values()) == {1}
    assert all(table["source"].endswith(".") and table["labels"] for table in TABLES)
