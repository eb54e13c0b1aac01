"""HFS+: where folders stand, also those in several places, in circles, and without a folder above."""

from forensics.filesystems.hfsplus_folders import DEEPEST, MOST_PLACES, ROOT, Folders


def folders(*above: tuple[int, int, bytes]) -> Folders:
    made = Folders()
    for number, parent, name in above:
        made.add(number, parent=parent, name=name)
    return made


def test_a_folder_stands_below_those_above_it_whatever_their_numbers() -> None:
    made = folders((30, ROOT, b"a"), (20, 30, b"b"), (40, 20, b"c"))
    assert made.places(40).prefixes == (b"/a/b/c/",)
    assert made.places(ROOT).prefixes == (b"/",)
    assert made.places(40).trouble is None


def test_a_linked_folder_and_all_below_it_stand_in_every_place() -> None:
    made = folders((20, 17, b"dir_20"), (17, ROOT, b"private"), (21, 20, b"inside"))
    made.add_link(20, parent=ROOT, name=b"link")
    assert made.places(21).prefixes == (b"/private/dir_20/inside/", b"/link/inside/")


def test_a_folder_without_a_record_is_told_and_its_contents_have_a_place() -> None:
    made = folders((20, 99, b"lost"))
    assert made.places(99).prefixes == (b"/$OrphanFiles/99/",)
    assert "99 has no record" in str(made.places(99).trouble)
    assert made.places(20).prefixes == (b"/$OrphanFiles/99/lost/",)


def test_folders_in_a_circle_are_told_and_have_a_place_each() -> None:
    made = folders((20, 21, b"a"), (21, 22, b"b"), (22, 20, b"c"))
    places = [made.places(number) for number in (20, 21, 22)]
    assert len({place.prefixes for place in places}) == 3
    assert all(place.prefixes[0].startswith(b"/$OrphanFiles/") for place in places)
    assert any("contains itself" in str(place.trouble) for place in places)


def test_a_link_into_a_folder_itself_does_not_run_in_a_circle() -> None:
    made = folders((20, ROOT, b"a"), (21, 20, b"b"))
    made.add_link(20, parent=21, name=b"again")
    place = made.places(20)
    assert place.prefixes == (b"/a/",)
    assert "contains itself" in str(place.trouble)


def test_places_are_bounded_and_the_bound_is_told() -> None:
    made = folders((20, ROOT, b"a"))
    for number in range(MOST_PLACES + 5):
        made.add_link(20, parent=ROOT, name=b"link %d" % number)
    assert len(made.places(20).prefixes) == MOST_PLACES
    assert f"more than {MOST_PLACES} places" in str(made.places(20).trouble)


def test_links_inside_links_do_not_multiply_without_bound() -> None:
    made = folders((20, ROOT, b"0"))
    for number in range(21, 61):
        made.add(number, parent=number - 1, name=b"d")
        made.add_link(number, parent=number - 1, name=b"l")
    assert len(made.places(60).prefixes) == MOST_PLACES


def test_folders_deeper_than_any_real_one_are_told_and_keep_short_paths() -> None:
    for order in (1, -1):  # from the top down, and from the deepest up
        made = folders((20, ROOT, b"d"), *((number, number - 1, b"d") for number in range(21, 5000)))
        places = [made.places(number) for number in list(range(20, 5000))[::order]]
        assert max(len(place.prefixes[0]) for place in places) < 3 * DEEPEST + 40
        assert len({place.prefixes for place in places}) == len(places)
        assert any("nested more than" in str(place.trouble) for place in places)
