"""A session may call Qt as often as it likes."""

import subprocess
import sys

CALLS = """
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel
from ui.lasting_constants import keep_constants

class Teller(QObject):
    told = Signal()

application = QApplication([])
keep_constants()
keep_constants()
label, teller = QLabel(), Teller()
for _ in range(120_000):
    label.setText("")
    teller.told.emit()
    label.isVisible()
print(sys.getrefcount(None) > 100_000, sys.getrefcount(True) > 100_000)
"""


def test_a_hundred_thousand_calls_of_qt_do_not_end_the_program() -> None:
    """Without `keep_constants` this ends with "deallocating None" on Python 3.11."""
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.split() == ["True", "True"]
