"""Markdown in both languages at once: titles, paragraphs, grids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from delegation.labels import LANGUAGES, Labels, labels


def every_language() -> tuple[Labels, ...]:
    return tuple(labels(language) for language in LANGUAGES)


def both(texts: Iterable[str], between: str = " · ") -> str:
    """The texts of all languages; once where they are the same."""
    return between.join(dict.fromkeys(texts))


def page_title(page: str) -> list[str]:
    """The top of a page, with the warning that it is generated."""
    generated = both((each.text("docs.page.generated") for each in every_language()), " ")
    title = both(each.text(f"docs.page.{page}") for each in every_language())
    return [f"<!-- {generated} -->", f"# {title}", *paragraphs(f"{page}_intro")]


def paragraphs(name: str) -> list[str]:
    return [each.text(f"docs.page.{name}") for each in every_language()]


def section(name: str) -> str:
    return "## " + both(each.text(f"docs.page.{name}_title") for each in every_language())


def mark(name: str) -> str:
    """A place that links point at; the words of a heading may change."""
    return f'<a id="{name}"></a>'


def grid(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the headings are names of the labels' section `docs.heading`."""
    titles = [both(each.text(f"docs.heading.{heading}") for each in every_language()) for heading in headings]
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
