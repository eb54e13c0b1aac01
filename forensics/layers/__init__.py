"""Volumes inside volumes: logical volumes, what was unlocked, shadow copies.

Each kind is a module here. A kind that needs no secret has a function `volumes_within(image, volume,
volumes)`, which gives the `Layering` of a volume or `None` where it is not of that kind, and stands in the
list of `forensics.volumes.layered`. What needs a secret gives its `FoundLayer` when it is unlocked.

Bytes of the media are [0, size); a volume whose bytes are not simply a stretch of the media has a space of
its own behind it, so that one number says of every byte where it lies and readers of file systems need not
know of layers. `LayeredImage` reads both.
"""

from dataclasses import dataclass, replace
from typing import Final, Protocol

from forensics.errors import EvidenceUnreadable
from forensics.images import MOST_MEDIA_BYTES, EvidenceImage, ImageInfo

SPACE_BYTES: Final = MOST_MEDIA_BYTES
"""The space of the media, and of each layer: the numbers of the first 127 layers are exact in JSON (below
2**53, RFC 7493).
"""
MOST_LAYERS: Final = (1 << 63) // SPACE_BYTES - 2  # offsets are signed 64-bit integers wherever they are kept


def base_of(index: int) -> int:
    """Where the bytes of volume `index` begin, if they are not a stretch of the media."""
    return (index + 1) * SPACE_BYTES


def place_of(offset: int) -> tuple[int | None, int]:
    """(volume, byte in it) of an offset in a layer; (`None`, byte of the media) of every other."""
    space, inside = divmod(offset, SPACE_BYTES)
    return (None, offset) if space <= 0 else (space - 1, inside)


def space_around(offset: int) -> range:
    """The offsets of the space that `offset` lies in, that of the media or of a layer."""
    start = offset // SPACE_BYTES * SPACE_BYTES
    return range(start, start + SPACE_BYTES)


def in_words(offset: int) -> str:
    """`byte 4,096 of the image`, `byte 4,096 of volume 3`."""
    volume, inside = place_of(offset)
    return f"byte {inside:,} of {'the image' if volume is None else f'volume {volume}'}"


