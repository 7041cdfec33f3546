"""Whatever happens in a formula, its cell shows text that can be read: no host ever sees a traceback.

Owns which exceptions become which code. Source: SPEC §13.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from addin.answers import Wrong, WrongArgumentError, WrongRowError, in_words, of_row_elsewhere
from addin.arguments import read_words
from addin.ranges import ShapeError, Spill
from delegation.labels import Labels, labels

Arguments = ParamSpec("Arguments")


def readable(
    answer: Callable[Concatenate[Labels, Arguments], Spill],
) -> Callable[Concatenate[object, Arguments], Spill]:
    """A formula's answer in the language that its first argument asks for, be it what is wrong."""

    @functools.wraps(answer)
    def answered(lang: object, /, *args: Arguments.args, **options: Arguments.kwargs) -> Spill:
        words = labels("en")
        try:
            words = read_words(lang)
            return answer(words, *args, **options)
        except WrongArgumentError as error:
            return [[in_words(error.wrong, words)]]
        except WrongRowError as error:
            return [[of_row_elsewhere(error.row, words)]]
        except ShapeError:
            return [[in_words(Wrong(code="ARG-SHAPE"), words)]]
        except (
            Exception
        ) as error:  # a fault of ours: hosts would show its traceback, or #VALUE! without a word
            return [[in_words(Wrong(code="ARG-UNEXPECTED", value=type(error).__name__), words)]]

    return answered
