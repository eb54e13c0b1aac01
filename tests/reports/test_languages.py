"""Every language says all that English says: each key, each plural form and each value, in letters that the
shipped fonts draw.
"""

import json
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from reports.drawable import drawable
from reports.pages import compose
from reports.typesetting import section_numbers
from reports.wording import PLURAL_FORMS, PLURAL_RULES, Wording
from tests.reports.builders import BuiltCase, a_case, a_crowded_case, a_small_case, an_empty_case
from tests.reports.full_case import a_full_case
from tests.reports.reading import lines_of

FOLDER = files("reports").joinpath("languages")
LANGUAGES = sorted(
    file.name.removesuffix(".json") for file in FOLDER.iterdir() if file.name.endswith(".json")
)
SETTINGS = {"_language", "_region", "_plural", "_small_numbers", "_thousands", "_decimal"}
ENGLISH_RULE = "one_other"


# A language file is JSON: sentences, plural forms, the glossary and recorded phrases.
def the_source(language: str) -> dict[str, Any]:
    source: dict[str, Any] = json.loads(FOLDER.joinpath(f"{language}.json").read_text("utf-8"))
    return source


ENGLISH = the_source("en")


def faults_in(source: dict[str, Any]) -> list[str]:
    """What a language lacks or has too much of, beside English."""
    found = [f"lacks {key}" for key in ENGLISH if key not in source]
    found += [f"has {key}, which English has not" for key in source if key not in ENGLISH]
    rule = source["_plural"]
    for key, said in source.items():
        english = ENGLISH.get(key)
        if english is None or key in SETTINGS or key == "glossary":
            continue
        if key == "recorded":
            found += [f"recorded phrase {p!r}" for p in set(said) ^ set(english)]
            found += [f"values of {p!r}" for p, words in said.items() if _places(words) != _places(p)]
        elif isinstance(said, dict) != isinstance(english, dict):
            found.append(f"{key}: a plural in one language only")
        elif isinstance(said, dict):
            found += [f"{key}: {fault}" for fault in _plural_faults(said, english, rule)]
        elif _places(said) != _places(english):
            found.append(f"{key}: other values than in English")
    if len(source["glossary"]) != len(ENGLISH["glossary"]):
        found.append("another number of terms in the glossary")
    return found


def _plural_faults(said: dict[str, str], english: dict[str, str], rule: str) -> Iterator[str]:
    # "zero" is said wherever a language has it, and some need it where English has "no files".
    wanted = PLURAL_FORMS[rule] | ({"zero"} & (set(english) | set(said)))
    yield from (f"lacks the form {form}" for form in sorted(wanted - set(said)))
    yield from (f"has the form {form}, which is never used" for form in sorted(set(said) - wanted))
    all_values = set().union(*(_places(text) for text in english.values()))
    for form, text in said.items():
        if _places(text) - all_values:
            yield f"{form}: values that English does not give"
        # "one" and "zero" may be words ("ningún archivo"); elsewhere the number has to be told as in English.
        model = _places(english.get(form, english["other"]))
        lacking = {
            place for place in model - _places(text) if _name(place) != "n" or form not in ("one", "zero")
        }
        if lacking:
            yield f"{form}: lacks {sorted(lacking)}"


def _places(text: str) -> set[str]:
    """The values and references of a sentence; what is between back-quotes is printed as it is."""
    return set(re.findall(r"\{([^{}]*)\}", re.sub(r"`[^`]*`", "", text)))


def _name(place: str) -> str:
    return place.partition(":")[0]


