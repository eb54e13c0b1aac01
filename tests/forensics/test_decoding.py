"""Contents as small pictures: every form, turned and bounded, what is damaged said in one sentence."""

import random
import time

import pytest
from PIL import Image

from forensics.decoding.pictures import MOST_PIXELS, NotShown, small_picture
from forensics.decoding.protocol import Step
from forensics.decoding.steps import lines_of, shown
from forensics.file_kinds import HEAD_BYTES, shown_kind
from tests.forensics.decoding_samples import FORMS, GROUND, SKY, a_file, a_landscape, a_png_of

_ORIENTATION = 0x0112


def _is_near(pixel: object, colour: tuple[int, int, int], *, within: int = 24) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(got - wanted) <= within for got, wanted in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_of_every_form_is_decoded_small_and_whole(form: str) -> None:
    small = small_picture(a_file(form), width=128)
    assert max(small.image.size) == 128
    assert small.image.mode == "RGB"
    assert not small.is_cut_off
    assert _is_near(small.image.getpixel((4, 4)), SKY)
    assert _is_near(small.image.getpixel((small.image.width // 2, small.image.height - 4)), GROUND)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_told_by_its_first_bytes(form: str) -> None:
    kind = shown_kind(a_file(form)[:HEAD_BYTES])
    assert kind is not None
    assert not kind.is_video
    assert kind.name.replace(" ", "").upper() == form


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\0\0\0\x18ftypheic", "HEIF"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "AVIF"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIF"),
    ],
)
def test_brands_tell_heif_from_avif(head: bytes, name: str) -> None:
    kind = shown_kind(head)
    assert kind is not None
    assert (kind.name, kind.is_video) == (name, False)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\0\0\0\x18ftypisom", "MP4"),
        (b"\0\0\0\x14ftypqt  ", "MOV"),
        (b"\0\0\0\x14ftyp3gp4", "3GP"),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x84webm", "WebM"),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x88matroska", "Matroska"),
        (b"RIFF\0\0\0\0AVI LIST", "AVI"),
        (b"\0\0\x01\xba!", "MPEG"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMV"),
    ],
)
def test_a_video_is_told_by_its_first_bytes(head: bytes, name: str) -> None:
    kind = shown_kind(head)
    assert kind is not None
    assert (kind.name, kind.is_video) == (name, True)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"#EXTM3U\nhttp://example.invalid/a.ts", bytes(512)])
def test_what_is_no_picture_and_no_video_has_no_kind(content: bytes) -> None:
    assert shown_kind(content) is None


def test_a_picture_is_turned_as_its_exif_says() -> None:
    exif = Image.Exif()
    exif[_ORIENTATION] = 6  # the camera was held upright: the top is on the right of what is stored
    small = small_picture(a_file("JPEG", exif=exif), width=128).image
    assert small.size == (96, 128)
    assert _is_near(small.getpixel((2, 64)), GROUND)


def test_a_moving_gif_stands_still_at_its_first_frame() -> None:
    later = Image.new("RGB", (640, 480), (255, 0, 0))
    small = small_picture(a_file("GIF", save_all=True, append_images=[later, later]), width=64).image
    assert _is_near(small.getpixel((2, 2)), SKY)


def test_what_is_transparent_stands_on_grey() -> None:
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    assert small_picture(a_file("PNG", picture=clear), width=40).image.getpixel((20, 20)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "F"])
def test_a_picture_of_any_depth_is_shown(mode: str) -> None:
    picture = a_landscape(64, 48).convert("F" if mode == "F" else "L" if mode == "I;16" else mode)
    if mode == "I;16":
        picture = Image.frombytes(
            "I;16", (64, 48), b"".join(bytes((0, 4 * at % 256)) for at in range(64 * 48))
        )
    content = a_file("TIFF" if mode in ("CMYK", "I;16", "F") else "PNG", picture=picture)
    assert small_picture(content, width=32).image.size == (32, 24)


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_a_large_picture_of_16_bits_is_shown(form: str) -> None:
    content = a_file(form, picture=Image.linear_gradient("L").resize((1_600, 1_200)).convert("I;16"))
    small = small_picture(content, width=64).image
    assert small.size == (64, 48)
    assert _is_near(small.getpixel((32, 1)), (0, 0, 0))
    assert _is_near(small.getpixel((32, 46)), (255, 255, 255))


