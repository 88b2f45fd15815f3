"""`make bench`: quality and speed beside the usual LangChain recipe and BM25; writes REPORT.md beside this file.

Exits with 1 when a floor is missed. What was built and printed on the way is left in build/bench.
"""

import os
import shutil
import sys
from pathlib import Path

from measure import HERE, WORK
from quality import measure_quality
from report import misses, report
from speed import add_with_pinpoint, add_with_recipe, measure_asking

ROOT = HERE.parent.parent
SHARED = ROOT.parent / "shared"


def main() -> int:
    """0 when every floor is reached, else 1."""
    if not SHARED.is_dir():
        say("The benchmark needs ../shared, with the corpus and the questions, beside this checkout.")
        return 1
    load = os.getloadavg()[0]
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    library, store = WORK / "library", WORK / "store"
    say("Adding the corpus with Pinpoint …")
    ours = add_with_pinpoint(SHARED / "corpus", library=library, work=WORK)
    say(f"  {ours.run.seconds:.0f} s. Adding it with the recipe …")
    theirs = add_with_recipe(SHARED / "corpus", store=store, work=WORK)
    say(f"  {theirs.run.seconds:.0f} s. Asking all questions …")
    quality = measure_quality(SHARED, library=library, store=store, work=WORK)
    say("Timing cold starts and warm searches …")
    asking = measure_asking(library=library, store=store, work=WORK)
    return conclude(report(quality, (ours, theirs), asking, load=load), misses(quality, (ours, theirs), asking))


def conclude(page: str, missed: list[str]) -> int:
    """Writes the page and says what is missed."""
    target = Path(HERE / "REPORT.md")
    target.write_text(page, encoding="utf-8")
    say(page)
    for sentence in missed:
        say(f"MISSED: {sentence}")
    return 1 if missed else 0


def say(text: str) -> None:
    """One line on stdout, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
