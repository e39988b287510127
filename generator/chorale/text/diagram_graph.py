"""The graph that a flowchart or a state diagram describes: its nodes, edges and clusters, and a layout for phones."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

from chorale.text.mermaid import plain

DiagramForm = Literal["box", "round", "choice", "start", "end"]
_FORMS: Mapping[str, DiagramForm] = {
    "diamond": "choice",
    "choice": "choice",
    "round": "round",
    "stadium": "round",
    "sm-circ": "start",
    "fr-circ": "end",
}
_WRITTEN: Mapping[DiagramForm, str] = {
    "box": '["{}"]',
    "round": '("{}")',
    "choice": '{{"{}"}}',
    "start": "@{{ shape: sm-circ }}",
    "end": "@{{ shape: fr-circ }}",
}


@dataclass(frozen=True)
class DiagramNode:
    """A step or a state; a start and an end have no words."""

    id: str
    label: str
    form: DiagramForm = "box"


@dataclass(frozen=True)
class DiagramEdge:
    """What leads from a node or a cluster to another, perhaps both ways; headless when it only joins them."""

    start: str
    end: str
    label: str = ""
    headless: bool = False
    both: bool = False
    dotted: bool = False


@dataclass(frozen=True)
class DiagramCluster:
    """Nodes in one frame."""

    id: str
    label: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class DiagramGraph:
    """All of them, in the order of the source."""

    nodes: tuple[DiagramNode, ...]
    edges: tuple[DiagramEdge, ...]
    clusters: tuple[DiagramCluster, ...] = ()

    def label(self, name: str) -> str:
        """Return the words of a node or of a cluster."""
        return self._labels.get(name, name)

    @cached_property
    def _labels(self) -> dict[str, str]:
        nodes = {node.id: node.label for node in self.nodes}
        return nodes | {cluster.id: cluster.label for cluster in self.clusters}

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the names of nodes, then of clusters."""
        return tuple(self._labels)


def flowchart(model: Mapping[str, Any]) -> DiagramGraph:
    """Return the graph of a flowchart, as Pele read it."""
    clusters = tuple(
        DiagramCluster(
            one["id"],
            plain(one.get("title") or one["id"]),
            tuple(name for name in model["nodes"] if name in one["nodes"]),
        )
        for one in model["subgraphs"]
    )
    framed = {cluster.id for cluster in clusters}
    nodes = (
        DiagramNode(name, plain(one.get("text") or name), _FORMS.get(one.get("type", ""), "box"))
        for name, one in model["nodes"].items()
        if name not in framed
    )
    edges = (
        DiagramEdge(
            one["start"],
            one["end"],
            plain(one.get("text") or ""),
            headless=one["type"] == "arrow_open",
            both=one["type"].startswith("double_"),
            dotted=one["stroke"] == "dotted",
        )
        for one in model["edges"]
        if one["stroke"] != "invisible"
    )
    return DiagramGraph(tuple(nodes), tuple(edges), clusters)


def states(model: Mapping[str, Any]) -> DiagramGraph:
    """Return the graph of a state diagram: a state that holds others is a cluster."""
    nodes: dict[str, DiagramNode] = {}
    edges: list[DiagramEdge] = []
    clusters = list(_states(model["rootDoc"], nodes, edges))
    framed = {cluster.id for cluster in clusters}
    return DiagramGraph(
        tuple(node for node in nodes.values() if node.id not in framed),
        tuple(edges),
        tuple(clusters),
    )


def _states(
    statements: Iterable[Any], nodes: dict[str, DiagramNode], edges: list[DiagramEdge]
) -> Iterator[DiagramCluster]:
    """Note the states and transitions of a level, and yield what holds others, the innermost first."""
    for statement in statements:
        if not isinstance(statement, Mapping):
            continue
        if statement["stmt"] == "relation":
            ends = (statement["state1"], statement["state2"])
            for one in ends:
                _note_state(one, nodes)
            words = plain(statement.get("description") or "")
            edges.append(DiagramEdge(ends[0]["id"], ends[1]["id"], words))
        elif statement["stmt"] == "state":
            _note_state(statement, nodes)
            if inside := statement.get("doc"):
                before = set(nodes)
                yield from _states(inside, nodes, edges)
                members = tuple(name for name in nodes if name not in before)
                yield DiagramCluster(statement["id"], nodes[statement["id"]].label, members)


