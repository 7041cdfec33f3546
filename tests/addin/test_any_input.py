"""Whatever cells are passed, in whatever shape: every formula answers with something that can be read."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.addin.cells import arguments, unreadable
from tests.addin.classic import call
from tests.addin.sound import FUNCTIONS, SOUND, names

unhurried = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.parametrize("function", FUNCTIONS)
@unhurried
@given(data=st.data())
def test_property_no_input_whatever_raises(function: str, data: st.DataObject) -> None:
    given_ = [data.draw(arguments(*each)) for each in zip(names(function), SOUND[function], strict=True)]
    assert not unreadable(call(function, *given_))
