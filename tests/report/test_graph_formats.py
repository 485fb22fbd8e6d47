"""The formats of the graph: what they say, and that no name of a project can break out of them."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from lua_entries.features.graph import STATUSES, Edge, Graph, Node, Status
from lua_entries.report.graph.formats import FORMATS, format_of, renderer

HOSTILE = (
    'x"]; end; a --> b',
    "</script><script>alert(1)</script><!--",
    "back\\slash\\",
    'quote\\"',
    "line\nend\r\ttab\0nul\u2028",
    "{{script}} %%{init: {}}%% #quot; `md` &amp; <br> style:#1;",
    "end",
    "値 é \U0001f600 \ud800",
    "]]>",
    "\\N\\G",
)

ON_CI = bool(os.environ.get("CI"))
"""A missing program is a failure there: `.ci/run` installs what the tests need."""


def node(identifier: str, kind: str = "function.lua", status: Status = "found", **more: Any) -> Node:
    namespace = identifier.rpartition(":")[0]
    made = Node(identifier, identifier, kind, namespace, ".", "src/_index.yaml", 3, "", status, False, False, "")
    return made._replace(**more)


def edge(source: str, target: str, label: str = "func", verdict: Status = "found", field: str = "") -> Edge:
    return Edge(source, target, label, field or label, verdict, "src/_index.yaml", 7)


SMALL = Graph(
    "shop",
    (
        node("app.lib:money", "library.lua", comment="Sums", source="src/money.lua"),
        node("app:buy", test=True),
        node("app:gone", "", "missing", path="", line=0),
        node("other:lib", "", "unknown", path="", line=0, root=""),
    ),
    (
        edge("app:buy", "app.lib:money", "imports.money", field="imports.*"),
        edge("app:buy", "app:gone", "imports.gone", "missing", "imports.*"),
        edge("app:buy", "other:lib", "funcs.call", "unknown"),
    ),
    focus="app:buy",
)
EMPTY = Graph("", (), ())


def hostile() -> Graph:
    keys = [f"{text}:{text}" for text in HOSTILE]
    nodes = [
        node(key, text, status, comment=text, path=text, root=text)
        for key, text, status in zip(keys, HOSTILE, STATUSES * 4, strict=False)
    ]
    edges = [edge(keys[0], key, text, "missing") for key, text in zip(keys, HOSTILE, strict=True)]
    return Graph(HOSTILE[1], tuple(nodes), tuple(edges), focus=keys[0])


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders_every_graph_the_same_way_twice(name: str) -> None:
    for graph in (EMPTY, SMALL, hostile()):
        text = renderer(name)(graph)
        assert text.endswith("\n")
        assert text == renderer(name)(graph)


def test_formats_by_the_ending_of_a_file() -> None:
    assert [format_of(f"a.b/g.{ending}") for ending in ("dot", "gv", "mmd", "json", "HTML", "htm")] == [
        "dot",
        "dot",
        "mermaid",
        "json",
        "html",
        "html",
    ]
    assert format_of("graph.svg") is None
    assert format_of("html") is None


# --- DOT ---


def test_dot() -> None:
    lines = renderer("dot")(SMALL).splitlines()
    assert lines[0] == 'digraph "shop" {'
    assert lines[4:] == [
        "  subgraph cluster_0 {",
        '    label="app"; color="#bbbbbb";',
        '    "app:buy" [label="buy\\nfunction.lua", tooltip="app:buy src/_index.yaml:3", penwidth=3];',
        '    "app:gone" [label="gone\\nmissing", tooltip="app:gone missing", '
        'style="rounded,filled,dashed", color="#c62828", fontcolor="#c62828", penwidth=2];',
        "  }",
        "  subgraph cluster_1 {",
        '    label="app.lib"; color="#bbbbbb";',
        '    "app.lib:money" [label="money\\nlibrary.lua", tooltip="app.lib:money src/_index.yaml:3"];',
        "  }",
        "  subgraph cluster_2 {",
        '    label="other"; color="#bbbbbb";',
        '    "other:lib" [label="lib\\nunknown", tooltip="other:lib unknown", '
        'style="rounded,filled,dashed", color="#999999", fontcolor="#777777"];',
        "  }",
        '  "app:buy" -> "app.lib:money" [label="imports.money"];',
        '  "app:buy" -> "app:gone" [label="imports.gone", color="#c62828", penwidth=2];',
        '  "app:buy" -> "other:lib" [label="funcs.call", style=dashed, color="#aaaaaa"];',
        "}",
    ]


_DOT_TOKEN = re.compile(
    r'\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<word>[A-Za-z_]\w*|\d+(?:\.\d+)?)|(?P<sign>->|[{}\[\];=,]))'
)


class Dot:
    """A strict reader of the part of DOT that is written: raises AssertionError for anything else."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        at = 0
        while text[at:].strip():
            match = _DOT_TOKEN.match(text, at)
            assert match, text[at : at + 80]
            self.tokens.append(match[0].strip())
            at = match.end()
        self.nodes: list[str] = []
        self.edges: list[tuple[str, str]] = []
        self.take("digraph")
        self.string()
        self.block()
        assert not self.tokens

    def take(self, wanted: str) -> None:
        found = self.tokens.pop(0)
        assert found == wanted, (found, wanted)

    def string(self) -> str:
        found = self.tokens.pop(0)
        assert found.startswith('"'), found
        return found

    def block(self) -> None:
        self.take("{")
        while self.tokens[0] != "}":
            self.statement()
        self.take("}")

    def statement(self) -> None:
        first = self.tokens.pop(0)
        if first == "subgraph":
            self.tokens.pop(0)
            self.block()
            return
        if self.tokens[0] == "=":
            self.take("=")
            self.string()
        else:
            if self.tokens[0] == "->":
                self.take("->")
                self.edges.append((first, self.string()))
            elif first.startswith('"'):
                self.nodes.append(first)
            self.take("[")
            while True:
                assert self.tokens.pop(0).isidentifier()
                self.take("=")
                self.tokens.pop(0)
                if self.tokens[0] == "]":
                    break
                self.take(",")
            self.take("]")
        self.take(";")