def test_an_empty_file_is_said_to_be_empty() -> None:
    with pytest.raises(NotShown, match="the content is empty"):
        small_picture(b"", width=128)


def test_noise_is_no_picture() -> None:
    with pytest.raises(NotShown, match="no picture of a form"):
        small_picture(b"\xff\xd8\xff" + bytes(range(256)) * 4, width=128)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_jpeg_that_is_cut_off_shows_what_there_is_and_says_so(part: float) -> None:
    content = a_file("JPEG")
    small = small_picture(content[: int(len(content) * part)], width=128)
    assert small.is_cut_off
    assert _is_near(small.image.getpixel((4, 4)), SKY)


def test_a_png_that_is_cut_off_shows_what_there_is_and_says_so() -> None:
    content = a_file("PNG")
    assert small_picture(content[: len(content) * 2 // 3], width=128).is_cut_off


def test_a_picture_of_900_million_pixels_is_refused_before_it_is_decoded() -> None:
    content = a_png_of(30_000, 30_000)
    began = time.process_time()
    with pytest.raises(NotShown, match=f"{MOST_PIXELS:,} pixels"):
        small_picture(content, width=128)
    assert time.process_time() - began < 0.5


def test_a_picture_with_damaged_metadata_is_still_shown() -> None:
    content = a_file("JPEG", exif=b"Exif\0\0MM\0*" + b"\xff" * 40)
    assert small_picture(content, width=128).image.size == (128, 96)


def test_every_step_shows_less_than_the_next_promises() -> None:
    picture = small_picture(a_file(), width=128).image
    made = {step: shown(picture, step) for step in Step}
    assert [made[step].mode for step in Step] == ["L", "L", "RGB", "RGB"]
    assert set(made[Step.LINES].tobytes()) <= {0, 255}
    assert made[Step.PLAIN].tobytes() == picture.tobytes()
    assert made[Step.BLURRED].tobytes() != picture.tobytes()


def test_lines_are_where_shapes_end_and_nowhere_else() -> None:
    lines = lines_of(a_landscape(128, 96))
    drawn = sum(value == 255 for value in lines.tobytes())
    assert 100 < drawn < 128 * 96 // 12
    assert lines.crop((70, 2, 84, 30)).getextrema() == (0, 0)  # open sky


def test_an_edge_that_fades_is_drawn_as_far_as_it_joins_a_strong_one() -> None:
    fading = Image.new("RGB", (96, 96))
    fading.putdata([(max(0, 200 - 2 * y) if x >= 48 else 0,) * 3 for y in range(96) for x in range(96)])
    rows = [lines_of(fading).crop((40, y, 56, y + 1)).getextrema()[1] for y in range(4, 92)]
    # From row 78 on it has less than 0.22 of the steepest contrast: by itself it would not be drawn there.
    assert rows[:80].count(255) == 80


def test_a_plain_surface_has_no_lines() -> None:
    assert lines_of(Image.new("RGB", (64, 64), SKY)).getextrema() == (0, 0)


def test_blurring_takes_the_detail() -> None:
    stripes = Image.new("RGB", (128, 96))
    stripes.putdata([(255 * (x // 2 % 2),) * 3 for _y in range(96) for x in range(128)])
    shades = shown(stripes, Step.BLURRED).convert("L").crop((24, 24, 104, 72)).tobytes()
    assert max(shades) - min(shades) < 20


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_file_is_shown_in_part_or_refused_in_one_line(form: str) -> None:
    whole = a_file(form, picture=a_landscape(64, 48))
    chance = random.Random(form)
    for _n in range(60):
        content = bytearray(whole)
        for _harm in range(chance.choice((1, 2, 8))):
            at = chance.randrange(chance.choice((64, 400, len(content))))
            content[at : at + 4] = chance.choice((bytes(4), b"\xff\xff\xff\xff", chance.randbytes(4)))
        assert _came_of(bytes(content)).isprintable()


def _came_of(content: bytes) -> str:
    try:
        side = max(small_picture(content, width=32).image.size)
    except NotShown as refused:
        return str(refused)
    assert side <= 32
    return ""


def test_an_avif_without_its_picture_is_said_to_be_damaged() -> None:
    content = bytearray(a_file("AVIF", picture=a_landscape(64, 48)))
    at = content.rindex(b"mdat") + 4
    content[at:] = bytes(len(content) - at)
    with pytest.raises(NotShown, match="it is damaged"):
        small_picture(bytes(content), width=32)
