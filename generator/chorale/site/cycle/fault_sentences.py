"""What is wrong with a file of votes or of a scenario, in one French sentence with its place."""

from collections.abc import Mapping

from chorale.ipm.formats.faults import FilePart, Malformed, PabulibFault, ScenarioFault

PARTS: Mapping[FilePart, str] = {
    FilePart.WHOLE: "le fichier",
    FilePart.LINE: "Ligne {}",
    FilePart.META_KEY: "META : « {} »",
    FilePart.TABLE: "Table {}",
    FilePart.PROJECT_COST: "Ligne {} : coût du projet {}",
    FilePart.VOTE_POINTS: "Ligne {} : points",
    FilePart.KEY: "« {} »",
    FilePart.THEME_BOUNDS: "« bounds », {}",
    FilePart.THEME_BOUND: "{}, {}",
    FilePart.BOUND_NAME: "« bounds, {} »",
    FilePart.REQUEST: "une demande",
    FilePart.GROUP: "un groupe",
    FilePart.REFERENCES: "une liste de références",
    FilePart.REQUEST_KEY: "une référence de demande",
    FilePart.GROUP_KEY: "une clé de groupe",
    FilePart.BALLOT: "le bulletin de « {} »",
    FilePart.ENVELOPE: "enveloppe",
    FilePart.REQUEST_COST: "coût de {}",
    FilePart.GROUP_WEIGHT: "poids de {}",
    FilePart.GIVEN_POINTS: "points de {}, {}",
}

FAULTS: Mapping[PabulibFault | ScenarioFault, str] = {
    PabulibFault.NO_TABLE: "La table {0} manque ou est vide",
    PabulibFault.NOT_META_FIRST: "{where} : un fichier .pb commence par la table META",
    PabulibFault.UNREADABLE_LINE: "{where} : ligne illisible ({error})",
    PabulibFault.NO_PROJECT: "{where} : aucun projet",
    PabulibFault.NO_COLUMN: "{where} : la colonne « {column} » manque",
    PabulibFault.TOO_MANY_CELLS: "{where} : {found} colonnes au lieu de {expected}",
    PabulibFault.EMPTY_KEY: "{where} : « {column} » est vide",
    PabulibFault.SAME_KEY: "{where} : « {key} » apparaît deux fois",
    PabulibFault.EMPTY_CELL: "{where} : la colonne « {column} » est vide",
    PabulibFault.NO_VOTE_TYPE: "{where} manque ; attendu : {expected}",
    PabulibFault.UNKNOWN_VOTE_TYPE: "{where} vaut « {found} » ; attendu : {expected}",
    PabulibFault.NO_BUDGET: "{where} manque",
    PabulibFault.ZERO_BUDGET: "{where} vaut 0 ; une enveloppe est supérieure à zéro",
    PabulibFault.OTHER_PROJECT_COUNT: "Projets annoncés par META (« {0} ») : {announced} ; présents : {found}",
    PabulibFault.OTHER_VOTE_COUNT: "Votes annoncés par META (« {0} ») : {announced} ; présents : {found}",
    PabulibFault.EMPTY_AMOUNT: "{where} : la valeur est vide",
    PabulibFault.NOT_DECIMAL: "{where} : « {found} » n'est pas un nombre décimal",
    PabulibFault.NEGATIVE: "{where} : {found} est négatif",
    PabulibFault.UNKNOWN_PROJECT: "{where} : le vote cite « {found} », qui n'est pas un projet",
    PabulibFault.SAME_PROJECT: "{where} : le vote cite deux fois « {found} »",
    PabulibFault.MORE_THAN_ONE: "{where} : {found} projets choisis, un seul attendu (choose-1)",
    PabulibFault.MORE_THAN_RANKS: "{where} : {found} projets classés, {most} au plus (« max_length »)",
    PabulibFault.OTHER_POINT_COUNT: "{where} : projets cités : {projects} ; valeurs de points : {found}",
    PabulibFault.TOO_MANY_POINTS: "{where} : {found} points donnés, {most} au plus",
    ScenarioFault.OTHER_FORMAT: "{where} doit être {first} ou {second}",
    ScenarioFault.NOT_MAPPING: "{where} doit être un ensemble de clés et de valeurs",
    ScenarioFault.NOT_LIST: "{where} doit être une liste",
    ScenarioFault.NOT_EXACT: "{where} : « {found} » n'est pas un nombre décimal ni une fraction exacte",
    ScenarioFault.NEGATIVE: "{where} : « {found} » est négatif",
    ScenarioFault.EMPTY: "{where} est vide",
    ScenarioFault.GIVEN_TWICE: "{where} est donnée deux fois",
    ScenarioFault.UNKNOWN_CHOICE: "{where} : « {found} » est inconnu ; valeurs possibles : {expected}",
    ScenarioFault.UNKNOWN_GROUP: "{where} : le groupe « {found} » n'existe pas",
    ScenarioFault.UNKNOWN_REQUEST: "la demande « {found} » n'existe pas",
}


def fault_sentence(fault: Malformed) -> str:
    """Say what is wrong and where; the sentence ends with its full stop."""
    where = PARTS[fault.where.part].format(*fault.where.names)
    values = {name: _said(value) for name, value in fault.values.items()}
    return FAULTS[fault.fault].format(*fault.where.names, where=where, **values) + "."


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