def test_no_name_breaks_out_of_dot() -> None:
    graph = hostile()
    text = renderer("dot")(graph)
    read = Dot(text)
    assert len(set(read.nodes)) == len(graph.nodes)
    assert set(read.nodes) == {end for pair in read.edges for end in pair}
    assert len(read.edges) == len(graph.edges)
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", text)
    # A label's escapes are `\n`, `\\` and `\"`: nothing that Graphviz would replace.
    labels = re.findall(r'(?:label|tooltip)="((?:[^"\\]|\\.)*)"', text)
    assert {escape[1] for label in labels for escape in re.findall(r"\\.", label)} <= {"n", "\\", '"'}


@pytest.mark.skipif(shutil.which("dot") is None and not ON_CI, reason="Graphviz is not installed")
def test_graphviz_reads_it() -> None:
    text = renderer("dot")(hostile()).encode("utf-8", "backslashreplace")
    done = subprocess.run(["dot", "-Tplain"], input=text, capture_output=True, check=True)
    assert done.stdout.count(b"\nnode ") == len(HOSTILE)
    assert not done.stderr.strip()


# --- Mermaid ---


def test_mermaid() -> None:
    lines = renderer("mermaid")(SMALL).splitlines()
    assert lines[:-3] == [
        "flowchart LR",
        '  subgraph g0["app"]',
        '    n0["buy<br>function.lua"]:::focus',
        '    n1["gone<br>missing"]:::missing',
        "  end",
        '  subgraph g1["app.lib"]',
        '    n2["money<br>library.lua"]',
        "  end",
        '  subgraph g2["other"]',
        '    n3["lib<br>unknown"]:::unknown',
        "  end",
        '  n0 -->|"imports.money"| n2',
        '  n0 -.->|"imports.gone"| n1',
        '  n0 -.->|"funcs.call"| n3',
    ]
    assert {line.split()[1] for line in lines[-3:]} == {"missing", "unknown", "focus"}


_TEXT = r'"(?:[^\W_]|[ .:_\-/(),]|#\d+;|<br>)*"'
_MERMAID_LINE = re.compile(
    rf"flowchart LR|  subgraph g\d+\[{_TEXT}\]|    n\d+\[{_TEXT}\](?::::(?:missing|unknown|focus))?|  end"
    rf"|  n\d+ (?:-->|-\.->)\|{_TEXT}\| n\d+|  classDef \w+ [\w:#,\- ]+"
)


def test_no_name_breaks_out_of_mermaid() -> None:
    for line in renderer("mermaid")(hostile()).splitlines():
        assert _MERMAID_LINE.fullmatch(line), line


def test_mermaid_texts_can_be_read_back() -> None:
    text = renderer("mermaid")(hostile())
    labels = re.findall(r"    n\d+\[\"(.*?)<br>", text)
    assert HOSTILE[0] in [re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label) for label in labels]


# --- JSON ---


