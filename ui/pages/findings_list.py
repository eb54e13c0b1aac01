"""What the findings page lists, as values: equal files lie under their record, in the order the store gave.

A line is either the head of a record with several equal files, or one file. Positions count files in their
order whether their record is open or closed, so that pages of rows stay good when one is closed.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from app.rows import StackRow


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingList:
    """Files of all stacks one after another: `members` are their entries, `hits` the numbers their rows are
    read by; `starts` has one number more than there are stacks.
    """

    stacks: tuple[StackRow, ...] = ()
    members: "array[int]"
    hits: "array[int]"
    starts: "array[int]"

    @classmethod
    def of(cls, stacks: Sequence[StackRow]) -> "FindingList":
        members, hits, starts = array("q"), array("q"), array("q", [0])
        for stack in stacks:
            members.extend(stack.entries)
            hits.extend(stack.hits)
            starts.append(len(members))
        return cls(stacks=tuple(stacks), members=members, hits=hits, starts=starts)

    def stack_of(self, position: int) -> int:
        """The number of the stack a file lies in."""
        return bisect_right(self.starts, position) - 1

    def positions_of(self, stack: int) -> range:
        return range(self.starts[stack], self.starts[stack + 1])

    def lines(self, closed: frozenset[int]) -> "array[int]":
        """A file's position, or `head_line(stack)` above the files of a record that has several; `closed`
        are the first members of stacks whose files are not listed.
        """
        lines = array("q")
        for stack, (first, end) in enumerate(zip(self.starts, self.starts[1:], strict=False)):
            if end - first == 1:
                lines.append(first)
                continue
            lines.append(head_line(stack))
            if self.members[first] not in closed:
                lines.extend(range(first, end))
        return lines


def head_line(stack: int) -> int:
    """How the head of a stack is spelled among lines: below zero, so that no position is taken."""
    return -1 - stack


def stack_of_head(line: int) -> int | None:
    """The stack a line is the head of; None for a file."""
    return -1 - line if line < 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """One reading of the case: what is listed, and the sums of it."""

    listed: FindingList
    records: int
    exhibits: int

    @classmethod
    def of(cls, stacks: Sequence[StackRow], *, records: int) -> "Findings":
        return cls(
            listed=FindingList.of(stacks),
            records=records,
            exhibits=len({exhibit for stack in stacks for exhibit in stack.exhibits}),
        )

    @property
    def files(self) -> int:
        return len(self.listed.members)
