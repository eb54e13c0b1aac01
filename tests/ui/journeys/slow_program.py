"""This program, with scans whose readers are as slow as the variable `TROUBLE` says; everything else is the
program itself.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from app.__main__ import main
from tests.app import troubled_program

if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(troubled_program.run(words) if words[:1] == ["scan"] else main(words))