def test_json() -> None:
    text = renderer("json")(SMALL)
    assert text.isascii()
    data = json.loads(text)
    assert list(data) == ["version", "nodes", "edges", "summary"]
    assert data["version"] == 1
    assert data["nodes"][0] == {
        "key": "app.lib:money",
        "id": "app.lib:money",
        "kind": "library.lua",
        "namespace": "app.lib",
        "root": ".",
        "path": "src/_index.yaml",
        "line": 3,
        "source": "src/money.lua",
        "status": "found",
        "vendored": False,
        "test": False,
        "comment": "Sums",
    }
    assert data["nodes"][3] | {"key": "", "id": ""} == {
        "key": "",
        "id": "",
        "kind": None,
        "namespace": "other",
        "root": None,
        "path": None,
        "line": None,
        "source": None,
        "status": "unknown",
        "vendored": False,
        "test": False,
        "comment": "",
    }
    assert data["edges"][1] == {
        "source": "app:buy",
        "target": "app:gone",
        "label": "imports.gone",
        "field": "imports.*",
        "verdict": "missing",
        "path": "src/_index.yaml",
        "line": 7,
    }
    assert data["summary"] == {
        "edges_by_field": {
            "funcs.call": {"found": 0, "missing": 0, "unknown": 1},
            "imports.*": {"found": 1, "missing": 1, "unknown": 0},
        }
    }


def test_json_keeps_every_name() -> None:
    data = json.loads(renderer("json")(hostile()))
    assert [item["key"] for item in data["nodes"]] == [f"{text}:{text}" for text in HOSTILE]


# --- HTML ---


class Page(HTMLParser):
    """The elements of a page, and the text inside its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.elements[-1][0] if self.elements else "", data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_html_carries_the_graph() -> None:
    for graph in (EMPTY, SMALL, hostile()):
        page = Page(renderer("html")(graph))
        scripts = [text for tag, text in page.texts if tag == "script"]
        assert len(page.all("script")) == len(scripts) == 2
        data = json.loads(scripts[0])
        expected = json.loads(renderer("json")(graph))
        assert {name: data[name] for name in expected} == expected
        assert (data["name"], data["focus"]) == (graph.name, graph.focus)


def test_no_name_breaks_out_of_html() -> None:
    plain, nasty = Page(renderer("html")(SMALL)), Page(renderer("html")(hostile()))
    assert nasty.elements == plain.elements
    titles = [text for tag, text in nasty.texts if tag in ("title", "h1")]
    assert titles == [f"{HOSTILE[1]} – entries", HOSTILE[1]]
    data = re.search(r'id="data">(.*?)</script>', renderer("html")(hostile()), re.DOTALL)
    assert data is not None
    assert not set("<>&") & set(data[1])


def test_html_needs_nothing_from_elsewhere() -> None:
    text = renderer("html")(SMALL)
    page = Page(text)
    assert not re.findall(r"https?://(?!www\.w3\.org/(?:2000/svg|1999/xhtml)\")", text)
    assert {tag for tag, _ in page.elements} & {"link", "img", "iframe", "object", "embed", "base"} == set()
    assert not any("src" in attributes or "href" in attributes for _, attributes in page.elements)
    assert not re.search(r"@import|url\((?!#)|\bimport\(|\bfetch\(|XMLHttpRequest|\beval\(|new Function|\son\w+=", text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)


def test_the_policy_of_the_page_allows_its_own_script_and_style_alone() -> None:
    page = Page(renderer("html")(SMALL))
    policy = next(item["content"] for item in page.all("meta") if "http-equiv" in item)
    assert policy is not None
    texts = {tag: text for tag, text in page.texts if tag in ("script", "style")}
    for tag in ("script", "style"):
        hashed = base64.b64encode(hashlib.sha256(texts[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{hashed}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.mark.skipif(BROWSER is None and not ON_CI, reason="no Chromium to open the page with")
@pytest.mark.parametrize(
    ("graph", "heading"),
    [(SMALL, "app:buy"), (hostile(), f"{HOSTILE[0]}:{HOSTILE[0]}"), (EMPTY, "")],
    ids=["small", "hostile", "empty"],
)
def test_a_browser_draws_it(tmp_path: Path, graph: Graph, heading: str) -> None:
    file = tmp_path / "graph.html"
    graph = graph._replace(nodes=tuple(node for node in graph.nodes if "\ud800" not in node.key))  # it cannot print one
    graph = graph._replace(edges=tuple(edge for edge in graph.edges if "\ud800" not in edge.source + edge.target))
    file.write_bytes(renderer("html")(graph).encode())
    command = [
        str(BROWSER),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--enable-logging=stderr",
        "--dump-dom",
        file.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert ":CONSOLE" not in done.stderr
    page = Page(done.stdout)
    rows = [item for item in page.all("g") if (item.get("class") or "").startswith("row ")]
    assert len(rows) == len(graph.nodes)
    assert [item["aria-label"] for item in rows if "focus" in str(item["class"]).split()] == (
        [f"{heading}, {next(item.kind for item in graph.nodes if item.key == graph.focus)}"] if graph.focus else []
    )
    assert [text for tag, text in page.texts if tag == "h2"] == ([heading] if heading else [])
    assert len(page.all("script")) == 2
