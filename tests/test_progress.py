"""What is kept of a reader, without a browser: cleaned, merged, never thrown away."""

from support import ROOT, run_node

from rnnbook.exercises.pages import all_exercises
from rnnbook.widgets._page import digests

RUNTIME = (ROOT / "rnnbook" / "widgets" / "_runtime").as_uri()

# localStorage as this Node may not have it: a Map, whose room can be taken away.
START = f"""
const texts = new Map();
let room = true;
Object.defineProperty(globalThis, "localStorage", {{ configurable: true, value: {{
  getItem: (key) => texts.get(key) ?? null,
  setItem(key, text) {{
    if (!room) throw new Error("full");
    texts.set(key, text);
  }},
  removeItem: (key) => texts.delete(key),
}} }});
const storage = await import("{RUNTIME}/storage.js");
const progress = await import("{RUNTIME}/progress.js");
const print = (value) => console.log(JSON.stringify(value));
"""


def told(node_path, code):
    return run_node(node_path, START + code)


def entry(digest, at, form="numbers"):
    return {"digest": digest, "form": form, "at": at}


def test_what_finds_no_room_counts_for_more_than_what_is_stored(node_path):
    found = told(
        node_path,
        """
const seen = [storage.save("k", "old"), storage.lasts()];
room = false;
seen.push(storage.save("k", "new"), storage.load("k"), storage.lasts());
room = true;
seen.push(storage.save("k", "again"), storage.load("k"), texts.get("k"));
storage.forget("k");
seen.push(storage.load("k"));
Object.defineProperty(globalThis, "localStorage", { get() { throw new Error("no"); } });
seen.push(storage.load("k"), storage.save("k", "here"), storage.load("k"));
storage.forget("k");
seen.push(storage.load("k"));
print(seen);
""",
    )
    assert found == [
        True, True, False, "new", False, True, "again", "again", None,
        None, False, "here", None,
    ]  # fmt: skip


def test_a_tick_is_for_the_exercise_as_it_was_solved(node_path):
    found = told(
        node_path,
        """
const kept = progress.solved("6.4", "abc", "lines");
print([kept, progress.solvedWith("6.4", "abc"), progress.solvedWith("6.4", "def"),
  progress.solvedWith("6.5", "abc"), Object.keys(progress.readProgress())]);
""",
    )
    assert found[:2] == [True, "lines"] and found[2:4] == [None, None]
    assert found[4] == ["version", "solved", "guesses", "place"]


def test_of_two_devices_the_entry_that_counts_now_is_kept_else_the_later(node_path):
    ours = {
        "6.1": entry("now", 5),
        "6.2": entry("before", 9),
        "6.3": entry("now", 1),
        "6.4": entry("now", 7),
    }
    theirs = {
        "6.1": entry("before", 9),
        "6.2": entry("now", 5),
        "6.3": entry("now", 2, "lines"),
        "6.5": entry("now", 3),
    }
    digests = {number: "now" for number in ("6.1", "6.2", "6.3", "6.4", "6.5")}
    found = run_node(
        node_path,
        START
        + """
let text = "";
for await (const part of process.stdin) text += part;
const [ours, theirs, digests] = JSON.parse(text);
const place = (at) => ({ page: "p", part: "s", title: "t", at });
const both = progress.merge(progress.clean({ solved: ours, place: place(3) }),
  progress.clean({ solved: theirs, place: place(2) }), digests);
print(both);
""",
        [ours, theirs, digests],
    )
    assert found["solved"] == {
        "6.1": ours["6.1"],
        "6.2": theirs["6.2"],
        "6.3": theirs["6.3"],
        "6.4": ours["6.4"],
        "6.5": theirs["6.5"],
    }
    assert found["place"]["at"] == 3


def test_what_is_saved_to_a_file_is_read_as_it_was(node_path):
    found = told(
        node_path,
        """
progress.solved("6.4", "abc", "lines");
const now = progress.readProgress();
const { progress: read } = progress.fromFile(progress.toFile(now));
print([now, read, progress.fromFile("{").says, progress.fromFile("{}").says]);
""",
    )
    assert found[0] == found[1] and found[0]["solved"]["6.4"]["digest"] == "abc"
    assert "not JSON" in found[2] and "no progress in this book" in found[3]


def test_every_exercise_has_a_digest_of_its_own():
    known = digests()
    assert list(known) == [each.number for each in all_exercises()]
    assert len(set(known.values())) == len(known) > 80
