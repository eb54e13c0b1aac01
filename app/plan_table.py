"""What can be planned for a scan and what follows from a choice, as the desktop shows it before the start."""

from collections.abc import Sequence

from app.engine.profiles import (
    PROFILES,
    Profile,
    algorithms_for,
    covers,
    gate_word,
    sizeless_records,
)
from app.rows import PlanOutlook, ProfileRow, SetRow
from app.views.set_rows import set_row
from forensics.digests import Algorithm
from forensics.hashset import SetInfo
from forensics.hashset.library import spelled


class PlanTable:
    """The profiles and the sets of a library as they were read; `outlook` computes and reads nothing."""

    def __init__(self, infos: Sequence[SetInfo], *, at_once: int) -> None:
        self._infos = tuple(infos)
        self.at_once = at_once  # exhibits worked on at the same time where nothing else is asked for
        self.sets: tuple[SetRow, ...] = tuple(set_row(info) for info in self._infos)
        self.profiles: tuple[ProfileRow, ...] = tuple(_profile_row(one) for one in PROFILES.values())
        self.algorithms: tuple[str, ...] = tuple(algorithm.value for algorithm in Algorithm)

    def outlook(
        self, profile: str, *, sets: Sequence[str], algorithms: Sequence[str] | None = None
    ) -> PlanOutlook:
        """What the engine will do with these sets, by the functions that it plans with itself.

        `sets` as commands spell them; `algorithms` of None leaves them to the profile.
        """
        chosen, plan = [info for info in self._infos if spelled(info) in sets], PROFILES[profile]
        asked = None if algorithms is None else [Algorithm(name) for name in algorithms]
        computed = algorithms_for(plan, chosen, asked)
        return PlanOutlook(
            gate=gate_word(plan, chosen),
            sizeless_records=sizeless_records(chosen),
            algorithms=tuple(algorithm.value for algorithm in computed),
            out_of_reach=tuple(spelled(info) for info in chosen if not covers(computed, info)),
        )


def _profile_row(profile: Profile) -> ProfileRow:
    return ProfileRow(
        name=profile.name,
        description=profile.description,
        not_yet=profile.not_yet,
        takes_algorithms=not profile.only_needed_algorithms,
    )
