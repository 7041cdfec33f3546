"""Comments, their VML notes, threaded comments and persons; ids in drawings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.contracts.package.archive import Package
from tests.contracts.package.findings import Findings
from tests.contracts.package.references import parse_cell
from tests.contracts.package.workbook import Workbook
from tests.contracts.package.xml_parts import MAIN, RELATION, as_int, local_name

_VML_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def check_comments(package: Package, part: str, root: Element, findings: Findings) -> dict[str, str]:
    """Check the comments of a sheet; return the author of each by its cell."""
    comments_part = package.related(part, "comments")
    comments = package.tree(comments_part)
    if comments_part is None or comments is None:
        return {}
    authors = [author.text or "" for author in comments.iterfind(f"{MAIN}authors/{MAIN}author")]
    by_cell: dict[str, str] = {}
    for comment in comments.iterfind(f"{MAIN}commentList/{MAIN}comment"):
        cell, index = comment.get("ref", ""), as_int(comment.get("authorId"))
        if parse_cell(cell) is None:
            findings.add("reference-illegal", comments_part, f"comment {cell!r}")
        if cell in by_cell:
            findings.add("comment-duplicate", comments_part, cell)
        if index is None or index >= len(authors):
            findings.add("comment-author", comments_part, f"{cell}: author {comment.get('authorId')}")
        by_cell[cell] = authors[index] if index is not None and index < len(authors) else ""
    _check_shapes(package, part, root, by_cell, findings)
    return by_cell


def _check_shapes(
    package: Package, part: str, root: Element, by_cell: dict[str, str], findings: Findings
) -> None:
    if not by_cell:
        return
    legacy = root.find(MAIN + "legacyDrawing")
    if legacy is None:
        findings.add("comment-shape", part, "has comments and no legacyDrawing")
        return
    vml = package.tree(package.by_id(part, legacy.get(RELATION + "id"), "vmlDrawing"))
    if vml is None:
        return
    notes = {_place(data) for data in vml.iter(_VML_EXCEL + "ClientData") if data.get("ObjectType") == "Note"}
    for cell in by_cell:
        place = parse_cell(cell)
        if place is not None and place not in notes:
            findings.add("comment-shape", part, f"{cell} has no note in the VML")


def _place(client_data: Element) -> tuple[int, int] | None:
    row = as_int(client_data.findtext(_VML_EXCEL + "Row"))
    column = as_int(client_data.findtext(_VML_EXCEL + "Column"))
    return None if row is None or column is None else (row + 1, column + 1)


def check_threads(
    package: Package, workbook: Workbook, authors: dict[str, dict[str, str]], findings: Findings
) -> None:
    """Threaded comments of all sheets, against persons and the legacy comments' authors by sheet and cell."""
    persons = {
        person.get("id", "").upper()
        for part in package.all_related(workbook.part, "person")
        for person in _children(package, part)
    }
    seen: Counter[str] = Counter()
    for sheet, by_cell in authors.items():
        for part in package.all_related(sheet, "threadedComment"):
            for comment in _children(package, part):
                cell, guid = comment.get("ref", ""), comment.get("id", "").upper()
                seen[guid] += 1
                if seen[guid] > 1:
                    findings.add("thread-id-duplicate", part, f"{cell}: {guid}")
                if comment.get("personId", "").upper() not in persons:
                    findings.add("thread-person", part, f"{cell}: person {comment.get('personId')}")
                if comment.get("parentId") is None and by_cell.get(cell, "").upper() != f"TC={guid}":
                    findings.add("thread-legacy-twin", part, f"{cell}: no legacy comment by tc={guid}")


def _children(package: Package, part: str) -> Iterator[Element]:
    root = package.tree(part)
    return iter(()) if root is None else iter(root)


def check_drawings(package: Package, findings: Findings) -> None:
    """Ids of the shapes of each drawing part."""
    parts = {part for source in package.relationships for part in package.all_related(source, "drawing")}
    for part in sorted(parts):
        root = package.tree(part)
        ids = Counter(() if root is None else _shape_ids(root))
        for shape_id, count in ids.items():
            if count > 1:
                findings.add("drawing-id-duplicate", part, f"{count} shapes have id {shape_id}")


def _shape_ids(element: Element) -> Iterator[str]:
    stack = [element]
    while stack:
        current = stack.pop()
        name = local_name(current.tag)
        if name == "cNvPr":
            yield current.get("id", "")
        # A fallback repeats the shape that it stands in for, with its id.
        if name != "Fallback":
            stack.extend(current)
