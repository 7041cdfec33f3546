"""`docs/figures.md` in each language: what every figure means, worked out with numbers of `delegation`'s own.

The words stand in `docs/source/`, without a single digit: all numbers, days and sums come from the examples.
"""

from __future__ import annotations

import re

from delegation.documentation.worked.decisions import decision_texts
from delegation.documentation.worked.delegations import delegation_texts
from delegation.documentation.worked.kpis import kpi_texts
from delegation.documentation.worked.outlook import outlook_texts
from delegation.documentation.worked.quality import quality_texts
from delegation.documentation.worked.workload import workload_texts
from delegation.documentation.worked.written import Texts
from delegation.labels import labels

PLACEHOLDER = re.compile(r"\{([a-z_.]+)\}")


def figures_page(source: str, language: str) -> str:
    """The page as Markdown, from its words. Raises: KeyError for a placeholder that no example knows."""
    texts = worked_texts(language)
    return PLACEHOLDER.sub(lambda found: texts[found[1]], source)


def worked_texts(language: str) -> Texts:
    """Every number, day and sum of the examples, by name."""
    words = labels(language)
    return {
        **kpi_texts(words),
        **delegation_texts(words),
        **workload_texts(words),
        **quality_texts(words),
        **outlook_texts(words),
        **decision_texts(words),
    }
