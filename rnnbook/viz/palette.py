"""The colours of the book, one meaning each, for figures, widgets and pages.

A role has a value for light and one for dark pages. Figures are drawn with the light
values; the page maps them to CSS variables `--rnn-<role>`, so that figures follow its
theme. Colour never stands alone: every line and wire also carries its name.
"""

ROLES = {
    # gates and states
    "i": ("#00795a", "#3ecf9f"),
    "f": ("#b9480e", "#ff9a5c"),
    "g": ("#8a4bb8", "#c99bf0"),
    "o": ("#1a66b3", "#74b4f5"),
    "c": ("#8f6200", "#f0bd4a"),
    "h": ("#0a7285", "#5cc9dc"),
    "x": ("#566173", "#a8b3c4"),
    "r": ("#a63f6f", "#f295c0"),
    "z": ("#7d5a00", "#d9b65a"),
    # directions
    "forward": ("#2b3240", "#dfe4ec"),
    "backward": ("#b3245f", "#ff84b0"),
    # networks compared
    "rnn": ("#7a5c48", "#cfae97"),
    "lstm": ("#4338ca", "#a5a0ff"),
    "gru": ("#5d6b00", "#bccb4a"),
    # page
    "paper": ("#fdfcf9", "#14171c"),
    "surface": ("#f5f2ea", "#1c2027"),
    "ink": ("#1d2128", "#e6e3dc"),
    "muted": ("#5b616b", "#a3a9b4"),
    "line": ("#ddd8cc", "#343a44"),
    "accent": ("#8f3b1b", "#ff9a5c"),
}

COLOUR = {role: light for role, (light, _) in ROLES.items()}


def _variables(mode: int) -> str:
    pairs = [f"--rnn-{role}: {values[mode]};" for role, values in ROLES.items()]
    return f"{{ {' '.join(pairs)} }}"


def palette_css() -> str:
    """The palette as CSS variables: light by default, dark where the page says so.

    The page's theme sets `data-theme`; JupyterLab sets `data-jp-theme-light`; other
    hosts of a widget follow the system.
    """
    light, dark = _variables(0), _variables(1)
    return (
        f":root {light}\n"
        f"@media (prefers-color-scheme: dark) {{\n"
        f"  :root:not([data-theme]):not(:has([data-jp-theme-light])) {dark}\n"
        f"}}\n"
        f':root[data-theme="dark"], [data-jp-theme-light="false"] {dark}\n'
        # Where the system chooses the colours it chooses the page's too, whatever theme
        # is set, and drawings keep theirs: so these are the ones for that page.
        f"@media (forced-colors: active) and (prefers-color-scheme: light) "
        f"{{ :root:root {light} }}\n"
        f"@media (forced-colors: active) and (prefers-color-scheme: dark) "
        f"{{ :root:root {dark} }}\n"
    )


def paper_css() -> str:
    """The light colours for paper, above whatever theme the screen has."""
    return f"@media print {{\n:root:root:root {_variables(0)}\n}}\n"
