from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.launch import Mortal
from tests.faults.night import Night, night_in


@pytest.fixture(scope="package")
def mortal() -> Iterator[Mortal]:
    """Runs that nothing stands in the way of."""
    found = Mortal()
    yield found
    found.close()


@pytest.fixture(scope="package")
def struck() -> Iterator[Mortal]:
    """Runs whose calls of the system can be made to kill them or to fail. Needs libfiu."""
    found = Mortal(strikes=True)
    yield found
    found.close()


@pytest.fixture(scope="package")
def night(tmp_path_factory: pytest.TempPathFactory, struck: Mortal) -> Iterator[Night]:
    with night_in(tmp_path_factory.mktemp("night") / "launch", struck) as found:
        yield found