def _sentences(source: dict[str, Any]) -> Iterator[str]:
    for key, said in source.items():
        if key == "glossary":
            yield from (text for pair in said for text in pair)
        elif isinstance(said, dict):
            yield from said.values()
        elif key not in SETTINGS:
            yield said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_all_that_english_says_with_the_same_values(language: str) -> None:
    assert faults_in(the_source(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_settings_of_a_language_are_whole(language: str) -> None:
    words = Wording(language)
    source = the_source(language)
    assert source["_plural"] in PLURAL_RULES
    assert len(source["_small_numbers"].split(" ")) == 10
    assert words.number(1_234_567).count(source["_thousands"]) == 2
    assert source["_decimal"] in words.size(1_500)
    assert re.fullmatch(r"[A-Z]{2}", words.region)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_fonts_draw_every_sentence_and_its_marks_are_in_pairs(language: str) -> None:
    for sentence in _sentences(the_source(language)):
        assert drawable(sentence) == sentence
        bare = re.sub(r"`[^`]*`|\{[^{}]*\}", "", sentence)
        assert "`" not in bare, sentence
        assert bare.count("*") % 2 == 0, sentence
        assert bare.count("_") % 2 == 0, sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_is_in_the_order_of_its_language(language: str) -> None:
    fold = str.maketrans("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunAEIOUUN")
    terms = [term.translate(fold).casefold() for term, _ in the_source(language)["glossary"]]
    assert terms == sorted(terms)


@pytest.mark.parametrize("rule", sorted(PLURAL_RULES))
def test_a_plural_rule_names_only_forms_that_a_language_must_have(rule: str) -> None:
    numbers = [*range(120), 1_000, 1_000_000, 1_000_001, 5_000_000]
    assert {PLURAL_RULES[rule](n) for n in numbers} == PLURAL_FORMS[rule]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"found.title": None}, "lacks found.title"),
        ({"found.titel": "x"}, "has found.titel, which English has not"),
        ({"who.authority": "Authority."}, "who.authority: other values than in English"),
        ({"who.authority": "{authority} {scope}"}, "who.authority: other values than in English"),
        ({"files": {"other": "{n} files"}}, "files: lacks the form one"),
        ({"files": {"one": "a file", "other": "files"}}, "files: other: lacks ['n']"),
        (
            {"files": {"one": "{m} file", "other": "{n} files"}},
            "files: one: values that English does not give",
        ),
        ({"files": "files"}, "files: a plural in one language only"),
        ({"recorded": {}}, "recorded phrase 'whole image'"),
        ({"recorded": {"{count:digits} files": "some"}}, "values of '{count:digits} files'"),
        ({"glossary": []}, "another number of terms in the glossary"),
    ],
)
def test_a_language_that_lacks_something_is_found(change: dict[str, Any], fault: str) -> None:
    changed = {key: said for key, said in (ENGLISH | change).items() if said is not None}
    assert fault in faults_in(changed)


def test_one_may_be_told_in_words() -> None:
    changed = ENGLISH | {"files": {"one": "a file", "other": "{n} files"}}
    assert faults_in(changed) == []


def masked(text: str) -> str:
    """The sentence with every letter outside values and back-quotes as another one."""
    parts = re.split(r"(`[^`]*`|\{[^{}]*\})", text)
    return "".join(part if part[:1] in ("`", "{") else re.sub(r"[A-Za-z]", "ж", part) for part in parts)


def a_masked_language(folder: Path) -> Path:
    """English with its letters masked, as a language file."""
    source: dict[str, Any] = {}
    for key, said in ENGLISH.items():
        if key in SETTINGS - {"_small_numbers"}:
            source[key] = said
        elif isinstance(said, dict):
            source[key] = {form: masked(text) for form, text in said.items()}
        elif isinstance(said, list):
            source[key] = [[masked(text) for text in pair] for pair in said]
        else:
            source[key] = masked(said)
    (folder / "languages").mkdir()
    (folder / "languages" / "zz.json").write_text(json.dumps(source), encoding="utf-8")
    return folder


@pytest.mark.parametrize("build", [a_full_case, a_case, a_small_case, an_empty_case, a_crowded_case])
def test_no_word_of_the_pages_stands_outside_the_language_files(
    build: Callable[[], BuiltCase], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = build().content
    folder = a_masked_language(tmp_path)
    monkeypatch.setattr("reports.wording.files", lambda package: folder)
    document = compose(
        content, words=Wording("zz"), typesetter="t", attached=("hits.csv",), too_large=("faults.csv",)
    )
    lines = lines_of((document.cover.facts, *document.blocks))
    keys = {key for key, _ in section_numbers(document.blocks)}  # references are told by key here
    commands = " ".join(re.findall(r"`[^`]*`", json.dumps(ENGLISH)))
    known = f"{content!r} {commands} {keys} MD5 SHA-1 SHA-256 hits.csv faults.csv"
    words = {word for line in lines for word in re.findall(r"[A-Za-z][A-Za-z'-]{2,}", line)}
    assert {word for word in words if word not in known and not re.fullmatch("[a-f-]+", word)} == set()
