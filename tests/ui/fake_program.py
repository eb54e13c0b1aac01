"""The child programs of the fake workbench: they speak the same JSON lines as the real commands and change
the fake case.

Run as `python fake_program.py ACTION CASE [KEY=VALUE…]`; the fake case is `state.json` in its folder.
"""

import base64
import hashlib
import json
import struct
import sys
import threading
import time
import zlib
from pathlib import Path
from typing import Any

KEY_PASSPHRASE = "seven quiet harbours"
EXHIBIT: dict[str, Any] = {
    "description": "",
    "container": "raw",
    "size_bytes": 64 << 20,
    "verified": None,
    "state": "added",
    "hits": 0,
    "faults": 0,
}


def say(**fields: object) -> None:
    print(json.dumps(fields), flush=True)


def refuse(sentence: str) -> int:
    print(f"fieldcase: {sentence}", file=sys.stderr)
    return 1


def load(case: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((case / "state.json").read_text(encoding="utf-8"))
    return loaded


def save(case: Path, state: dict[str, Any]) -> None:
    fresh = case / "state.new"
    fresh.write_text(json.dumps(state), encoding="utf-8")
    fresh.replace(case / "state.json")


def note(state: dict[str, Any], action: str, subject: str, sentence: str) -> None:
    state["events"].append([action, subject, sentence])


def add(case: Path, words: dict[str, str]) -> int:
    if not Path(words["source"]).is_file():
        return refuse(f"the image {words['source']} does not exist; check the path or attach the disk again")
    state = load(case)
    label = words["label"] or f"E{len(state['exhibits']) + 1}"
    state["exhibits"].append(
        {**EXHIBIT, "label": label, "source": words["source"], "description": words["description"]}
    )
    note(state, "exhibit.added", label, f"Exhibit {label} was added.")
    save(case, state)
    say(phase="finished", status=0, sentence=f"exhibit {label} added")
    return 0


def verify_exhibit(case: Path, words: dict[str, str]) -> int:
    state = load(case)
    for exhibit in state["exhibits"]:
        if exhibit["label"] == words["label"]:
            exhibit["verified"] = "agrees"
    note(state, "exhibit.verified", words["label"], f"All of {words['label']} was read; its digests agree.")
    save(case, state)
    say(phase="finished", status=0, sentence="done")
    return 0


def search_lost(case: Path, words: dict[str, str]) -> int:
    """To its end, or to a stop where a file says that it is slow."""
    label, is_slow = words["label"], (case / "slow").exists()
    stop = stop_asked() if is_slow else threading.Event()
    say(phase="searching", exhibit=label, bytes_done=40, bytes_total=100)
    if is_slow and stop.wait(60):
        sentence = f"{label}: the search was stopped at byte 40 of 100; search again to go on from there"
        say(phase="finished", status=130, sentence=f"{sentence}; none was found")
        return 130
    sentence = (
        f"{label}: the whole disk was searched for lost volumes; 2 volumes were found that no table lists"
    )
    say(phase="finished", status=0, sentence=sentence)
    return 0


def stop_asked(may_go_on: threading.Event | None = None) -> threading.Event:
    """Set by `stop`; the other event is clear between `pause` and `resume`."""
    asked = threading.Event()

    def watch() -> None:
        for line in sys.stdin:
            if line.strip() == "stop":
                asked.set()
            if may_go_on is not None and line.startswith("pause"):
                may_go_on.clear()
            if may_go_on is not None and (line.startswith("resume") or asked.is_set()):
                may_go_on.set()

    threading.Thread(target=watch, daemon=True).start()
    return asked


def scan(case: Path, words: dict[str, str]) -> int:
    state = load(case)
    if state["scan"] == "running":
        return refuse("another scan of this case is running; wait for it or stop it first")
    if words.get("key"):
        (case / "heard-key").write_text(sys.stdin.readline().rstrip("\n"), encoding="utf-8")
    if words.get("locked"):
        (case / "heard").write_text(sys.stdin.readline().rstrip("\n"), encoding="utf-8")
    state["scan"], total = "running", state["entries"]
    note(state, "scan.started", "E1", "The scan began.")
    save(case, state)
    may_go_on = threading.Event()
    may_go_on.set()
    asked, steps, begun = (
        stop_asked(may_go_on),
        max(1, int(float(words.get("seconds", "0.3")) / 0.05)),
        time.monotonic(),
    )
    for step in range(state["steps_done"], steps):
        rest(case, state, may_go_on, step=step, steps=steps, elapsed_s=time.monotonic() - begun)
        if asked.is_set():
            state.update(scan="stopped", steps_done=step, done=total * step // steps)
            note(state, "scan.stopped", "E1", "The scan was stopped.")
            save(case, state)
            say(phase="finished", status=130, sentence="stopped; what was found is kept")
            return 130
        time.sleep(0.05)
        tell(step + 1, steps, total=total, elapsed_s=time.monotonic() - begun)
        for other in words.get("exhibits", "").split(",")[1:]:
            tell_listing(other, step + 1, elapsed_s=time.monotonic() - begun)
    state.update(scan="done", steps_done=0, done=total)
    for exhibit in state["exhibits"]:
        exhibit.update(
            state="done_part_unread" if state["faults"] else "done",
            hits=state["hits"],
            faults=state["faults"],
        )
    note(state, "scan.finished", "E1", "The scan reached its end.")
    save(case, state)
    say(phase="finished", status=3 if state["faults"] else 0, sentence="done")
    return 3 if state["faults"] else 0


def rest(
    case: Path,
    state: dict[str, Any],
    may_go_on: threading.Event,
    *,
    step: int,
    steps: int,
    elapsed_s: float,
) -> None:
    """While the engine is paused: told once, and once again when it goes on."""
    if may_go_on.is_set():
        return
    state["paused"] = True
    note(state, "scan.paused", "E1", "The scan of E1 was paused by the examiner.")
    save(case, state)
    tell(max(step, 1), steps, total=state["entries"], elapsed_s=elapsed_s, paused=True)
    may_go_on.wait()
    state["paused"] = False
    note(state, "scan.resumed", "E1", "The scan of E1 went on after the pause.")
    save(case, state)


def plan(_case: Path, words: dict[str, str]) -> int:
    """Answers each question twice: so far, and whole."""
    for line in sys.stdin:
        if line.strip() == "stop":
            break
        asked = json.loads(line)
        for is_complete in (False, True):
            say(id=asked["id"], preview=a_preview(asked, is_complete=is_complete, words=words))
            time.sleep(0.05)
    return 0


def a_preview(asked: dict[str, Any], *, is_complete: bool, words: dict[str, str]) -> dict[str, Any]:
    """The gate is closed in the profile quick, unless a set called Sizeless is chosen."""
    entries = 486_214 if is_complete else 120_000
    is_open = "Sizeless" in asked["sets"]
    is_quick = asked["profile"] == "quick"
    ruled = entries * 4 // 9 if is_quick and not is_open else 0
    without, read = entries // 10, entries - entries // 10 - ruled
    mib = 1 << 20
    return {
        "exhibits": asked.get("exhibits") or words["exhibits"].split(","),
        "is_complete": is_complete,
        "entries": {"entries": entries, "size_bytes": (ruled + read) * mib},
        "ruled_out": {"entries": ruled, "size_bytes": ruled * mib},
        "no_content": {"entries": without, "size_bytes": 0},
        "encrypted": {"entries": 0, "size_bytes": 0},
        "skipped": {"entries": 0, "size_bytes": 0},
        "to_read": {"entries": read, "size_bytes": read * mib},
        "unallocated_bytes": 212 << 30 if is_complete else None,
        "image_bytes": 932 << 30,
        "gate": "unused" if not is_quick else "open" if is_open else "closed",
        "gate_cost": {
            "sets": ["Sizeless"],
            "records": 3,
            "entries": 12_806,
            "size_bytes": 3 << 30,
            "low_s": 40.0,
            "high_s": 70.0,
        }
        if is_quick and is_open
        else None,
        "estimate": {
            "low_s": 19 * 60.0,
            "high_s": 32 * 60.0,
            "slowest": 118e6,
            "fastest": 196e6,
            "tested_s": 3.0,
        },
        "order": [{"what": "user_media", "is_likely": True, "entries": read, "size_bytes": read * mib}],
        "faults": 0,
        "trouble": [],
        "from_case": [],
    }


def tell(step: int, steps: int, *, total: int, elapsed_s: float, paused: bool = False) -> None:
    left = elapsed_s / step * (steps - step)
    say(
        phase="examining",
        exhibit="E1",
        entries_done=total * step // steps,
        entries_total=total,
        bytes_done=step << 20,
        bytes_total=steps << 20,
        entries_per_s=total / max(elapsed_s, 0.1),
        bytes_per_s=142e6 + (step % 7) * 8e6,
        hits=step,
        faults=0,
        current=f"/Users/home/Pictures/IMG_{step:04}.jpg",
        elapsed_s=elapsed_s,
        eta_low_s=left * 60,
        eta_high_s=left * 90,
        bottleneck="disk",
        paused=paused,
    )
    if paused:
        return
    path = f"/Users/home/Pictures/IMG_{step:04}.jpg"
    say(hit={"exhibit": "E1", "path": path, "set": "Practice list", "category": "1", "elapsed_s": elapsed_s})


def tell_listing(exhibit: str, step: int, *, elapsed_s: float) -> None:
    """Another exhibit at work beside the first: its lines come between those of the first."""
    say(
        phase="listing",
        exhibit=exhibit,
        entries_done=1_000 * step,
        entries_total=None if step < 3 else 90_000,
        bytes_done=0,
        bytes_total=None,
        entries_per_s=20_000,
        bytes_per_s=0,
        hits=step,
        faults=0,
        current=None,
        elapsed_s=elapsed_s,
        eta_low_s=None if step < 3 else 300,
        eta_high_s=None if step < 3 else 9_000,
        bottleneck=None,
    )


def report(case: Path, words: dict[str, str]) -> int:
    out = Path(words["out"])
    if words.get("key") and not opens_key():
        return refuse("this passphrase does not open the key. Nothing was signed")
    if out.exists():
        return refuse(f"the folder {out} exists already; name another for the report")
    out.mkdir(parents=True)
    (out / "report.pdf").write_bytes(b"%PDF-1.7 fake\n")
    state = load(case)
    note(state, "report.exported", "report", "The report was written.")
    save(case, state)
    say(phase="finished", status=0, sentence=f"report written to {out}")
    if words.get("zip"):
        print(f"{'ef' * 32}  {out}.zip", flush=True)
    return 0


def opens_key() -> bool:
    """The first line of standard input opens the key."""
    return sys.stdin.readline().rstrip("\n") == KEY_PASSPHRASE


def record(case: Path, words: dict[str, str]) -> int:
    """One act on custody: an event, and what it says in the state of the case."""
    if words.get("key") and not opens_key():
        return refuse("this passphrase does not open the key. Nothing was signed")
    act = json.loads(words["act"])
    if not (case / "state.json").is_file():
        say(passed=True, sentence="the self-test passed: 9 checks")
        return 0
    state = load(case)
    said = state.setdefault("said", {})
    said.setdefault(
        "persons", [{"id": "P1", "name": state["examiner"], "role": "examiner", "standing": "sworn"}]
    )
    status = RECORDS[act["name"]](state, said, act)
    if words.get("key") and act["name"] in ("transfer", "close", "sign"):
        sign(state, said, act)
    save(case, state)
    return status


def say_case(state: dict[str, Any], said: dict[str, Any], act: dict[str, Any]) -> int:
    said.setdefault("case", {}).update({name: value or "" for name, value in act["values"].items()})
    if act["referrals"] is not None:
        said["referrals"] = act["referrals"]
    note(state, "case.described", state["number"], "The case was described.")
    return 0


def say_person(state: dict[str, Any], said: dict[str, Any], act: dict[str, Any]) -> int:
    person = act["person"]
    others = [one for one in said["persons"] if one["id"] != person["id"]]
    person["id"] = person["id"] or f"P{len(said['persons']) + 1}"
    said["persons"] = sorted([*others, person], key=lambda one: str(one["id"]))
    note(state, "person.recorded", person["id"], f"{person['name']} was recorded.")
    return 0


def form_of(said: dict[str, Any], label: str) -> dict[str, Any]:
    form: dict[str, Any] = said.setdefault("exhibits", {}).setdefault(
        label, {"values": {}, "photographs": []}
    )
    return form


def say_exhibit(state: dict[str, Any], said: dict[str, Any], act: dict[str, Any]) -> int:
    if (act["values"].get("seized") or "2") == "yesterday":
        return refuse("the time of seizure 'yesterday' is no time; write it like 2026-11-22 06:10 +01:00")
    form_of(said, act["label"])["values"].update({name: value or "" for name, value in act["values"].items()})
    note(state, "exhibit.described", act["label"], f"Exhibit {act['label']} was described.")
    return 0


def photograph(state: dict[str, Any], said: dict[str, Any], act: dict[str, Any]) -> int:
    file = Path(act["file"])
    if not file.is_file():
        return refuse(f"the photograph {file} does not exist")
    form_of(said, act["label"])["photographs"].append(
        {
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            "name": file.name,
            "size_bytes": file.stat().st_size,
            "caption": act["caption"],
            "file": str(file),
        }
    )
    note(state, "exhibit.photographed", act["label"], f"A photograph of {act['label']} was attached.")
    return 0


def transfer(state: dict[str, Any], said: dict[str, Any], act: dict[str, Any]) -> int:
    names = {one["id"]: one["name"] for one in said["persons"]}
    values = act["values"]
    said.setdefault("transfers", []).append(
        {
            "exhibit": act["label"],
            "at": "2026-11-22T03:12:00Z",
            "at_local": values.get("at"),
            "released_by": names[values["released_by"]],
            "received_by": names[values["received_by"]],
            **{name: values.get(name) for name in ("purpose", "place", "seal_out", "seal_in")},
            "rehashed": act["rehashed"],
        }
    )
    note(state, "exhibit.transferred", act["label"], f"{act['label']} changed hands.")
    return 0


def sign(state: dict[str, Any], said: dict[str, Any], _act: dict[str, Any]) -> int:
    count = len(state["events"])
    said.setdefault("checkpoints", []).append(
        {
            "sequence": count + 1,
            "utc": "2026-11-22T03:12:00Z",
            "occasion": "request",
            "count": count,
            "signers": ["Examiner E-114"],
        }
    )
    note(state, "checkpoint.signed", "request", f"A checkpoint was signed over {count} events.")
    return 0


def countersign(state: dict[str, Any], said: dict[str, Any], act: dict[str, Any]) -> int:
    said["checkpoints"][-1]["signers"].append(act["by"] or "Supervisor")
    note(
        state, "checkpoint.countersigned", str(said["checkpoints"][-1]["sequence"]), "It was counter-signed."
    )
    return 0


def close_case(state: dict[str, Any], said: dict[str, Any], act: dict[str, Any]) -> int:
    said["closed_at"] = "2026-11-22T03:12:00Z" if act["name"] == "close" else None
    note(state, "case.closed" if act["name"] == "close" else "case.reopened", state["number"], "Done.")
    return 0


def self_test(state: dict[str, Any], said: dict[str, Any], _act: dict[str, Any]) -> int:
    said["self_test"] = True
    note(state, "self_test.run", "0.0.0", "The self-test passed.")
    say(passed=True, sentence="the self-test passed: 9 checks")
    return 0


def new_key(file: Path, _words: dict[str, str]) -> int:
    if not opens_key():
        return refuse("the passphrase is too short")
    file.write_text("key", encoding="utf-8")
    return 0


def show_key(file: Path, _words: dict[str, str]) -> int:
    if not opens_key():
        return refuse("this passphrase does not open the key. Nothing was signed")
    say(name="Examiner E-114", algorithm="ECDSA P-256", certificate_sha256="cd" * 32, file=str(file))
    return 0


def check_bundle(folder: Path) -> int:
    """A bundle with a file called `bent` in it differs."""
    differs = (folder / "bent").is_file()
    say(
        agrees=not differs,
        sentence="1 of 17 files differs: data/hits.csv" if differs else "17 files agree with the manifests",
        parts=[
            {"part": "custody chain", "state": "agrees", "sentence": "231 events linked"},
            {"part": "time stamp", "state": "not_present", "sentence": "no stamp in this bundle"},
            {
                "part": "manifests",
                "state": "differs" if differs else "agrees",
                "sentence": "data/hits.csv differs" if differs else "17 of 17 files",
            },
        ],
    )
    return 4 if differs else 0


def check(case: Path, _words: dict[str, str]) -> int:
    if not (case / "state.json").is_file():
        return check_bundle(case) if case.exists() else refuse(f"{case} does not exist")
    broken = load(case).get("broken")
    sentence = (
        "event 2 does not hold the digest of event 1" if broken else "3 events are as they were written"
    )
    say(agrees=not broken, sentence=sentence)
    return 4 if broken else 0


def import_set(library: Path, words: dict[str, str]) -> int:
    source = Path(words["file"])
    if words.get("locked"):
        passphrase = sys.stdin.readline().rstrip("\n")
        (library / "heard").write_text(passphrase, encoding="utf-8")
    if not source.is_file():
        return refuse(f"the set {source} does not exist")
    if not source.read_text(encoding="utf-8").endswith("\n"):
        return refuse(f"the set {source.name} ends in the middle of a record; nothing of it was kept")
    sets = json.loads((library / "sets.json").read_text(encoding="utf-8"))
    sets.append(
        {
            "name": words["name"],
            "role": words["role"],
            "version": words["version"],
            "source": source.name,
            "locked": bool(words.get("locked")),
        }
    )
    (library / "sets.json").write_text(json.dumps(sets), encoding="utf-8")
    say(phase="finished", status=0, sentence="imported")
    return 0


def spelled(one: dict[str, Any]) -> str:
    return f"{one['name']}@{one['version']}" if one.get("version") else str(one["name"])


def remove_set(library: Path, words: dict[str, str]) -> int:
    sets = json.loads((library / "sets.json").read_text(encoding="utf-8"))
    (library / "sets.json").write_text(
        json.dumps([one for one in sets if spelled(one) != words["name"]]), encoding="utf-8"
    )
    return 0


def verify_set(_library: Path, words: dict[str, str]) -> int:
    """A set called Slow takes until it is stopped, one called Bent differs."""
    asked = stop_asked()
    say(phase="verifying", bytes_done=1, bytes_total=4, eta_low_s=60, eta_high_s=120)
    while words["name"].startswith("Slow"):
        if asked.wait(0.02):
            say(phase="finished", status=130, sentence="stopped")
            return 130
    if words["name"].startswith("Bent"):
        say(phase="finished", status=4, sentence="The index of Bent is not what was written.")
        return 4
    say(phase="finished", status=0, sentence="every byte is as it was written")
    return 0


def compare_sets(_library: Path, words: dict[str, str]) -> int:
    lines = ["change,algorithm,digest,category"]
    for change, digit, number in (("added", "a", 2), ("removed", "b", 1)):
        lines += [f"{change},md5,{digit * 31}{place},1" for place in range(number)]
    Path(words["out"]).write_text("\n".join(lines), encoding="utf-8")
    return 0


def content(_case: Path, words: dict[str, str]) -> int:
    sys.stdout.buffer.write(f"content of entry {words['entry']}".encode().ljust(64, b"\x00"))
    return 0


def babble(_case: Path, _words: dict[str, str]) -> int:
    print("this is not JSON", flush=True)
    return 1


def preview(case: Path, words: dict[str, str]) -> int:
    """Three pages; a case with a broken chain has none."""
    if load(case).get("broken"):
        return refuse("the chain differs at event 2; the report was not written")
    say(pages=3, shortened=False)
    for number in range(1, 4):
        say(page=number, png=base64.b64encode(a_page(number)).decode("ascii"))
    return 0


def a_page(number: int) -> bytes:
    """A grey PNG in the proportions of A4, another grey for each page."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    wide, tall = 210, 297
    rows = (b"\x00" + bytes([255 - 20 * number]) * wide) * tall
    head = struct.pack(">IIBBBBB", wide, tall, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def form(_case: Path, words: dict[str, str]) -> int:
    Path(words["out"]).write_bytes(b"%PDF-1.7 a form")
    return 0


def unlock(case: Path, words: dict[str, str]) -> int:
    """Opens with one secret, which is read as a line of standard input."""
    if sys.stdin.readline().rstrip("\n") != "correct horse":
        print("fieldcase: this password does not open it", file=sys.stderr)
        return 1
    (case / "unlocked.json").write_text(json.dumps(words), encoding="utf-8")
    return 0


RECORDS = {
    "case": say_case,
    "person": say_person,
    "exhibit": say_exhibit,
    "photograph": photograph,
    "transfer": transfer,
    "sign": lambda _state, _said, _act: 0,
    "countersign": countersign,
    "close": close_case,
    "reopen": close_case,
    "self_test": self_test,
}
ACTIONS = {
    "record": record,
    "new-key": new_key,
    "show-key": show_key,
    "add": add,
    "plan": plan,
    "verify-exhibit": verify_exhibit,
    "unlock": unlock,
    "search-lost": search_lost,
    "scan": scan,
    "report": report,
    "check": check,
    "import-set": import_set,
    "remove-set": remove_set,
    "verify-set": verify_set,
    "compare-sets": compare_sets,
    "content": content,
    "preview": preview,
    "form": form,
    "babble": babble,
}

if __name__ == "__main__":
    pairs = dict(word.split("=", 1) for word in sys.argv[3:])
    sys.exit(ACTIONS[sys.argv[1]](Path(sys.argv[2]), pairs))
