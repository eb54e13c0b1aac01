"""What was needed once is given back to the system."""

import subprocess
import sys

import pytest

USED_AND_LEFT = """
import os
from app.memory import give_back

def held_mb():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

parts = [bytes(2_000) for _ in range(60_000)]
last = bytes(2_000)  # it lies behind them: the heap cannot shrink by itself
del parts
before = held_mb()
give_back()
print(before - held_mb())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other C libraries give back by themselves")
def test_memory_that_lies_before_what_is_still_used_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", USED_AND_LEFT], capture_output=True, text=True, check=True)
    assert float(done.stdout) > 80
