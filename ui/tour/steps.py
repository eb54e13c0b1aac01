"""The steps of the practice tour, in the order of the work: what to do, and what shows that it was done."""

from dataclasses import dataclass
from typing import Final

from ui.language import marked


@dataclass(frozen=True, slots=True, kw_only=True)
class TourStep:
    """`title` and `does` are marked in the context `tour`. `ends_with` are the things seen that end the
    step: `page:NAME` was shown, `sheet:NAME` came up, `event:ACTION` went into the chain. `page` is where it
    happens.
    """

    id: str
    title: str
    does: str
    page: str
    ends_with: frozenset[str]
    keys: tuple[str, ...] = ()


STEPS: Final = (
    TourStep(
        id="board",
        title=marked("tour", "Read the board"),
        does=marked(
            "tour",
            "The board is the home of a case: one card for each exhibit, and above them one sentence with "
            "what is known so far. A verdict always stands beside its limit, the share that was compared. "
            "Choose the card with the arrow keys and press Enter: it leads to what was found.",
        ),
        page="board",
        ends_with=frozenset({"page:findings"}),
        keys=("Alt+1", "Return"),
    ),
    TourStep(
        id="plan",
        title=marked("tour", "Plan a scan"),
        does=marked(
            "tour",
            "Back on the board, press S. The plan says what a scan would read before it reads anything: "
            "the profile, the sets, how many bytes, how long. Look at it and leave with Esc; this case was "
            "scanned already.",
        ),
        page="board",
        ends_with=frozenset({"sheet:ScanPlanSheet"}),
        keys=("Alt+1", "S"),
    ),
    TourStep(
        id="scan",
        title=marked("tour", "Watch a scan"),
        does=marked(
            "tour",
            "Alt 2 shows the scan: while it runs its speed, what holds it up and each hit as it comes; "
            "afterwards what was read and what was not. The sum closes: every entry has exactly one "
            "outcome.",
        ),
        page="scan",
        ends_with=frozenset({"page:scan"}),
        keys=("Alt+2",),
    ),
    TourStep(
        id="findings",
        title=marked("tour", "Go through the findings"),
        does=marked(
            "tour",
            "Alt 3 lists what matched a set. You see facts, never pictures: name, size, the record that it "
            "equals. J and K go down and up; the line above filters, for example size:>1MB.",
        ),
        page="findings",
        ends_with=frozenset({"page:findings"}),
        keys=("Alt+3", "J", "K"),
    ),
    TourStep(
        id="mark",
        title=marked("tour", "Mark a finding"),
        does=marked(
            "tour",
            "Choose a finding and press a digit: it is put into that category. The mark is an event of the "
            "custody chain with your name; Ctrl Z takes it back, and that is an event too.",
        ),
        page="findings",
        ends_with=frozenset({"event:entries.marked"}),
        keys=("1", "Ctrl+Z"),
    ),
    TourStep(
        id="look",
        title=marked("tour", "Look, deliberately"),
        does=marked(
            "tour",
            "Nothing is shown while no key is held. Choose a picture, give a reason and hold Space: first "
            "a line drawing; with the right arrow grey, blurred, plain. Let go and it is gone. The "
            "pictures of this case are drawn landscapes. Each look is counted and written into the chain.",
        ),
        page="findings",
        ends_with=frozenset(
            {"event:content.revealed", "event:content.look_begun", "event:content.not_shown"}
        ),
        keys=("Space", "Right"),
    ),
    TourStep(
        id="map",
        title=marked("tour", "See the whole disk"),
        does=marked(
            "tour",
            "The disk map draws the image to scale: volumes, what was read, what was not, and where the "
            "hits lie. Click on a place to see what is there.",
        ),
        page="map",
        ends_with=frozenset({"page:map"}),
        keys=("Alt+4",),
    ),
    TourStep(
        id="custody",
        title=marked("tour", "Read the chain of custody"),
        does=marked(
            "tour",
            "Everything that was done stands here, newest first, also your mark and your look. Each event "
            "holds the digest of the one before, so that nothing can be changed or left out unseen.",
        ),
        page="custody",
        ends_with=frozenset({"page:custody"}),
        keys=("Alt+6",),
    ),
    TourStep(
        id="report",
        title=marked("tour", "Write the report"),
        does=marked(
            "tour",
            "Choose what the report holds and write it: a bundle with pages to read, lists to work with "
            "and the chain. You are asked for a key; a practice report may go without.",
        ),
        page="report",
        ends_with=frozenset({"event:report.exported"}),
        keys=("Alt+7", "Ctrl+S"),
    ),
    TourStep(
        id="verify",
        title=marked("tour", "Verify a bundle"),
        does=marked(
            "tour",
            "Whoever receives the bundle can check it without the case. Press Ctrl Shift V and choose the "
            "folder or the zip that was just written, or drop it on this window.",
        ),
        page="verify",
        ends_with=frozenset({"page:verify"}),
        keys=("Ctrl+Shift+V",),
    ),
)
