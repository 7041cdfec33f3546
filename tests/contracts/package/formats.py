"""Data validations and conditional formats of a sheet, with those in its x14 extensions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.contracts.package.findings import Findings
from tests.contracts.package.formulas import FormulaContext, check_formula, is_structured
from tests.contracts.package.names import utf16_length
from tests.contracts.package.references import parse_area
from tests.contracts.package.styles import Styles, check_count, check_dxf
from tests.contracts.package.text import unescape
from tests.contracts.package.xml_parts import MAIN, as_int, local_name

LONGEST_LIST = 255
_LONGEST_TEXTS = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 225}

_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"


def check_validations(part: str, root: Element, formulas: FormulaContext, findings: Findings) -> None:
    """Lists, texts, references, formulas and counts of the validations."""
    for namespace in (MAIN, _X14):
        for collection in root.iter(namespace + "dataValidations"):
            check_count(collection, len(collection), part, findings)
            for validation in collection:
                _check_validation(part, validation, formulas, findings)


def _check_validation(part: str, validation: Element, formulas: FormulaContext, findings: Findings) -> None:
    where = f"validation {_sqref(validation)}"
    _check_sqref(part, validation, where, findings)
    for attribute, longest in _LONGEST_TEXTS.items():
        length = utf16_length(unescape(validation.get(attribute, "")))
        if length > longest:
            findings.add("validation-text-length", part, f"{where}: {attribute} has {length} characters")
    for formula in _formulas(validation):
        if validation.get("type") == "list" and formula.startswith('"'):
            length = utf16_length(formula.strip('"').replace('""', '"'))
            if length > LONGEST_LIST:
                findings.add("validation-list-length", part, f"{where}: {length} characters")
            continue
        _check_rule_formula(part, formula, formulas, where, findings)


def check_formats(
    part: str, root: Element, formulas: FormulaContext, styles: Styles | None, findings: Findings
) -> None:
    """References, priorities, formats, formulas and x14 twins of the conditional formats."""
    priorities: Counter[str] = Counter()
    for namespace in (MAIN, _X14):
        for block in root.iter(namespace + "conditionalFormatting"):
            where = f"conditional format {_sqref(block)}"
            _check_sqref(part, block, where, findings)
            for rule in block.iterfind(namespace + "cfRule"):
                if (priority := rule.get("priority")) is not None:
                    priorities[priority] += 1
                if styles is not None:
                    check_dxf(rule, styles.dxf_count, part, where, findings)
                for formula in _formulas(rule):
                    _check_rule_formula(part, formula, formulas, where, findings)
    for priority, count in priorities.items():
        if count > 1 or not as_int(priority):
            findings.add("format-priority-duplicate", part, f"{count} rules have priority {priority}")
    _check_pairs(part, root, findings)


def _check_pairs(part: str, root: Element, findings: Findings) -> None:
    used = Counter((element.text or "").strip().upper() for element in root.iter(_X14 + "id"))
    extended = {rule.get("id", "").upper(): rule for rule in root.iter(_X14 + "cfRule")}
    for guid, count in used.items():
        if guid not in extended or count > 1:
            findings.add(
                "format-x14-pairing", part, f"{guid}: {count} rules, {int(guid in extended)} in the extension"
            )
    for guid, rule in extended.items():
        # A rule with its own priority stands for itself; without one it only adds to its twin.
        if guid not in used and rule.get("priority") is None:
            findings.add("format-x14-pairing", part, f"{guid} is in the extension alone")


def _formulas(rule: Element) -> Iterator[str]:
    """The formulas of a rule: formula, formula1, formula2, and xm:f inside x14 elements."""
    for element in rule.iter():
        name = local_name(element.tag)
        if (name.startswith("formula") or element.tag == _XM + "f") and element.text:
            yield element.text


def _check_rule_formula(
    part: str, formula: str, formulas: FormulaContext, where: str, findings: Findings
) -> None:
    check_formula(formula, formulas, part, where, findings)
    if is_structured(formula):
        findings.add("rule-structured-reference", part, f"{where}: {formula[:60]}")


def _sqref(element: Element) -> str:
    inner = element.find(_XM + "sqref")
    return element.get("sqref", "") if inner is None else inner.text or ""


def _check_sqref(part: str, element: Element, where: str, findings: Findings) -> None:
    references = _sqref(element).split()
    if not references or any(parse_area(reference) is None for reference in references):
        findings.add("reference-illegal", part, where)
