"""A path with names in braces: it recognises paths, says what they say, and is filled in."""

import pytest

from chorale.content.kind_row import PathPattern

ARTICLE = PathPattern("content/newsletters/{issue}/**/{slug}.md")
PAGE = PathPattern("site/{slug:path}.md")
ALONE = PathPattern("content/community.yml")


@pytest.mark.parametrize(
    ("pattern", "path", "said"),
    [
        (
            ARTICLE,
            "content/newsletters/2026-03/lampe.md",
            {"issue": "2026-03", "slug": "lampe"},
        ),
        (
            ARTICLE,
            "content/newsletters/2026-03/a/b/lampe.md",
            {"issue": "2026-03", "slug": "lampe"},
        ),
        (ARTICLE, "content/newsletters/lampe.md", None),
        (ARTICLE, "content/newsletters/2026-03/lampe.png", None),
        (ARTICLE, "content/newsletters/2026-03/lampe.md.bak", None),
        (PAGE, "site/aide/index.md", {"slug": "aide/index"}),
        (ALONE, "content/community.yml", {}),
        (ALONE, "content/communityxyml", None),
    ],
)
def test_a_path_says_the_names_of_its_pattern(pattern, path, said):
    assert (pattern.match(path), pattern.holds(path)) == (said, said is not None)


@pytest.mark.parametrize(
    ("pattern", "names", "folder", "suffix"),
    [
        (ARTICLE, ("issue", "slug"), "content/newsletters", ".md"),
        (ARTICLE.fill({"issue": "2026-03"}), ("slug",), "content/newsletters/2026-03", ".md"),
        (PathPattern("content/ipm/{slug}/cycle.yml"), ("slug",), "content/ipm", "/cycle.yml"),
        (PAGE, ("slug",), "site", ".md"),
        (ALONE, (), "content", ""),
    ],
)
def test_a_pattern_says_where_to_look(pattern, names, folder, suffix):
    assert (pattern.names, pattern.folder, pattern.suffix) == (names, folder, suffix)


def test_a_pattern_whose_names_are_known_is_a_path_that_it_recognises():
    path = ARTICLE.path(issue="2026-03", slug="lampe")

    assert path == "content/newsletters/2026-03/lampe.md"
    assert ARTICLE.match(path) == {"issue": "2026-03", "slug": "lampe"}
