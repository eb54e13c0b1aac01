"""A time stamp comes from an authority: asked for on purpose, verified, put beside the bundle."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.stamping import StampNotFetched, verify_address
from tests.app.builders import Answer, environment, ran, said
from tests.app.builders import listed as records_of

AUTHORITY = Path(__file__).with_name("time_authority.py")
SEALED = "tagmanifest-sha256.txt.p7s"
STAMP = "tagmanifest-sha256.txt.tsr"
PASSPHRASE = "a long passphrase"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAuthority:
    folder: Path
    port: int

    def url(self, path: str = "tsr") -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    def asked(self) -> list[str]:
        """What reached it: one line a question, path and bytes in hex."""
        log = self.folder / "asked"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAuthority]:
    """A process of its own: no test opens a connection itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("authority")
    with subprocess.Popen([sys.executable, AUTHORITY, folder], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield LocalAuthority(folder=folder, port=int(process.stdout.readline()))
        process.kill()


@pytest.fixture(scope="module")
def signed(finished_case: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A case and the signed bundle of it."""
    home = tmp_path_factory.mktemp("signed")
    case, key, secret = home / "case", home / "osei.p12", home / "passphrase"
    shutil.copytree(finished_case, case)
    secret.write_text(PASSPHRASE + "\n")
    opened = ("--key-passphrase-file", secret)
    made = ran("examiner", "new", "--name", "K. Osei", "--out", key, *opened, env=_home(home))
    assert made.status == 0, made.err
    told = ran("report", case, "--out", home / "bundle", "--sign-with", key, *opened, env=_home(home))
    assert told.status == 0, told.err
    return case, home / "bundle"


def _home(home: Path) -> dict[str, str]:
    return environment(HOME=str(home))


@pytest.fixture
def bundle(signed: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(signed[1], tmp_path / "bundle"))


def stamped(bundle: Path, url: str, *words: str | Path, **extra: str) -> Answer:
    return ran("stamp", bundle, "--tsa", url, *words, env=environment(**extra))


def state_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def openssl_accepts(authority: LocalAuthority, bundle: Path, content: str) -> bool:
    """By the command that VERIFY.txt gives a stranger."""
    lines = (bundle / "VERIFY.txt").read_text("utf-8").splitlines()
    (command,) = (line.strip() for line in lines if line.startswith("    openssl ts "))
    assert f"-data {content} " in command
    words = command.replace("AUTHORITY.pem", str(authority.folder / "authority.pem")).split()
    done = subprocess.run(words, capture_output=True, check=False, cwd=bundle)
    return done.returncode == 0 and b"Verification: OK" in done.stdout


def test_a_stamped_bundle_verifies_here_and_with_openssl_and_nothing_in_it_was_changed(
    bundle: Path, authority: LocalAuthority
) -> None:
    before = state_of(bundle)
    answer = stamped(bundle, authority.url())
    assert answer.status == 0, answer.err
    after = state_of(bundle)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == {STAMP, "stamped/report.pdf"}
    assert openssl_accepts(authority, bundle, SEALED)
    verdict = said("verify", bundle, "--json").records()[0]
    assert verdict["agrees"] is True, verdict
    assert "Fieldcase test authority" in json.dumps(verdict)
    assert ": compare it with the one the authority publishes" in json.dumps(verdict)


def test_what_is_sent_is_two_digests_and_it_is_said_before(bundle: Path, authority: LocalAuthority) -> None:
    seen = len(authority.asked())
    answer = stamped(bundle, authority.url())
    questions = authority.asked()[seen:]
    assert len(questions) == 2
    assert hashlib.sha256((bundle / SEALED).read_bytes()).hexdigest() in questions[0]
    assert all(len(question.split()[1]) < 2 * 100 for question in questions), "more than a digest was sent"
    lines = answer.err.splitlines()
    assert lines[0].startswith(
        f"connecting to {authority.url()}: a SHA-256 digest and a random number are sent"
    )


def test_an_authority_that_the_asker_trusts_is_told_as_trusted(
    bundle: Path, authority: LocalAuthority, tmp_path: Path
) -> None:
    assert stamped(bundle, authority.url()).status == 0
    trusted = tmp_path / "trusted.pem"
    trusted.write_text(next((bundle / "certificates").glob("*.pem")).read_text())
    assert "compare it with the one the authority publishes" in said("verify", bundle, "--trust", trusted).out
    with trusted.open("a") as file:
        file.write((authority.folder / "authority.pem").read_text())
    answer = said("verify", bundle, "--trust", trusted)
    assert (answer.status, "the authority publishes" in answer.out) == (0, False), answer.out
    assert ", which you trust" in answer.out


def test_a_report_is_stamped_as_it_is_written_and_a_stamp_taken_away_is_missed(
    signed: tuple[Path, Path], authority: LocalAuthority, tmp_path: Path
) -> None:
    case, bundle = Path(shutil.copytree(signed[0], tmp_path / "case")), tmp_path / "bundle"
    home = signed[0].parent
    key = ("--sign-with", home / "osei.p12", "--key-passphrase-file", home / "passphrase")
    told = ran("report", case, "--out", bundle, "--tsa", authority.url(), *key, env=_home(home))
    assert told.status == 0, told.err
    assert openssl_accepts(authority, bundle, SEALED)
    answer = said("verify", bundle)
    assert answer.status == 0, answer.out
    assert "by Fieldcase test authority" in next(
        line for line in answer.out.splitlines() if "Report, s" in line
    )
    event = records_of(case, "custody")[-1]
    assert (event["action"], event["payload"]["token_sha256"]) == ("stamp.added", state_of(bundle)[STAMP])
    (bundle / STAMP).unlink()
    answer = said("verify", bundle)
    assert (answer.status, f"{STAMP} is missing" in answer.out) == (4, True), answer.out


def test_an_unsigned_bundle_is_stamped_over_its_tag_manifest(
    finished_case: Path, tmp_path: Path, authority: LocalAuthority
) -> None:
    bundle = tmp_path / "bundle"
    case = Path(shutil.copytree(finished_case, tmp_path / "case"))
    assert ran("report", case, "--out", bundle, "--unsigned").status == 0
    answer = stamped(bundle, authority.url())
    assert answer.status == 0, answer.err
    assert openssl_accepts(authority, bundle, "tagmanifest-sha256.txt")
    assert not (bundle / "stamped").exists()
    assert said("verify", bundle).status == 0


def test_the_chain_records_the_stamp_of_a_bundle_of_this_case_and_refuses_another(
    signed: tuple[Path, Path], finished_case: Path, bundle: Path, authority: LocalAuthority, tmp_path: Path
) -> None:
    case = Path(shutil.copytree(signed[0], tmp_path / "case"))
    answer = stamped(bundle, authority.url(), "--case", case)
    assert answer.status == 0, answer.err
    event = records_of(case, "custody")[-1]
    payload = event["payload"]
    assert event["action"] == "stamp.added"
    assert payload["authority"] == "Fieldcase test authority"
    assert payload["token_sha256"] == state_of(bundle)[STAMP]
    assert payload["manifest_sha256"] == state_of(bundle)["tagmanifest-sha256.txt"]
    assert said("verify", case).status == 0

    assert "time stamp" not in said("verify", case, "--with", bundle).out
    before = said("verify", case, "--with", signed[1])  # the copy from before the stamp
    assert before.status == 0, before.out
    assert "has recorded a time stamp on this report that this copy does not have" in before.out

    other = Path(shutil.copytree(finished_case, tmp_path / "other"))
    again = Path(shutil.copytree(signed[1], tmp_path / "again"))
    seen = len(authority.asked())
    refused = stamped(again, authority.url(), "--case", other)
    assert (refused.status, state_of(again)) == (1, state_of(signed[1]))
    assert "is no report that this case has exported" in refused.sentence
    assert len(authority.asked()) == seen, "nothing may be sent before that is known"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("refusing", "rejection; Message digest algorithm is not supported"),
        ("of-something-else", "is on something else than it should be"),
        ("page", "the answer is no time stamp"),
        ("large", "sent more than 131,072 bytes"),
        ("closes", "Remote end closed connection"),
        ("to-a-page", "answered with a page and no time stamp"),
        ("to-a-file", "is not allowed"),
        ("in-circles", "infinite loop"),
        ("nothing-here", r"answered 503 (out of\x1B[31m order)"),
    ],
)
def test_where_no_stamp_comes_the_bundle_is_as_it_was(
    path: str, reason: str, bundle: Path, authority: LocalAuthority
) -> None:
    before = state_of(bundle)
    answer = stamped(bundle, authority.url(path))
    assert answer.status == 1
    assert reason in answer.err.splitlines()[-1]
    assert "Traceback" not in answer.err
    assert state_of(bundle) == before


def test_an_old_answer_played_back_is_refused(bundle: Path, authority: LocalAuthority) -> None:
    """The first of the two questions gets the stamp that is kept, the second gets it again."""
    assert stamped(bundle, authority.url("replayed")).status == 1
    before = state_of(bundle)
    answer = stamped(bundle, authority.url("replayed"))
    assert answer.status == 1
    assert "nonce" in answer.err.splitlines()[-1]
    assert state_of(bundle) == before


def test_a_place_that_moved_is_asked_the_same_question(bundle: Path, authority: LocalAuthority) -> None:
    for path in ("moved", "moved-for-good"):
        copy = Path(shutil.copytree(bundle, bundle.with_name(path)))
        assert stamped(copy, authority.url(path)).status == 0
        assert openssl_accepts(authority, copy, SEALED)


def test_a_bundle_is_stamped_once(bundle: Path, authority: LocalAuthority) -> None:
    assert stamped(bundle, authority.url()).status == 0
    before = state_of(bundle)
    answer = stamped(bundle, authority.url())
    assert (answer.status, state_of(bundle)) == (1, before)
    assert "has a time stamp already" in answer.sentence


def test_an_authority_that_does_not_answer_is_left_after_a_while(
    bundle: Path, authority: LocalAuthority
) -> None:
    script = (
        "import sys, app.stamping; app.stamping.LONGEST_WAIT_S = 0.5; "
        "from app.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script, "stamp", bundle, "--tsa", authority.url("stuck")],
        capture_output=True,
        text=True,
        check=False,
        env=_home(bundle.parent),
    )
    assert done.returncode == 1
    assert time.monotonic() - began < 120
    assert "timed out" in done.stderr


def test_the_proxy_of_the_environment_is_asked(bundle: Path, authority: LocalAuthority) -> None:
    proxy = f"http://127.0.0.1:{authority.port}"
    seen = len(authority.asked())
    answer = stamped(bundle, "http://authority.invalid/tsr", http_proxy=proxy)
    assert answer.status == 1, "the authority here answers whole addresses with 503"
    assert authority.asked()[seen].startswith("http://authority.invalid/tsr ")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a/b",
        "tsa.example",
        "",
        "https://",
        "http://[",
        "http://a b/",
        "http://a\n/",
        "http://é/",
    ],
)
def test_only_plain_web_addresses_are_asked(url: str, tmp_path: Path) -> None:
    answer = said("stamp", tmp_path, "--tsa", url)
    assert answer.status == 1
    assert "give one that begins with https:// or http://" in answer.sentence


def test_an_address_with_a_password_is_refused() -> None:
    with pytest.raises(StampNotFetched, match="would be shown and recorded"):
        verify_address("https://me:secret@tsa.example/")


@pytest.mark.parametrize("spoilt", ["nothing", "no manifest", "an endless manifest", "a link in a circle"])
def test_what_is_no_bundle_is_refused_before_anything_is_sent(
    spoilt: str, tmp_path: Path, authority: LocalAuthority
) -> None:
    folder = tmp_path / "bundle"
    if spoilt != "nothing":
        folder.mkdir()
    if spoilt == "an endless manifest":
        (folder / "tagmanifest-sha256.txt").symlink_to("/dev/zero")
    if spoilt == "a link in a circle":
        (folder / "tagmanifest-sha256.txt").symlink_to("tagmanifest-sha256.txt")
    seen = len(authority.asked())
    answer = said("stamp", folder, "--tsa", authority.url())  # in this process no connection can be opened
    assert answer.status == 1
    assert "bundle" in answer.sentence
    assert len(authority.asked()) == seen


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can take its own rights away here")
def test_a_folder_that_may_not_be_written_is_told_and_stays_as_it_was(
    bundle: Path, authority: LocalAuthority
) -> None:
    before = state_of(bundle)
    bundle.chmod(0o555)
    answer = ran("stamp", bundle, "--tsa", authority.url(), powerless=True)
    bundle.chmod(0o755)
    assert answer.status == 1
    assert "could not be put beside" in answer.err.splitlines()[-1]
    assert state_of(bundle) == before


def test_a_folder_of_somebody_else_in_the_place_of_the_stamped_copy_stays(
    bundle: Path, authority: LocalAuthority
) -> None:
    (bundle / "stamped").mkdir()
    (bundle / "stamped" / "notes.txt").write_text("mine")
    before = state_of(bundle)
    answer = stamped(bundle, authority.url())
    assert answer.status == 1
    assert "could not be put beside" in answer.err.splitlines()[-1]
    assert state_of(bundle) == before
