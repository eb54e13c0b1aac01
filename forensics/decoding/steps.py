"""What is shown of a picture, step by step: its lines, its greys, its colours without detail, all of it.

Lines come from Canny's method: smoothed so far that texture and skin vanish, then the ridges of the gradient,
kept where they are strong or joined to what is strong. Greys keep all detail and only take the colour away;
blurring keeps the colours and takes the detail. Neither is called more than it is.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from forensics.decoding.protocol import Step

SMOOTHED: Final = 1 / 72  # of the longer side
BLURRED: Final = 1 / 20
_STRONG, _WEAK = 0.22, 0.09  # of the steepest gradient in the picture
_NOISE: Final = 0.02  # a plain surface has no lines, only noise
_THIN_UP_TO: Final = 200  # pixels; in a larger picture a line is three wide
_ROUNDS: Final = 64

Plane = NDArray[np.float32]


def shown(picture: Image.Image, step: Step) -> Image.Image:
    """An RGB picture as the step shows it: `L` for lines (255 where one is) and greys, `RGB` else."""
    match step:
        case Step.LINES:
            return lines_of(picture)
        case Step.GREY:
            return ImageOps.grayscale(picture)
        case Step.BLURRED:
            return picture.filter(ImageFilter.GaussianBlur(max(picture.size) * BLURRED))
        case Step.PLAIN:
            return picture


def lines_of(picture: Image.Image) -> Image.Image:
    """The outlines of shapes, thin and white on black."""
    if min(picture.size) < 3:
        return Image.new("L", picture.size)
    plane = np.asarray(ImageOps.autocontrast(picture, cutoff=1), dtype=np.float32) / np.float32(255)
    across, down = _gradient(_smoothed(plane, max(1.0, max(picture.size) * SMOOTHED)))
    strength = np.hypot(across, down)
    ridges = np.where(_is_ridge(strength, across, down), strength, 0)
    steepest = max(float(ridges.max()), _NOISE)
    kept = _joined(ridges >= _STRONG * steepest, ridges >= _WEAK * steepest)
    drawn = Image.fromarray(np.where(kept, 255, 0).astype(np.uint8))
    return drawn.filter(ImageFilter.MaxFilter(3)) if max(picture.size) > _THIN_UP_TO else drawn


def _smoothed(plane: Plane, sigma: float) -> Plane:
    """A Gaussian along both sides, in floating point: steps of eight bits would draw lines of their own."""
    reach = int(3 * sigma + 0.5)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1, dtype=np.float32) / np.float32(sigma)) ** 2)
    weights /= weights.sum()
    for axis in (0, 1):
        length = plane.shape[axis]
        room = [(reach, reach) if side == axis else (0, 0) for side in range(plane.ndim)]
        padded = np.pad(plane, room, mode="edge")
        total = np.zeros_like(plane)
        for place, weight in enumerate(weights):
            total += weight * np.take(padded, range(place, place + length), axis=axis)
        plane = total
    return plane


def _gradient(plane: Plane) -> tuple[Plane, Plane]:
    """Across and down, in whichever of red, green and blue it is steepest."""
    padded = np.pad(plane, ((1, 1), (1, 1), (0, 0)), mode="edge")
    across = (padded[:, 2:] - padded[:, :-2])[1:-1]
    down = (padded[2:] - padded[:-2])[:, 1:-1]
    steepest = np.argmax(across * across + down * down, axis=2)[..., None]
    return np.take_along_axis(across, steepest, 2)[..., 0], np.take_along_axis(down, steepest, 2)[..., 0]


def _is_ridge(strength: Plane, across: Plane, down: Plane) -> NDArray[np.bool_]:
    """Stronger than both neighbours along the gradient, whose direction is taken to the nearest of four."""
    padded = np.pad(strength, 1)
    height, width = strength.shape
    sector = np.round(np.arctan2(down, across) / (np.pi / 4)).astype(np.int8) % 4
    ridge = np.zeros(strength.shape, dtype=np.bool_)
    for number, (dy, dx) in enumerate(((0, 1), (1, 1), (1, 0), (1, -1))):
        ahead = padded[1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width]
        behind = padded[1 - dy : 1 - dy + height, 1 - dx : 1 - dx + width]
        ridge |= (sector == number) & (strength >= ahead) & (strength > behind)
    return ridge


def _joined(strong: NDArray[np.bool_], weak: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The strong ones, and the weak ones that touch them, one after the other."""
    kept = strong
    for _round in range(_ROUNDS):
        padded = np.pad(kept, 1)
        near = np.zeros_like(kept)
        for dy in range(3):
            for dx in range(3):
                near |= padded[dy : dy + kept.shape[0], dx : dx + kept.shape[1]]
        grown = near & weak | kept
        if np.array_equal(grown, kept):
            break
        kept = grown
    return kept
