"""What a tile says of a content: only what was recorded."""

from dataclasses import dataclass

from ui.language import translate


@dataclass(frozen=True, slots=True, kw_only=True)
class TileFacts:
    """Words of one tile, in the language of the examiner; `also` is what else is known, in one line."""

    kind: str
    icon: str
    size: str
    category: str
    meaning: str
    set_name: str
    name: str
    folder: str
    path: str
    also: str = ""
    trouble: str = ""
    mark: str | None = None
    has_note: bool = False
    is_bookmarked: bool = False

    def spoken(self) -> str:
        """The tile as a screen reader says it."""
        said = [self.name, self.category, self.set_name, self.kind, self.size, self.folder]
        if self.mark:
            said.append(translate("findings", "marked {category}").format(category=self.mark))
        if self.is_bookmarked:
            said.append(translate("findings", "bookmarked"))
        if self.has_note:
            said.append(translate("findings", "has a note"))
        return ", ".join(filter(None, (*said, self.also, self.trouble)))
