"""A row of the master is as high as its longest text, so that none is cut off."""

from __future__ import annotations

import dataclasses
import io

import pytest
from openpyxl import load_workbook

from sync.master import build_master
from sync.master.content import MasterRecord
from tests.sync.masters import content

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

# Fewer signs than digits would fit in the column of Calibri, but wide ones; in Microsoft YaHei every one is.
CRITERION = "Milestones and risks compared with the plan"


@pytest.mark.parametrize(("language", "sheet"), [("en", "Tracking plan"), ("zh", "跟踪计划")])
@pytest.mark.parametrize(("criterion", "points"), [("On time", 19.0), (CRITERION, 34.0)])
def test_a_row_is_as_high_as_its_text(language: str, sheet: str, criterion: str, points: float) -> None:
    row = MasterRecord(key="north:D1+1", team="north", team_name="North", values={"criterion": criterion})
    built = build_master(dataclasses.replace(content(language), records={"plan": (row,)}))

    heights = load_workbook(io.BytesIO(built))[sheet].row_dimensions

    assert heights[5].height == points
