"""Print the path of a Chromium or Chrome; with --install, see that tests can drive it.

With --install, what is missing comes from Debian's packages, where they are at hand
and no password is asked for; with --engines, WebKit and Firefox too, which
`make test-all` drives, EPUBCheck, which reads the EPUB, and bubblewrap, in which it
grades: without it the tests of grading run in the box that the machine has.
RNNBOOK_BROWSER, if set, names the browser to use.
"""

import os
import shutil
import subprocess
import sys

# Debian's Chromium without a window: a new page costs it an eighth of the time.
SHELL = "chromium-headless-shell"
NAMES = (
    SHELL,
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",  # else letters of formulas are twice as wide
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
REMEDY = (
    "The browser tests need Chromium or Chrome: install one "
    "(on Debian and Ubuntu: 'sudo apt-get install chromium'), "
    "or set RNNBOOK_BROWSER to the path of one that you have."
)
NODE_REMEDY = (
    "The Node.js that comes with Playwright does not start, most likely for want of a "
    "system library (on Debian and Ubuntu: 'sudo apt-get install libatomic1'): {}"
)
ENGINES = ("firefox-esr", "webkit2gtk-driver", "xvfb")  # Debian's packages
ENGINES_REMEDY = (
    "The tests of other browser engines need {} "
    f"(on Debian and Ubuntu: 'sudo apt-get install {' '.join(ENGINES)}')."
)
EPUBCHECK_REMEDY = (
    "The test of the whole EPUB needs EPUBCheck and Java "
    "(on Debian and Ubuntu: 'sudo apt-get install epubcheck')."
)
QUIET = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True}


def find_browser():
    """The path of a browser that can be driven, or None."""
    names = [n for n in (os.environ.get("RNNBOOK_BROWSER"), *NAMES) if n]
    return next((path for path in map(shutil.which, names) if path), None)


def find_node():
    """The path of Playwright's own Node.js, which is there wherever Playwright is."""
    from playwright._impl._driver import compute_driver_executable

    return str(compute_driver_executable()[0])


def missing_engines():
    """The programs that are not there: WebKit's driver, a display for it, Firefox."""
    wanted = (("WebKitWebDriver",), ("Xvfb",), ("firefox-esr", "firefox"))
    return [names[0] for names in wanted if not any(map(shutil.which, names))]


def find_epubcheck():
    """The path of EPUBCheck, for `java -jar PATH`; None without it or Java."""
    return shutil.which("epubcheck") if shutil.which("java") else None


def why_node_fails():
    """What Playwright's Node.js says instead of its version; empty if it runs."""
    run = subprocess.run([find_node(), "--version"], **QUIET)
    return run.stderr.strip() if run.returncode else ""


def install(*packages):
    """Ask apt for packages where that works without a question."""
    become = ["env"] if os.geteuid() == 0 else ["sudo", "-n", "env"]
    if not shutil.which("apt-get") or not shutil.which(become[0]):
        return
    print("Installing from Debian:", *packages, "...", file=sys.stderr)
    apt = [*become, "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt, "update"], **QUIET)
    subprocess.run([*apt, "install", "-y", *packages], **QUIET)


def is_offered(package):
    """Whether apt, as it was last updated, has a package."""
    show = ["apt-cache", "show", package]
    return bool(shutil.which(show[0])) and not subprocess.run(show, **QUIET).returncode


def install_browser():
    """The browser without a window, where Debian has it; where there is none, any."""
    found = find_browser()
    if not found or ("headless-shell" not in found and is_offered(SHELL)):
        install(SHELL)
    if not find_browser():
        install("chromium")


def main():
    if "--install" in sys.argv:
        if not os.environ.get("RNNBOOK_BROWSER"):
            install_browser()
        if why_node_fails():
            install("libatomic1")
        if fault := why_node_fails():
            sys.exit(NODE_REMEDY.format(fault))
        if "--engines" in sys.argv and not shutil.which("bwrap"):
            install("bubblewrap")
        if "--engines" in sys.argv and not find_epubcheck():
            install("epubcheck")
        if "--engines" in sys.argv and missing_engines():
            install(*ENGINES)
            if missing := missing_engines():
                sys.exit(ENGINES_REMEDY.format(", ".join(missing)))
    if not find_browser():
        sys.exit(REMEDY)
    if "--install" not in sys.argv:
        print(find_browser())


if __name__ == "__main__":
    main()