class Layer(Protocol):
    """The bytes of one volume inside another, from 0; for one thread at a time, like an `EvidenceImage`.

    `size_bytes` is less than SPACE_BYTES.
    """

    @property
    def size_bytes(self) -> int: ...

    def read(self, offset: int, length: int) -> bytes:
        """Fewer bytes only at the end; raise EvidenceUnreadable where the bytes below cannot be had."""
        ...

    def read_into(self, offset: int, view: memoryview) -> int: ...

    def for_thread(self, image: EvidenceImage) -> "Layer":
        """A handle for one more thread, which reads the media from `image`. It is closed with this one."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLayer:
    """One volume inside another.

    Its bytes are `opened`; or, for volumes of which all lies where their holder lies, places of the media
    from `media_offset_bytes` on; or cannot be had, and `state` and `reason` say why. What holds a file system
    is looked into where `state` does not say what is known of it already.
    """

    key: str  # what the layer itself calls it, to find it again
    layer: str  # in words: "LVM2 logical volume"
    table: str  # what lists it, in the place of a partition table: "LVM2"
    description: str
    length_bytes: int
    opened: Layer | None = None
    media_offset_bytes: int | None = None
    state: str | None = None
    file_system: str | None = None
    label: str | None = None
    block_bytes: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layering:
    """What a volume holds, in the layer's own order.

    `state` of the volume itself: HOLDS_VOLUMES where it is nothing beside these, UNREADABLE with the `reason`
    where they cannot be made out, `None` where it stays as it is. `faults` are sentences on the volume.
    """

    found: tuple[FoundLayer, ...] = ()
    state: str | None = None
    file_system: str | None = None
    label: str | None = None
    reason: str | None = None
    faults: tuple[str, ...] = ()


class LayeredImage:
    """An image, and behind it the layers that were laid over it. `info` is that of the media."""

    def __init__(self, image: EvidenceImage) -> None:
        self._image = image
        self._layers: dict[int, Layer] = {}
        self._for_threads: list[LayeredImage] = []

    @property
    def info(self) -> ImageInfo:
        return self._image.info

    @property
    def media(self) -> EvidenceImage:
        """The media alone."""
        return self._image

    def lay(self, index: int, layer: Layer) -> None:
        """Put the bytes of volume `index` at `base_of(index)`; another layer there before is closed."""
        if (before := self._layers.pop(index, None)) is not None:
            before.close()
        self._layers[index] = layer

    def lock_at(self, offset: int) -> object | None:
        """What the layer there knows of its lock, for a file system that needs more than its bytes."""
        index, _inside = place_of(offset)
        layer = None if index is None else self._layers.get(index)
        lock: object | None = getattr(layer, "lock", None)  # most layers know of none
        return lock

    def end_of(self, offset: int) -> int:
        """Where the space ends that `offset` lies in: that of the media, or that of a layer, which has no
        byte while it is not open.
        """
        index, inside = place_of(offset)
        if index is None:
            return self._image.info.size_bytes
        layer = self._layers.get(index)
        return offset - inside + (0 if layer is None else layer.size_bytes)

    def read(self, offset: int, length: int) -> bytes:
        if offset < SPACE_BYTES:
            return self._image.read(offset, length)
        layer, inside = self._layer(offset)
        return layer.read(inside, length)

    def read_into(self, offset: int, view: memoryview) -> int:
        if offset < SPACE_BYTES:
            return self._image.read_into(offset, view)
        layer, inside = self._layer(offset)
        return layer.read_into(inside, view)

    def _layer(self, offset: int) -> tuple[Layer, int]:
        index, inside = place_of(offset)
        layer = None if index is None else self._layers.get(index)
        if layer is None:
            raise EvidenceUnreadable(f"Volume {index} is not open; its byte {inside:,} cannot be read.")
        return layer, inside

    def for_thread(self) -> "LayeredImage":
        """The layers that lie here now, over the media as another thread reads them."""
        image = LayeredImage(self._image.for_thread())
        self._for_threads.append(image)
        for index, layer in self._layers.items():  # in the order they were laid: a layer may read another
            image.lay(index, layer.for_thread(image))
        return image

    def close(self) -> None:
        self._lift()
        self._image.close()

    def _lift(self) -> None:
        for image in self._for_threads:
            image._lift()
        for layer in reversed(self._layers.values()):
            layer.close()
        self._for_threads.clear()
        self._layers.clear()


def end_of_space(image: EvidenceImage, offset: int) -> int:
    """Where the space ends that `offset` lies in: what may be read of `image` from there on."""
    return image.end_of(offset) if isinstance(image, LayeredImage) else image.info.size_bytes


class SpaceOf:
    """An image as the readers of one volume in a layer see it: from the start to the end of the layer's
    space, so that what they hold to be behind the image is behind that, and no made-up place leads out of it.
    """

    def __init__(self, image: EvidenceImage, offset: int) -> None:
        self._image, self._offset = image, offset
        self._start = space_around(offset).start
        self.info = replace(image.info, size_bytes=end_of_space(image, offset))
        self.lock = image.lock_at(offset) if isinstance(image, LayeredImage) else None

    def read(self, offset: int, length: int) -> bytes:
        room = self._room(offset)
        return self._image.read(offset, min(length, room)) if room else b""

    def read_into(self, offset: int, view: memoryview) -> int:
        room = self._room(offset)
        return self._image.read_into(offset, view[:room]) if room else 0

    def _room(self, offset: int) -> int:
        if offset < self._start:
            raise EvidenceUnreadable(f"There is no such place in the volume: {in_words(offset)}.")
        return max(0, self.info.size_bytes - offset)

    def for_thread(self) -> "SpaceOf":
        return SpaceOf(self._image.for_thread(), self._offset)

    def close(self) -> None:
        """The image is closed by whoever opened it."""


def space_of(image: EvidenceImage, offset: int) -> EvidenceImage:
    """What the readers of the volume at `offset` are given: the media alone, or one layer alone."""
    if offset >= SPACE_BYTES:
        return SpaceOf(image, offset)
    return image.media if isinstance(image, LayeredImage) else image
