"""`--accept TEAM:TABLE`: what a person has confirmed, checked against the programme before a run begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from delegation.labels import Labels, labels, sheet_tables
from delegation.schema import normalise
from delegation.tables import BY_ID, DECLARED
from sync.programme.model import Programme, Team, lead_id


class AcceptError(Exception):
    """What was given to `--accept` names no team or no table."""

    def __init__(self, name: str, **facts: str) -> None:
        self.name = name
        self.facts = facts
        super().__init__(name, facts)

    def text(self, words: Labels) -> str:
        """What was found, what is allowed."""
        return words.text(f"sync.error.{self.name}", **self.facts)

    def __str__(self) -> str:
        return self.text(labels("en"))


def accepted_tables(programme: Programme, accept: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Team id → the ids of its tables whose loss is confirmed, those of a lead's workbook by the lead's id. A
    table may be called by its id or its sheet.

    Raises: AcceptError.
    """
    found: dict[str, frozenset[str]] = {}
    for text in accept:
        team, colon, table = text.strip().replace("：", ":").partition(":")
        if not (team and colon and table):
            raise AcceptError("accept_form", text=text, example=f"{programme.teams[0].id}:delegations")
        by_id = {each.id.casefold(): each.id for each in programme.teams}
        by_id |= {each.id: each.id for each in programme.teams}
        team_id = by_id.get(team.strip()) or by_id.get(team.strip().casefold())
        if team_id is None:
            raise AcceptError(
                "accept_team", text=text, team=team, known=", ".join(each.id for each in programme.teams)
            )
        table_id = sheet_tables().get(normalise(table))
        if table_id is None:
            known = ", ".join(each.id for each in DECLARED)
            raise AcceptError("accept_table", text=text, table=table, known=known)
        owner = _owner(programme.team(team_id), table_id)
        found[owner] = found.get(owner, frozenset()) | {table_id}
    return found


def _owner(team: Team, table_id: str) -> str:
    of_lead = team.lead_workbook and BY_ID[table_id].personal
    return lead_id(team.id) if of_lead else team.id
