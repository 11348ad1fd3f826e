"""What a class needs of a hub, counted from numbers that are easy to follow."""

import json

import hub_size
import pytest

ROW = {"memory": 200, "data": 300, "ready": 2.0, "cpu": 9.0}
MEASURED = {
    "rows": {
        "server": {"memory": 100, "data": 100, "ready": 3.0, "cpu": 3.0},
        "small": ROW | {"memory": 50},
        "usual": ROW,
        "vast": ROW | {"memory": 1400, "cpu": 11.0},
    }
}
ONE = hub_size.need(MEASURED)


def test_a_student_has_a_server_and_the_largest_notebook():
    assert ONE.usual == 320  # 100 + 200, in steps of 64
    assert ONE.most == 704  # 1.4 * (100 + 200 + 200) = 700
    assert ONE.seconds == 12 and ONE.names == ["small", "usual"]


def test_large_notebooks_are_counted_apart():
    large = hub_size.need(MEASURED, large=True)
    assert large.usual == 1536  # 100 + 1400
    assert large.most == 2432  # 1.4 * (100 + 1400 + 200) = 2380
    assert large.seconds == 14 and large.names == ["vast"]


def test_nodes_follow_from_who_works_at_once():
    found = hub_size.size(ONE, 300, share=60, node=(32, 8), kept=3, minutes=10)
    assert found.together == 180
    assert found.memory == pytest.approx(57.6)
    assert found.each == 90  # of 29 GB for students, 320 MB each
    assert found.nodes == 2
    assert found.cores == pytest.approx(3.6)  # 180 times 12 s in 600 s


def test_more_students_never_need_less():
    sizes = [hub_size.size(ONE, n) for n in range(1, 1200, 7)]
    assert [s.nodes for s in sizes] == sorted(s.nodes for s in sizes)


def test_where_all_begin_at_once_processors_decide():
    found = hub_size.size(ONE, 300, share=100, node=(256, 2), minutes=1)
    assert found.cores == pytest.approx(60) and found.nodes == 30


def test_a_node_too_small_for_one_student_is_refused(monkeypatch, capsys, tmp_path):
    stored = tmp_path / "measured.json"
    stored.write_text(json.dumps(MEASURED))
    monkeypatch.setattr(hub_size, "MEASURED", stored)
    monkeypatch.setattr("sys.argv", ["hub_size.py", "30", "--node", "3", "2"])
    with pytest.raises(SystemExit):
        hub_size.main()
    assert "name larger nodes with --node" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["hub_size.py", "300", "--at-once", "100"])
    hub_size.main()
    assert "300, of whom 300 at once" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["hub_size.py", "300", "--large"])
    hub_size.main()
    assert "vast" in capsys.readouterr().out
