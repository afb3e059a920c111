import pytest

from .case import well_run


@pytest.fixture
def well():
    return well_run()
