"""The colours of the letter, light and dark: those of the site, painted by the templates and measured by the checks."""

LIGHT = {
    "ground": "#f2ede1",
    "paper": "#ffffff",
    "ink": "#182426",
    "muted": "#4b595b",
    "link": "#0a545c",
    "button": "#0b4f56",
    "accent": "#9c2f1a",
    "soft": "#fbf5ea",
    "line": "#dcd4c3",
    "deep": "#0d3a40",
    "cream": "#fdf6ec",
    "glow": "#ffc39a",
}
DARK = {
    "ground": "#0b1213",
    "paper": "#182427",
    "ink": "#ece7db",
    "muted": "#b3bfbc",
    "link": "#8bd3d6",
    "accent": "#ffb8a3",
    "soft": "#203236",
    "line": "#3b5054",
    "deep": "#0d3a40",
}
VOICES = ("#6cc5ca", "#ff8d74", "#f2c04f", "#dd9bc8", "#a6cd7c")
"""Five bars under the masthead, one for each voice of the choir; decoration only."""
