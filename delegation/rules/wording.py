"""What free text says, as far as rules have to know: a number or date in an objective, limits of authority.

Words of both shipped languages, whichever the workbook's is: people mix them.
"""

from __future__ import annotations

import re

from delegation.cells.text import half_width, is_none_word

_DIGIT = re.compile(r"\d")
_NUMBER_OR_DATE = re.compile(
    r"[零一二两三四五六七八九十百千万亿半几][成倍分个名次份天周月年季日号件台套元门章节课场轮期人家项点条篇页款小]"
    r"|百分之|[年月季周]度?末|[年月季]底"
    r"|\b(?:zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|dozen|hundred"
    r"|thousand|million|half|halve|halved|third|quarter|double|doubled|twice|triple"
    r"|jan(?:uary)?|feb(?:ruary)?|march|april|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
    r"|\bend of (?:the )?(?:week|month|quarter|year)|\b(?:week|month|quarter|year)[ -]end",
    re.IGNORECASE,
)

# Ends of a part of the limits: `may decide alone: …; must ask first: …`, `可自行决定：…／须先请示：…`
_PARTS = re.compile(r"[;；。\n/／|]|\.(?=\s|$)")
_ASK = re.compile(
    r"(?:(?:must|has to|have to|needs? to|should|to) )?(?:be )?ask(?:ed)?(?: \w+)?(?: first| before)"
    r"|(?:must|has to|have to|needs? to) ask|(?:needs?|requires?) (?:approval|permission|consent|sign-off)"
    r"|(?:必须|须|需要?|应)?(?:事先|先|提前)?请示|先问"
    r"|(?:必须|须|需要?|应|事先|先|提前)(?:经|报)?(?:审批|批准|报批|征得同意|征求意见)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:no need|need not|needn't|not|without|don't|don't need|never|nothing|no one|nobody"
    r"|无需|无须|不需要?|不必|不用|没有)(?: to| having to| needs? to)?\s*$",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\b(?:alone|decides?|own|free(?:ly)?|full|everything|unlimited|no limits?)\b|\bautonom"
    r"|自行|自主|独立|自己|全权|完全|不限|无限制|全部",
    re.IGNORECASE,
)
_EDGES = " \t:：-–—,，、()（）"


def has_number_or_date(text: str) -> bool:
    plain = half_width(text)
    return _DIGIT.search(plain) is not None or _NUMBER_OR_DATE.search(plain) is not None


def must_ask_first(limits: str) -> str:
    """What a text on limits of authority says must be asked first; "" when nothing.

    Each part that asks gives what stands after its marker (before it, where nothing follows). Without any
    marker the whole text counts, unless it says that there is nothing or what may be decided alone.
    """
    parts = [part.strip() for part in _PARTS.split(limits)]
    marked = [(part, match) for part in parts if (match := _ASK.search(part))]
    if not marked:
        alone = is_none_word(limits) or _ALONE.search(limits)
        return "" if alone else limits.strip()
    asked = []
    for part, match in marked:
        before, after = part[: match.start()], part[match.end() :].strip(_EDGES)
        if _NOT.search(before):
            continue
        found = after or before.strip(_EDGES)
        if found and not is_none_word(found):
            asked.append(found)
    return "; ".join(asked)
