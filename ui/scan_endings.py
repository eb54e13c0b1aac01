"""How a scan ended that nobody stopped, in one sentence for every page that shows the scan."""

from datetime import UTC, datetime

from ui.language import translate
from ui.programs import Ending
from ui.wording import shows_local_time


def trouble_words(ending: Ending, *, utc: str) -> str:
    """Why it ended; empty where it was done, or stopped by hand. `utc` is the time now, in ISO 8601."""
    if ending.was_killed:
        return translate("scan", "The scan stopped at {time}. Nothing is lost.").format(time=_time(utc))
    return "" if ending.is_done or ending.is_stopped else ending.sentence


def _time(utc: str) -> str:
    when = datetime.fromisoformat(utc)
    return f"{when.astimezone():%H:%M}" if shows_local_time() else f"{when.astimezone(UTC):%H:%M} UTC"
