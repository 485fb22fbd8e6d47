"""Reading rule pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.fixtures import Expected
from tests.support.pages import read_page

PAGE = """# LE302 unknown-module

Severity: error. Fix: safe.

## What it does

Text.

```yaml file=not/an/example.yaml
x: 1
```

## Example

```yaml file=src/_index.yaml
- htpp  # LE302: htpp
```

Text between.

```lua file=src/main.lua
return 1
```

```findings
LE204 src/main.lua no entry
```

### Another

````yaml file=src/_index.yaml
## not a heading
```
````

```sh
shown only
```
"""


def test_blocks_under_one_heading_are_one_project(tmp_path: Path) -> None:
    path = tmp_path / "unknown-module.md"
    path.write_text(PAGE, encoding="utf-8")
    page = read_page(path)
    assert (page.code, page.name, page.severity, page.fix) == ("LE302", "unknown-module", "error", "safe")
    assert page.sections == ("What it does", "Example")
    first, second = page.examples
    assert (first.section, first.title) == ("Example", "")
    assert [(file.path, file.text) for file in first.fixture.files] == [
        ("src/_index.yaml", "- htpp\n"),
        ("src/main.lua", "return 1\n"),
    ]
    assert first.fixture.expected == (
        Expected("src/_index.yaml", 1, "LE302", "htpp"),
        Expected("src/main.lua", None, "LE204", "no entry"),
    )
    assert (second.section, second.title) == ("Example", "Another")
    assert second.fixture.files[0].text == "## not a heading\n```\n"


@pytest.mark.parametrize(
    "text",
    [
        "# unknown-module\n\nSeverity: error. Fix: safe.\n",
        "# LE302 unknown-module\n\nAn error.\n",
        PAGE + "```yaml\nnot closed\n",
        PAGE.replace("# LE302: htpp", "# LE302 htpp"),
    ],
)
def test_unreadable_pages_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.md|closed"):
        read_page(path)