def _note_state(state: Mapping[str, Any], nodes: dict[str, DiagramNode]) -> None:
    name, said = state["id"], plain(state.get("description") or "")
    if "start" in state:
        nodes.setdefault(name, DiagramNode(name, "", "start" if state["start"] else "end"))
        return
    form = _FORMS.get(state.get("type", ""), "round")
    known = nodes.setdefault(name, DiagramNode(name, name, form))
    if form == "choice":
        known = replace(known, form=form)
    if said:
        nodes[name] = replace(known, label=said if known.label == name else f"{known.label} {said}")
    else:
        nodes[name] = known


def staircase(graph: DiagramGraph) -> str:
    """Write a graph as a flowchart whose nodes stand one below the other: what a phone can show without scrolling."""
    graph = _several_ends(graph)
    names = {name: f"n{index}" for index, name in enumerate(graph.ids)}
    lines = ["flowchart TD"]
    placed: set[str] = set()
    for cluster in graph.clusters:
        mine = [
            node for node in graph.nodes if node.id in cluster.members and node.id not in placed
        ]
        placed.update(node.id for node in mine)
        lines += [f'subgraph {names[cluster.id]}["{_quoted(cluster.label)}"]', "direction TB"]
        lines += [*(_node(node, names) for node in mine), "end"]
    lines += [_node(node, names) for node in graph.nodes if node.id not in placed]
    lines += [_edge(edge, names) for edge in graph.edges]
    for rank in _ranks(graph):
        lines += [f"{names[one]} ~~~ {names[two]}" for one, two in pairwise(rank)]
    return "\n".join(lines)


def _several_ends(graph: DiagramGraph) -> DiagramGraph:
    """Give each way out an end of its own, close to it: it needs no long line then."""
    ends = {node.id: node for node in graph.nodes if node.form == "end"}
    nodes = [node for node in graph.nodes if node.id not in ends]
    edges = []
    for rank, edge in enumerate(graph.edges):
        if edge.end in ends:
            own = replace(ends[edge.end], id=f"{edge.end}-{rank}")
            nodes.append(own)
            edge = replace(edge, end=own.id)  # noqa: PLW2901 - the same edge, led elsewhere
        edges.append(edge)
    return replace(graph, nodes=tuple(nodes), edges=tuple(edges))


def _node(node: DiagramNode, names: Mapping[str, str]) -> str:
    return names[node.id] + _WRITTEN[node.form].format(_quoted(node.label))


def _edge(edge: DiagramEdge, names: Mapping[str, str]) -> str:
    line = "-.-" if edge.dotted else "---" if edge.headless else "--"
    head = "" if edge.headless else ">"
    words = f'|"{_quoted(edge.label)}"|' if edge.label else ""
    tail = "<" if edge.both else ""
    return f"{names[edge.start]} {tail}{line}{head}{words} {names[edge.end]}"


def _quoted(label: str) -> str:
    return label.replace("#", "#35;").replace('"', "#quot;")


def _ranks(graph: DiagramGraph) -> list[list[str]]:
    """Return the nodes that would stand side by side: those as far from the beginning, and of one cluster."""
    depth: dict[str, int] = {}
    homes = {name: cluster.id for cluster in graph.clusters for name in cluster.members}
    for node in graph.nodes:
        waiting = [(node.id, 0)] if node.id not in depth else []
        while waiting:
            name, far = waiting.pop(0)
            if name in depth:
                continue
            depth[name] = far
            waiting += [(edge.end, far + 1) for edge in graph.edges if edge.start == name]
    ranks: dict[tuple[str, int], list[str]] = {}
    for node in graph.nodes:
        ranks.setdefault((homes.get(node.id, ""), depth[node.id]), []).append(node.id)
    return list(ranks.values())
