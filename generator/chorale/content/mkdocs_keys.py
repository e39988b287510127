"""What mkdocs.yml may say: the keys, plugins and extensions that are honoured, and why the others are not."""

from collections.abc import Mapping

from chorale.text.dialect import EXTENSIONS

HOME = "content/community.yml"
HONOURED = frozenset(
    {
        *("copyright", "edit_uri", "extra_css", "extra_javascript", "markdown_extensions", "nav"),
        *("plugins", "repo_name", "repo_url", "theme"),
        *(
            "dev_addr",
            "docs_dir",
            "not_in_nav",
            "site_dir",
            "site_name",
            "strict",
            "validation",
            "watch",
        ),
    }
)
REFUSED: Mapping[str, str] = {
    "INHERIT": "recopier dans ce fichier les lignes de celui qu'il nomme, puis retirer celle-ci",
    "draft_docs": "retirer la page du dossier site/ tant qu'elle n'est pas prête",
    "edit_uri_template": "écrire « edit_uri: edit/main/site/ »",
    "exclude_docs": "retirer ces fichiers du dossier site/",
    "extra": "le pied de page, les flux et les adresses se règlent dans content/community.yml",
    "hooks": "un site se change par templates/, pas par un programme",
    "menu": "l'ordre du menu s'écrit dans « nav »",
    "navigation": "l'ordre du menu s'écrit dans « nav »",
    "pages": "l'ordre du menu s'écrit dans « nav »",
    "remote_branch": "la publication se règle dans l'intégration continue",
    "remote_name": "la publication se règle dans l'intégration continue",
    "site_author": f"l'expéditeur se règle dans {HOME} (« sender »)",
    "site_description": f"elle se règle dans {HOME} (« description »)",
    "site_url": f"l'adresse se règle dans {HOME} (« url »)",
    "use_directory_urls": "les adresses finissent toujours par « / »",
}
"""Keys that have no effect here, and what does what they would."""
THEME = frozenset({"favicon", "features", "language", "logo", "name", "palette", "variant"})
THEME_REFUSED: Mapping[str, str] = {
    "custom_dir": "les gabarits d'une communauté se posent dans templates/site/theme/",
    "font": "les lettres se changent dans templates/site/theme/assets/css/tokens.css",
    "icon": "le logo se règle par « logo », les icônes s'écrivent dans le texte",
    "static_templates": "les poser dans templates/site/theme/",
}
PALETTE_REFUSED = "les couleurs se règlent dans templates/site/theme/assets/css/tokens.css"
FEATURES = frozenset(
    {
        *("content.action.edit", "content.code.annotate", "content.code.copy", "content.tooltips"),
        "content.tabs.link",
        *("header.autohide", "navigation.footer", "navigation.indexes", "navigation.path"),
        *("navigation.prune", "navigation.sections", "navigation.tabs", "search.highlight"),
        *("search.share", "search.suggest", "toc.follow"),
    }
)
"""What Material's « features » ask for and every page has."""
PLUGINS = frozenset({"chorale", "search", "material/search"})
PLUGINS_REFUSED: Mapping[str, str] = {
    "awesome-pages": "l'ordre des pages s'écrit dans « nav »",
    "blog": "les articles vont dans content/newsletters/, qui en fait des pages, un flux et la lettre",
    "git-revision-date-localized": "retirer cette ligne : le jour de mise à jour vient du registre des pages",
    "glightbox": "retirer cette ligne : les images s'agrandissent déjà",
    "i18n": "une communauté écrit en une langue",
    "macros": "rien n'est calculé dans un texte : écrire ce que la macro donnerait",
    "meta": "écrire ces clés dans l'en-tête de chaque page",
    "minify": "retirer cette ligne",
    "offline": "retirer cette ligne : le site se lit déjà sans réseau, recherche comprise",
    "privacy": "retirer cette ligne : aucune page n'appelle un autre site",
    "redirects": "écrire « aliases: » dans l'en-tête de la page qui remplace l'ancienne",
    "rss": "retirer cette ligne : les flux sont écrits par le programme",
    "social": "retirer cette ligne",
    "tags": "les publics (« audiences ») rangent les pages ; retirer cette ligne",
}
"""Plugins that communities often have, and what to do without them."""
READ = frozenset(
    {
        *EXTENSIONS,
        *("fenced_code", "codehilite", "extra", "meta", "sane_lists", "smarty", "nl2br"),
        *("pymdownx.betterem", "pymdownx.extra", "pymdownx.magiclink", "pymdownx.smartsymbols"),
        *("pymdownx.saneheaders", "pymdownx.snippets"),
    }
)
"""Extensions whose syntax is read here, by them or by what stands in their place."""
EXTENSIONS_REFUSED: Mapping[str, str] = {
    "pymdownx.arithmatex": "une formule s'écrit en mots, ou devient une image",
    "pymdownx.critic": "les marques de relecture se retirent avant de publier",
}
OPTIONS: Mapping[str, frozenset[str]] = {
    "footnotes": frozenset({"BACKLINK_TEXT", "BACKLINK_TITLE"}),
    "material/search": frozenset({"lang"}),
    "pymdownx.betterem": frozenset({"smart_enable"}),
    "pymdownx.emoji": frozenset({"emoji_generator", "emoji_index"}),
    "pymdownx.highlight": frozenset({"anchor_linenums", "line_spans", "pygments_lang_class"}),
    "pymdownx.snippets": frozenset({"check_paths", "dedent_subsections", "restrict_base_path"}),
    "pymdownx.superfences": frozenset({"custom_fences"}),
    "pymdownx.tabbed": frozenset({"alternate_style", "slugify"}),
    "pymdownx.tasklist": frozenset({"clickable_checkbox", "custom_checkbox"}),
    "search": frozenset({"lang"}),
    "toc": frozenset({"permalink", "permalink_title", "slugify"}),
}
"""Settings of extensions and plugins whose effect every page has."""
OPTIONS_REFUSED: Mapping[tuple[str, str], str] = {
    ("pymdownx.emoji", "options"): "les icônes sont celles du thème",
    ("pymdownx.snippets", "auto_append"): f"les abréviations s'écrivent dans {HOME} (« abbreviations »)",
    ("pymdownx.snippets", "base_path"): "les extraits sont dans content/extraits/",
    ("pymdownx.snippets", "url_download"): "copier l'extrait dans content/extraits/ : rien n'est lu sur le réseau",
    ("search", "separator"): "retirer cette ligne : la recherche coupe les mots elle-même",
    ("toc", "title"): "le titre du sommaire se change dans templates/site/theme/",
    ("toc", "toc_depth"): "le sommaire montre les titres de deuxième et de troisième niveau",
}  # fmt: skip
"""Settings that have no effect here, and what does what they would."""
