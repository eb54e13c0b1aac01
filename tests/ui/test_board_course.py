"""What the board keeps of a scan at work."""

from ui.board_course import BoardCourse
from ui.programs import HitSeen


def a_hit(path: str, *, record: int, exhibit: str = "E1") -> HitSeen:
    return HitSeen(
        exhibit=exhibit, path=path, set_name="National", category="2", elapsed_s=1.0, record=record
    )


def test_a_record_that_several_files_equal_is_one_record_matched() -> None:
    course = BoardCourse()
    for hit in (a_hit("/a", record=4), a_hit("/b", record=4), a_hit("/b", record=9)):
        course.take_hit(hit, at="03:11")
    course.take_hit(a_hit("/a", record=4, exhibit="E2"), at="03:12")
    assert (course.hits_of("E1"), course.hits_of("E2"), course.hits_of("E3")) == (2, 1, 0)
