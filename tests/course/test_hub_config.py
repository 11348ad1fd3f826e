"""The hub's files, as far as can be said without a hub: see also test_hub.py."""

import json
import os
import re
import sys
from types import SimpleNamespace

import find_proxy
import hub_size
import pytest
import yaml
from course import links
from course.plan import Hub
from support import ROOT
from traitlets.config.loader import PyFileConfigLoader

FOLDER = ROOT / "book" / "course" / "hub"
HUB = Hub("https://hub.example.org", "https://code.example.org/x/rnnbook.git", "spring")


@pytest.fixture
def load(monkeypatch, tmp_path):
    """load(**settings): the configuration, read as JupyterHub reads it."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(find_proxy, "find_proxy", lambda: ["node", "proxy"])
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("RNNBOOK_HUB_STATE", str(tmp_path / "hub"))

    def load(name="jupyterhub_config.py", **settings):
        for key, value in settings.items():
            monkeypatch.setenv(f"RNNBOOK_HUB_{key}", value)
        return PyFileConfigLoader(str(FOLDER / name)).load_config()

    return load


def test_every_setting_is_one_of_jupyterhub(load):
    config = load(TEACHERS="teacher, assistant")
    from jupyterhub import app, auth, proxy, spawner
    from nativeauthenticator import NativeAuthenticator

    classes = [app.JupyterHub, auth.Authenticator, spawner.Spawner, NativeAuthenticator]
    classes += [proxy.ConfigurableHTTPProxy, config.JupyterHub.spawner_class]
    known = {each.__name__: each.class_traits(config=True) for each in classes}
    for name, settings in config.items():
        assert set(settings) <= set(known[name]), name
    # And each has a value of its kind, or these raise.
    app.JupyterHub(config=config)
    proxy.ConfigurableHTTPProxy(config=config)
    config.JupyterHub.spawner_class(config=config)
    NativeAuthenticator(add_new_table=False, config=config)
    assert config.Authenticator.admin_users == {"teacher", "assistant"}


def test_settings_of_servers_are_real(load):
    from jupyter_client import KernelManager
    from jupyter_server.serverapp import ServerApp
    from jupyter_server.services.kernels.kernelmanager import MappingKernelManager
    from jupyter_server_terminals.terminalmanager import TerminalManager

    config = load("jupyter/jupyter_server_config.py")
    for each in (KernelManager, MappingKernelManager, ServerApp, TerminalManager):
        settings = config.pop(each.__name__)
        assert settings and set(settings) <= set(each.class_traits(config=True))
    assert not config


def test_the_state_of_the_hub_is_for_root_alone(load, tmp_path):
    load()
    assert (tmp_path / "hub").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "rnnbook-exchange").stat().st_mode & 0o7777 == 0o1777


def test_the_first_page_is_the_one_that_the_course_names(load, tmp_path):
    course = (FOLDER.parent / "one-week.yml").read_text()
    hub = "hub: {url: %s, repository: %s, branch: %s}\n"
    path = tmp_path / "course.yml"
    path.write_text(course + hub % (HUB.url, HUB.repository, HUB.branch))
    spawner = load(COURSE=str(path)).Spawner
    assert spawner.default_url == "/" + links.pull_address(HUB)
    assert spawner.environment["RNNBOOK_HUB_COURSE_ID"] == "course-2027-spring"
    path.write_text(re.sub("^start: .*", "start: 2027-02-30", course, flags=re.M))
    with pytest.raises(SystemExit, match="course.yml, line "):
        load(COURSE=str(path))


def test_who_is_not_root_is_told_so(load, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="with sudo"):
        load()


def test_without_a_proxy_the_remedy_is_named(load, monkeypatch):
    monkeypatch.setattr(find_proxy, "find_proxy", lambda: None)
    with pytest.raises(SystemExit, match="make hub"):
        load()


def test_accounts_of_the_machine_are_refused(load):
    load()
    from account_spawner import why_refused

    assert "account “root” that is not a student's" in why_refused("root")
    assert why_refused("nobody-of-this-name") == ""


def test_a_link_fetches_the_course_and_opens_the_file():
    assert links.hub_link(SimpleNamespace(hub=HUB), links.chapter_path("06_lstm")) == (
        "https://hub.example.org/hub/user-redirect/git-pull"
        "?repo=https%3A%2F%2Fcode.example.org%2Fx%2Frnnbook.git&branch=spring"
        "&targetpath=rnnbook&urlpath=lab%2Ftree%2Frnnbook%2Fnotebooks%2F06_lstm.ipynb"
    )
    assert links.hub_link(SimpleNamespace(hub=None), "notebooks") is None


def test_a_link_leads_to_files_that_are_there():
    for chapter in (ROOT / "notebooks").glob("*.ipynb"):
        assert (ROOT / links.chapter_path(chapter.stem)).is_file()
    assignment = SimpleNamespace(name="assignment-1")
    path = "assignments/assignment-1/assignment-1.ipynb"
    assert links.assignment_path(assignment) == path


def test_a_name_with_blanks_and_signs_comes_back_as_it_was():
    from urllib.parse import parse_qs, unquote, urlsplit

    hub = Hub("https://h.example.org/", "https://g.example.org/my course & more", "a/b")
    link = links.hub_link(SimpleNamespace(hub=hub), "a b.ipynb")
    fields = parse_qs(urlsplit(link).query)
    assert fields["repo"] == [hub.repository] and fields["branch"] == ["a/b"]
    assert unquote(fields["urlpath"][0]) == "lab/tree/my course & more/a b.ipynb"


def test_values_for_kubernetes_hold_what_was_measured():
    values = yaml.safe_load((FOLDER / "values.yaml").read_text())
    measured = json.loads((FOLDER / "measured.json").read_text())
    usual, large = hub_size.need(measured), hub_size.need(measured, large=True)
    memory = values["singleuser"]["memory"]
    assert memory == {"guarantee": f"{usual.usual}M", "limit": f"{usual.most}M"}
    first, second = values["singleuser"]["profileList"]
    assert first["default"] and "kubespawner_override" not in first
    wanted = {"mem_guarantee": f"{large.usual}M", "mem_limit": f"{large.most}M"}
    assert second["kubespawner_override"] == wanted
    assert set(measured["rows"]) - {"server"} == {
        str(path.relative_to(ROOT / "notebooks").with_suffix(""))
        for path in (ROOT / "notebooks").rglob("*.ipynb")
        if path.parent.name in ("notebooks", "solutions")
    }


def test_the_limit_on_one_machine_leaves_room_above_every_notebook(load):
    rows = json.loads((FOLDER / "measured.json").read_text())["rows"]
    most = 1000 * 1024 * max(row["data"] for row in rows.values())
    limit = int(load().Spawner.mem_limit.removesuffix("G")) * 2**30
    assert 1.2 * most < limit < 2 * most

