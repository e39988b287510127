"""A diagram in words: the list that says what its picture shows, for text messages and for screen readers."""

from collections.abc import Iterator, Mapping
from typing import Any

from chorale.french.phrases import listing
from chorale.text.diagram_graph import DiagramEdge, DiagramGraph
from chorale.text.html_tree import Element
from chorale.text.mermaid import plain

NOTE = 2
MESSAGES = frozenset({0, 1, 3, 4, 5, 6, 24, 25, 33, 34})
"""The kinds of line of an exchange that carry a message, by Mermaid's own numbers."""
OPENINGS: Mapping[int, str] = {
    10: "Boucle",
    12: "Si",
    15: "Si",
    19: "En même temps",
    27: "Étape critique",
    30: "Arrêt si",
    32: "En même temps",
}
BRANCHES: Mapping[int, str] = {13: "Sinon", 20: "En même temps", 28: "Ou bien"}
CLOSINGS = frozenset({11, 14, 16, 21, 29, 31})


def graph_words(graph: DiagramGraph) -> Element:
    """Return a list with a line for each edge, each cluster and each node that nothing joins."""
    lines = [
        f"« {cluster.label} » réunit : {listing(_named(graph, cluster.members))}"
        for cluster in graph.clusters
    ]
    lines += [_edge(graph, edge) for edge in graph.edges]
    joined = {name for edge in graph.edges for name in (edge.start, edge.end)}
    joined.update(name for cluster in graph.clusters for name in cluster.members)
    lines += [f"« {node.label} »" for node in graph.nodes if node.id not in joined and node.label]
    return Element("ul", {}, [Element("li", {}, [line]) for line in lines])


def _named(graph: DiagramGraph, names: tuple[str, ...]) -> list[str]:
    return [label for label in map(graph.label, names) if label]


def _edge(graph: DiagramGraph, edge: DiagramEdge) -> str:
    start, end = (
        f"« {label} »" if label else "" for label in map(graph.label, (edge.start, edge.end))
    )
    words = f" : {edge.label}" if edge.label else ""
    if edge.headless:
        return f"Entre {start} et {end}{words}"
    if not start:
        return f"Début : {end}{words}"
    back = ", et retour" if edge.both else ""
    return f"De {start} à {end or 'la fin'}{back}{words}"


def exchange_words(model: Mapping[str, Any]) -> Element:
    """Return a numbered list with a line for each message; what is repeated or depends on something holds its own."""
    names = {key: plain(actor["description"]) for key, actor in model["actors"].items()}
    root = Element("ol")
    levels = [root]
    for message in model["messages"]:
        kind = message["type"]
        if kind in OPENINGS or kind in BRANCHES:
            if kind in BRANCHES:
                levels.pop()
            inner = Element("ol")
            levels[-1].children.append(Element("li", {}, [_condition(message), inner]))
            levels.append(inner)
        elif kind in CLOSINGS:
            levels.pop()
        else:
            levels[-1].children += [Element("li", {}, [line]) for line in _lines(message, names)]
    return root


def _condition(message: Mapping[str, Any]) -> str:
    word = {**OPENINGS, **BRANCHES}[message["type"]]
    said = plain(message["message"])
    return f"{word} : {said}" if said else word


def _lines(message: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    if message["type"] in (NOTE, *MESSAGES):
        start, end = names[message["from"]], names[message["to"]]
        way = f"De « {start} » à « {end} »"
        if start == end:
            way = f"Chez « {start} »"
        elif message["type"] == NOTE:
            way = f"De « {start} » jusqu'à « {end} »"
        said = plain(message["message"])
        yield f"{way} : {said}" if said else way


def sentence(words: Element) -> str:
    """Return a list as one line, for the text that stands in place of a picture."""
    return " ; ".join(_flat(words))


def _flat(words: Element) -> Iterator[str]:
    for item in words.children:
        if isinstance(item, Element):
            inner = [child for child in item.children if isinstance(child, Element)]
            yield "".join(child for child in item.children if isinstance(child, str))
            for one in inner:
                yield from _flat(one)
