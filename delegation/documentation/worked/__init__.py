"""The worked examples of `docs/figures.md`: inputs declared once, every number found by `delegation` itself.

Each module gives its numbers and sums as texts by name (`attainment.higher`), for a page that has the words.
"""
