"""How a scan ended that nobody stopped, in one sentence for every page that shows the scan."""

from datetime import datetime

from ui.language import translate
from ui.programs import Ending
from ui.times import time_of_day


def trouble_words(ending: Ending, *, utc: str) -> str:
    """Why it ended; empty where it was done, or stopped by hand. `utc` is the time now, in ISO 8601."""
    if ending.was_killed:
        return translate("scan", "The scan stopped at {time}. Nothing is lost.").format(
            time=time_of_day(datetime.fromisoformat(utc))
        )
    return "" if ending.is_done or ending.is_stopped else ending.sentence
