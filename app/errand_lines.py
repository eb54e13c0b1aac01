"""The command lines of the child programs that work on evidence and sets, as the desktop starts them: the
same program and the same commands as on the command line.

A path that begins with a dash stays a path: every line ends its options with `--`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.answers import TroubleSentence
from app.rows import SigningKey

MOST_SPANS: Final = 40_000
SPANS_IN_A_WORD: Final = 2_000
UNSIGNED: Final = "--unsigned"
KEY_PASSPHRASE_COMES: Final = ("--key-passphrase-file", "-")
PASSPHRASE_COMES: Final = ("--passphrase-file", "-")  # on standard input: arguments can be read by others


class ErrandLines:
    """`program` is how Fieldcase is started again, `library` where its sets are."""

    def __init__(self, program: tuple[str, ...], *, library: Path) -> None:
        self._program, self._library = program, library

    def _command(self, *words: str) -> tuple[str, ...]:
        return (*self._program, *words)

    def practice_command(self, folder: Path) -> tuple[str, ...]:
        return self._command("demo", "--progress", "json", "--no-screenshots", "--", str(folder))

    def add_evidence_command(
        self, case: str, source: str, *, label: str | None, description: str | None
    ) -> tuple[str, ...]:
        words = ["evidence", "add", "--progress", "json"]
        if label:
            words.append(f"--exhibit={label}")
        if description:
            words.append(f"--description={description}")
        return self._command(*words, "--", case, source)

    def verify_evidence_command(self, case: str, label: str) -> tuple[str, ...]:
        return self._command("evidence", "verify", "--progress", "json", "--", case, label)

    def search_lost_command(self, case: str, label: str) -> tuple[str, ...]:
        return self._command("evidence", "search-lost", "--progress", "json", "--", case, label)

    def unlock_command(self, case: str, label: str, *, volume: int, means: str) -> tuple[str, ...]:
        """Reads the secret, or the path of the key file, as a line of standard input."""
        return self._command("unlock", f"--with={means}", "--", case, label, str(volume))

    def import_set_command(
        self,
        file: str,
        *,
        name: str,
        role: str,
        version: str | None,
        form: str | None = None,
        columns: str | None = None,
        member: str | None = None,
        is_locked: bool = False,
    ) -> tuple[str, ...]:
        """A locked import reads its passphrase from the first line of standard input."""
        words = ["hashset", "import", f"--name={name}", "--role", role, *self._library_option()]
        given = (("set-version", version), ("format", form), ("columns", columns), ("member", member))
        words += [f"--{option}={value}" for option, value in given if value]
        if is_locked:
            words += ["--locked", *PASSPHRASE_COMES]
        return self._command(*words, "--progress", "json", "--", file)

    def remove_set_command(self, name: str) -> tuple[str, ...]:
        return self._command("hashset", "remove", *self._library_option(), "--", name)

    def verify_set_command(self, name: str) -> tuple[str, ...]:
        return self._command("hashset", "verify", *self._library_option(), "--progress", "json", "--", name)

    def compare_sets_command(self, old: str, new: str, *, out: str, with_passphrase: bool) -> tuple[str, ...]:
        """Writes a table in CSV as `out`: what was added, removed and re-categorised."""
        words = ["hashset", "diff", *_as_table(out), *self._library_option()]
        return self._command(*words, *(PASSPHRASE_COMES if with_passphrase else ()), "--", old, new)

    def conflicts_command(self, *, out: str, with_passphrase: bool) -> tuple[str, ...]:
        """Writes a table in CSV as `out`: digests that notable and known sets list."""
        words = ["hashset", "conflicts", *_as_table(out), *self._library_option()]
        return self._command(*words, *(PASSPHRASE_COMES if with_passphrase else ()))

    def export_set_command(
        self,
        case: str,
        *,
        out: str,
        form: str,
        of: str,
        entries: Sequence[int] | None = None,
        category: str | None = None,
        profile: str | None = None,
    ) -> tuple[str, ...]:
        """A set of hits or entries (`of`) as vics, csv or hashdeep; `entries` narrows it to these numbers.

        Raise TroubleSentence where so many are chosen here and there that no command line holds them.
        """
        words = ["hashset", "export", f"--out={out}", "--form", form, "--of", of]
        given = (("category", category), ("profile", profile))
        words += [f"--{option}={value}" for option, value in given if value]
        if entries is not None:
            words += _entry_options(entries)
        return self._command(*words, "--progress", "json", "--", case)

    def scan_command(
        self,
        case: str,
        *,
        exhibits: tuple[str, ...] = (),
        profile: str | None = None,
        sets: tuple[str, ...] | None = None,
        anew: bool = False,
        algorithms: tuple[str, ...] | None = None,
        time_box_min: float | None = None,
        at_once: int | None = None,
        stops_after_first_hit: bool = False,
        with_passphrase: bool = False,
        with_secrets: bool = False,
        key: SigningKey | None = None,
    ) -> tuple[str, ...]:
        """`None` keeps `profile`, `sets` and `algorithms` of an unfinished scan; a new one is standard, with
        all sets. No `time_box_min`: to the end; no `at_once`: as many exhibits as there are processors.
        With a key and with a passphrase of sets, the key's comes first on standard input; the secrets of
        volumes come last, one line each, an empty one for a volume that is left shut.
        """
        words = ["scan", *self._library_option(), "--progress", "json", *signing_words(key)]
        if profile is not None:
            words += ["--profile", profile]
        if sets is not None:
            words += [f"--sets={name}" for name in sets]
        if algorithms is not None:
            words += [f"--algorithms={name}" for name in algorithms]
        if time_box_min is not None:
            words += ["--time-box", f"{time_box_min:g}"]
        if at_once is not None:
            words += ["--at-once", str(at_once)]
        if stops_after_first_hit:
            words.append("--stop-after-first-hit")
        if anew:
            words.append("--anew")
        if with_passphrase:
            words += PASSPHRASE_COMES
        if with_secrets:
            words.append("--unlock")
        return self._command(*words, "--", case, *exhibits)

    def plan_command(self, case: str, exhibits: tuple[str, ...]) -> tuple[str, ...]:
        """Answers plans, which come as JSON lines on its standard input, until that ends."""
        return self._command("plan", *self._library_option(), "--questions", "--", case, *exhibits)

    def viewer_command(self, case: str) -> tuple[str, ...]:
        """The program behind what is looked at; it is talked to over its pipes until they close."""
        return self._command("viewer", case)

    def _library_option(self) -> tuple[str, str]:
        return ("--library", str(self._library))


def signing_words(key: SigningKey | None) -> tuple[str, ...]:
    """The options that name a key; its passphrase comes as the first line of standard input. Without a key
    nothing is signed, and nobody's default key is looked for.
    """
    if key is None:
        return (UNSIGNED,)
    if key.file is not None:
        return (f"--sign-with={key.file}", *KEY_PASSPHRASE_COMES)
    label = (f"--card-label={key.card_label}",) if key.card_label else ()
    return (f"--card={key.module}", *label, *KEY_PASSPHRASE_COMES)


def _as_table(out: str) -> tuple[str, ...]:
    return ("--format", "csv", f"--out={out}", "--progress", "json")


def _entry_options(numbers: Sequence[int]) -> list[str]:
    """Numbers of entries as spans, a few thousand in a word: Linux takes 128 KiB each, 2 MiB together."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    if len(spans) > MOST_SPANS:
        raise TroubleSentence(
            f"{len(numbers):,} entries chosen here and there are too many at once; choose fewer, or all of "
            "an outcome or folder with: fieldcase hashset export"
        )
    written = [f"{first}-{last}" for first, last in spans]
    return [
        f"--entry={','.join(written[start : start + SPANS_IN_A_WORD])}"
        for start in range(0, len(written), SPANS_IN_A_WORD)
    ]
