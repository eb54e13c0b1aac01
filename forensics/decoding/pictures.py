"""A content as a small picture, through Pillow: bounded in pixels, the first frame only, turned as its EXIF
says.

A file that is cut off gives what there is of it; anything else that cannot be decoded is one sentence.
"""

import struct
import warnings
import zlib
from io import BytesIO
from typing import Final, NamedTuple

import pi_heif
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from forensics.errors import FieldcaseError

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "HEIF", "AVIF", "JPEG2000", "ICO")
MOST_PIXELS: Final = 210_000_000  # telephones take pictures of 200 megapixels
_DAMAGED: Final = (  # what the plug-ins say of a damaged file, each in its own way
    *(OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, RuntimeError),
    *(TypeError, ArithmeticError, struct.error, zlib.error),
)
_GROUND: Final = (128, 128, 128)  # under what is transparent

pi_heif.register_heif_opener(thumbnails=False)
Image.init()  # every plug-in now: later nothing can be opened any more
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class NotShown(FieldcaseError):
    """The content cannot be shown; the message says why."""


class SmallPicture(NamedTuple):
    """RGB; `is_cut_off` where the file ends before the picture does."""

    image: Image.Image
    is_cut_off: bool


def small_picture(content: bytes, *, width: int) -> SmallPicture:
    """The picture, at most `width` pixels on its longer side; raise NotShown with one sentence."""
    if not content:
        raise NotShown("the content is empty")
    try:
        return SmallPicture(_decoded(content, width, is_cut_off=False), is_cut_off=False)
    except _TooLarge as trouble:
        raise NotShown(str(trouble)) from trouble
    except UnidentifiedImageError as trouble:
        raise NotShown("no picture of a form that is shown here") from trouble
    except _DAMAGED as trouble:
        return _as_far_as_it_goes(content, width, first_trouble=trouble)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as trouble:
        raise NotShown(f"it has more than {MOST_PIXELS:,} pixels") from trouble


class _TooLarge(FieldcaseError):
    pass


def _as_far_as_it_goes(content: bytes, width: int, *, first_trouble: Exception) -> SmallPicture:
    try:
        return SmallPicture(_decoded(content, width, is_cut_off=True), is_cut_off=True)
    except (_TooLarge, *_DAMAGED) as trouble:
        del trouble  # the first one says it better
        raise NotShown(f"it is damaged: {_plain(first_trouble)}") from first_trouble


def _decoded(content: bytes, width: int, *, is_cut_off: bool) -> Image.Image:
    ImageFile.LOAD_TRUNCATED_IMAGES = is_cut_off
    with warnings.catch_warnings(), _opened(content) as opened:
        if opened.width * opened.height > MOST_PIXELS:  # some plug-ins do not ask
            raise _TooLarge(f"it has {opened.width:,} × {opened.height:,} pixels, more than are decoded")
        opened.draft("RGB", (width, width))
        opened.load()
        small = _reduced(opened, width)
        turned = ImageOps.exif_transpose(small) if "exif" in opened.info else small
        return _on_ground(turned)


def _opened(content: bytes) -> Image.Image:
    """With warnings in force as they count here: damaged metadata takes nothing from what is seen."""
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    return Image.open(BytesIO(content), formats=FORMATS)


def _reduced(picture: Image.Image, width: int) -> Image.Image:
    """Smaller at once where that is a whole number of times: a large copy in another mode is never made."""
    times = max(1, max(picture.size) // (2 * width))
    if times > 1 and picture.mode not in ("P", "1", "PA"):
        reduced = _every(picture, times) if picture.mode.startswith("I;16") else picture.reduce(times)
        reduced.info = picture.info
        picture = reduced
    picture = _in_common_mode(picture)
    picture.thumbnail((width, width), Image.Resampling.LANCZOS)
    return picture


def _every(picture: Image.Image, times: int) -> Image.Image:
    """One pixel of so many on each side: Pillow takes no mean of 16 bits."""
    size = max(1, picture.width // times), max(1, picture.height // times)
    return picture.resize(size, Image.Resampling.NEAREST)


def _in_common_mode(picture: Image.Image) -> Image.Image:
    if picture.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        info = picture.info
        picture = ImageOps.autocontrast(_as_bytes(picture))
        picture.info = info
        return picture
    if picture.mode in ("RGB", "L", "RGBA", "LA"):
        return picture.copy()
    return picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")


def _as_bytes(picture: Image.Image) -> Image.Image:
    """Deep greys as bytes, from their darkest to their brightest."""
    low, high = picture.convert("F").getextrema()
    span = max(float(high) - float(low), 1e-9)  # type: ignore[arg-type]  # one band gives two numbers
    scale = 255.0 / span
    return picture.convert("F").point(lambda value: value * scale - float(low) * scale).convert("L")  # type: ignore[arg-type]


def _on_ground(picture: Image.Image) -> Image.Image:
    if picture.mode not in ("RGBA", "LA"):
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, _GROUND)
    ground.paste(picture.convert("RGBA"), mask=picture.getchannel("A"))
    return ground


def _plain(trouble: Exception) -> str:
    """Its first line, without signs of the content that would disturb a line of ours."""
    lines = str(trouble).strip().rstrip(".").splitlines() or [type(trouble).__name__]
    return "".join(sign if sign.isprintable() else "?" for sign in lines[0][:120])
