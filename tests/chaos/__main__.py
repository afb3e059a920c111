"""`make chaos SEED=… MINUTES=…`: break everything, look at the ledgers, and print the report."""

import argparse
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from .judge import is_broken, judge
from .plan import tales
from .report import plan_lines, report_lines
from .run import run
from .strikes import strikes
from .variants import NAIVE, OURS


def main() -> int:
    """Try both services.

    Returns:
        The exit code: 0 if ours kept every promise and the naive one did not.
    """
    asked = _arguments()
    seconds = asked.minutes * 60
    told, broken = tales(asked.seed, seconds), strikes(asked.seed, seconds)
    folder = Path(asked.logs or tempfile.mkdtemp(prefix="chaos-"))
    _say([f"what the processes say is in {folder}"])
    _say(plan_lines(asked.seed, told, broken))
    plan = {"seed": asked.seed, "tales": told, "strikes": broken, "seconds": seconds}
    runs = []
    for variant in (OURS, NAIVE):
        its_folder = folder / variant.name
        its_folder.mkdir(parents=True)
        with redirect_stdout(StringIO()):  # programs print what they said when they end
            runs.append(run(variant, its_folder, **plan))
    findings = [judge(each.evidence) for each in runs]
    _say(report_lines(runs, findings))
    ours, naive = (is_broken(each) for each in findings)
    return 0 if naive and not ours else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=5.0, help="of havoc, for each service")
    parser.add_argument("--logs", help="a new folder for what the processes say")
    return parser.parse_args()


def _say(lines: object) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
