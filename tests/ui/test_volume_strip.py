"""The strip of a board card: volumes to scale, and those inside others within the bar of their holder."""

from pytestqt.qtbot import QtBot

from tests.ui.fakes import a_volume
from ui.look import Look
from ui.parts.charts import VolumeStrip, volume_words, volumes_inside

HOLDER = a_volume(
    state="holds_volumes", file_system="LVM2", label="vg", offset_bytes=0, length_bytes=80 << 20
)
PLAIN = a_volume(index=1, offset_bytes=80 << 20, length_bytes=20 << 20)
HOME = a_volume(
    index=2,
    offset_bytes=3 << 46,
    length_bytes=40 << 20,
    file_system="ext4",
    within=0,
    layer="LVM2 logical volume",
)
DEEP = a_volume(
    index=3, offset_bytes=4 << 46, length_bytes=40 << 20, state="locked", file_system="LUKS2", within=0
)
COPY = a_volume(index=4, offset_bytes=5 << 46, length_bytes=20 << 20, within=1, layer="shadow copy")


def test_a_volume_that_holds_others_is_called_by_what_it_is() -> None:
    assert volume_words(HOLDER) == "LVM2 'vg'"
    assert volume_words(a_volume(state="holds_volumes", file_system=None)) == "Holds other volumes"


def test_volumes_inside_are_drawn_in_the_bar_of_their_holder_and_copies_are_not(
    qtbot: QtBot, look: Look
) -> None:
    volumes = (HOLDER, PLAIN, HOME, DEEP, COPY)
    assert volumes_inside(HOLDER, volumes) == (HOME, DEEP)
    assert volumes_inside(PLAIN, volumes) == ()
    strip = VolumeStrip(look)
    qtbot.addWidget(strip)
    strip.resize(400, strip.height())
    strip.show_volumes(volumes, size_bytes=100 << 20)
    drawn = strip.grab().toImage()
    above = {drawn.pixelColor(at, 2).name() for at in (40, 120)}
    below = [drawn.pixelColor(at, 7).name() for at in (40, 120)]
    assert len(above) == 1
    assert below[0] != next(iter(above))


def test_the_tip_sets_what_lies_inside_below_its_holder(qtbot: QtBot, look: Look) -> None:
    strip = VolumeStrip(look)
    qtbot.addWidget(strip)
    strip.show_volumes((HOLDER, PLAIN, HOME, COPY), size_bytes=100 << 20)
    tip = strip.toolTip()
    assert tip.index("vg") < tip.index("ext4") < tip.index("NTFS") < tip.index("shadow copy")
