"""Missing Debian packages are installed, and only those; without the right to do so they are named."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "shipping" / "install-debian-packages"


class Machine:
    """A Debian machine made of fakes: what is installed, who asks, and what apt-get was told."""

    def __init__(self, folder: Path, *, installed: str, user: int) -> None:
        self.commands = folder / "commands"
        self.commands.mkdir()
        self.told = folder / "told"
        self._fake("dpkg-query", f'case " {installed} " in *" $4 "*) echo installed;; *) exit 1;; esac')
        self._fake("id", f"echo {user}")
        self._fake("apt-get", f'echo "$@" >> {self.told}')
        for real in ("sh", "sed", "dirname", "env", "cat"):
            (self.commands / real).symlink_to(
                f"/bin/{real}" if Path(f"/bin/{real}").exists() else f"/usr/bin/{real}"
            )

    def _fake(self, name: str, body: str) -> None:
        command = self.commands / name
        command.write_text(f"#!/bin/sh\n{body}\n")
        command.chmod(0o755)

    def with_sudo(self) -> "Machine":
        self._fake("sudo", '"$@"')
        return self

    def install(self, *purposes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [SCRIPT, *purposes],
            env=os.environ | {"PATH": str(self.commands)},
            check=False,
            capture_output=True,
            text=True,
        )


def test_nothing_happens_where_everything_is_installed(tmp_path: Path) -> None:
    machine = Machine(tmp_path, installed="binutils libpython3.11", user=1000)
    done = machine.install("build")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not machine.told.exists()


@pytest.mark.parametrize("user", [0, 1000])
def test_only_what_is_missing_is_installed(tmp_path: Path, user: int) -> None:
    machine = Machine(tmp_path, installed="binutils", user=user).with_sudo()
    done = machine.install("build")
    assert done.returncode == 0, done.stderr
    assert machine.told.read_text().split()[-1] == "libpython3.11"
    assert "binutils" not in machine.told.read_text()


def test_without_the_rights_the_missing_packages_are_named(tmp_path: Path) -> None:
    done = Machine(tmp_path, installed="binutils", user=1000).install("build")
    assert done.returncode == 1
    assert "neither root rights nor sudo" in done.stderr
    assert "apt-get install libpython3.11" in done.stderr
