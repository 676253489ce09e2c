"""Two processes never write to one school."""

import subprocess
import sys

import pytest

from db.lock import sole_use
from domain.errors import Refused

HOLD = "import sys; from pathlib import Path; from db.lock import sole_use\nwith sole_use(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"


def test_a_second_process_is_refused_until_the_first_has_ended(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(Refused, match="另一个正在运行"), sole_use(tmp_path):
            pass
        first.kill()
    with sole_use(tmp_path):
        pass
