"""Run every benchmark and print what came out, with the machine it came from."""

import os
import platform
import sys
import tempfile
from itertools import chain
from pathlib import Path

from benchmarks import digests, scans, sets


def main() -> int:
    print(f"{platform.platform(terse=True)}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="fieldcase-bench-") as folder:
        for measurement in chain(digests.measure(), sets.measure(Path(folder)), scans.measure(Path(folder))):
            print(measurement.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
