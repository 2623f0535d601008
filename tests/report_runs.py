"""Two runs over the same invented questions, as a fixture made once."""

import pytest

from eval.run_folder import Run
from tests.report_fixtures import made_run


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """Return a worse and a better run."""
    folder = tmp_path_factory.mktemp("runs")
    before = made_run(folder / "fusion-off", skill=0.5)
    return before, made_run(folder / "fusion-on", skill=0.9)
