"""Addresses that open a file of the course on its hub."""

from urllib.parse import quote, urlencode


def course_folder(hub):
    """The name that the repository's folder has in each student's home."""
    return hub.repository.rstrip("/").removesuffix(".git").rsplit("/", 1)[-1]


def pull_address(hub, path=""):
    """The part of such an address that a student's own server understands.

    nbgitpuller fetches the repository, or what is new in it, into the course's folder;
    what the student changed stays. Then JupyterLab opens `path` of that folder.
    """
    folder = course_folder(hub)
    opened = "lab/tree/" + quote("/".join(filter(None, [folder, path.strip("/")])))
    fields = {"repo": hub.repository, "branch": hub.branch}
    return "git-pull?" + urlencode({**fields, "targetpath": folder, "urlpath": opened})


def hub_link(course, path=""):
    """The address that opens `path` of the course's repository on its hub, or None.

    `path` is as in the repository: "notebooks/06_lstm.ipynb"; "" is the whole folder.
    Who is not logged in is asked for that, and is then led on. None: the course names
    no hub.
    """
    if not course.hub:
        return None
    address = course.hub.url.rstrip("/")
    return f"{address}/hub/user-redirect/{pull_address(course.hub, path)}"


def chapter_path(chapter):
    """Where a chapter ("06_lstm") is in the repository."""
    return f"notebooks/{chapter}.ipynb"


def assignment_path(assignment):
    """Where an assignment's notebook is in the repository, once it is put there."""
    return f"assignments/{assignment.name}/{assignment.name}.ipynb"
