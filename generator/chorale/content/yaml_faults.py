"""What a YAML parser cannot read, said in French with its place."""

import yaml

from chorale.content.problems import Problem, Source

_FRENCH = {
    "mapping values are not allowed": "un « : » de trop sur la ligne ; mettre le texte entre guillemets",
    "did not find expected key": "clé attendue ici ; vérifier l'alignement et les guillemets",
    "did not find expected ',' or ']'": "liste « [ … ] » mal fermée ; il manque une virgule ou un crochet",
    "did not find expected ',' or '}'": "accolades « { … } » mal fermées ; il manque une virgule ou une accolade",
    "did not find expected '-'": "élément de liste attendu ; commencer la ligne par « - »",
    "could not find expected ':'": "il manque « : » après la clé",
    "found unexpected end of stream": "guillemets ouverts et jamais fermés",
    "found character that cannot start": "caractère qui ne peut pas commencer une valeur ; la mettre entre guillemets",
    "block sequence entries are not allowed": "tiret mal placé ; aller à la ligne avant la liste",
    "found unknown escape character": "« \\ » dans un texte entre guillemets doubles ; l'écrire « \\\\ »",
    "expected a single document": "un seul document par fichier ; retirer la ligne « --- » en trop",
    "did not find expected node content": "valeur attendue ici",
}


def syntax_problem(path: str, error: yaml.YAMLError, offset: int) -> Problem:
    """Return the problem of a text that a parser refused; offset is the number of lines before the text."""
    mark = getattr(error, "problem_mark", None)
    place = Source(path, mark.line + 1 + offset, mark.column + 1) if mark else Source(path)
    english = f"{getattr(error, 'problem', '') or ''} {getattr(error, 'context', '') or ''}"
    hint = next(
        (french for key, french in _FRENCH.items() if key in english),
        "vérifier alignement et guillemets",
    )
    return Problem(place, f"YAML mal formé : {hint}", code="yaml")
