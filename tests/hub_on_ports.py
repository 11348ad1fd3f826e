"""The real configuration of the hub, on free ports, and a JupyterLab to be driven."""

import os
from pathlib import Path
from types import SimpleNamespace

c = get_config()  # noqa: F821
ROOT = Path(__file__).resolve().parents[1]
load_subconfig(str(ROOT / "book/course/hub/jupyterhub_config.py"))  # noqa: F821
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{os.environ['HUB_PORT']}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ['PROXY_PORT']}"
c.Spawner.args = ["--LabApp.expose_app_in_browser=True"]

from course.links import pull_address  # noqa: E402  (the configuration finds it)

course = SimpleNamespace(repository=os.environ["HUB_REPOSITORY"], branch="main")
c.Spawner.default_url = "/" + pull_address(course)
