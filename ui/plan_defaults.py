"""What the plans of this examiner begin with, in the settings of this computer."""

from typing import Final

from app.workbench import Workbench
from ui.planning import DEFAULT_PROFILE, PlanDefaults

SOUND: Final = "sound_on_first_hit"
PROFILE: Final = "default_profile"
TIME_BOX: Final = "default_time_box_min"
FIRST_HIT: Final = "default_stop_after_first_hit"
REQUIRED: Final = "required_sets"  # one name a line


def plan_defaults(workbench: Workbench) -> PlanDefaults:
    minutes = workbench.setting(TIME_BOX, "")
    required = workbench.setting(REQUIRED, "").splitlines()
    return PlanDefaults(
        profile=workbench.setting(PROFILE, DEFAULT_PROFILE),
        time_box_min=int(minutes) if minutes.isdecimal() and int(minutes) else None,
        has_sound=workbench.setting(SOUND, "yes") == "yes",
        stops_after_first_hit=workbench.setting(FIRST_HIT, "no") == "yes",
        required_sets=tuple(name.strip() for name in required if name.strip()),
    )


def keep_defaults(workbench: Workbench, defaults: PlanDefaults) -> None:
    workbench.set_setting(PROFILE, defaults.profile)
    workbench.set_setting(TIME_BOX, str(defaults.time_box_min or ""))
    workbench.set_setting(FIRST_HIT, _yes(defaults.stops_after_first_hit))
    keep_sound(workbench, has_sound=defaults.has_sound)


def keep_sound(workbench: Workbench, *, has_sound: bool) -> None:
    """Whether the first hit is heard holds for every window and scan."""
    if (workbench.setting(SOUND, "yes") == "yes") != has_sound:
        workbench.set_setting(SOUND, _yes(has_sound))


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
