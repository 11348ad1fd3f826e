"""All scripts that a site has beside its bundle, a file each, fetched when needed."""

from rnnbook.exercises.pages import site_exercises
from rnnbook.widgets._base import site_widgets
from rnnbook.widgets._networks import site_networks, site_starts
from rnnbook.widgets._texts import site_texts


def site_files() -> dict[str, str]:
    """Scripts by their files: large widgets, networks, runs, texts, exercises."""
    return {
        **site_widgets(),
        **site_networks(),
        **site_starts(),
        **site_texts(),
        **site_exercises(),
    }
