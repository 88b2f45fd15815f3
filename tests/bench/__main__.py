"""`make bench`: compare quality and speed with the usual LangChain recipe and with BM25; writes REPORT.md here.

The exit status is 1 if a floor is missed. Intermediate files stay in build/bench.
"""

import os
import shutil
import sys

from ablation import measure_ablation
from growth import EVERY, measure_growth
from machine import measure_machine
from measure import HERE, WORK
from obliqa import DEFAULT, TRAINED, measure_default, measure_trained
from own_sets import measure_own_sets
from plot import plot
from quality import crowd, measure_quality, measure_search, read_lines, read_validation
from report import Results, misses, report
from speed import add_with_pinpoint, add_with_recipe, measure_asking
from trust import measure_trust

ROOT = HERE.parent.parent
SHARED = ROOT.parent / "shared"
# The output of `python -m index.training.folds`, used if it is there: training takes an hour, the benchmark minutes.
TRAINED_FOLDER = ROOT / "build" / "obliqa-folds"


def main() -> int:
    """Run the benchmark; returns 0 if every floor is reached, else 1."""
    if not SHARED.is_dir():
        say("The benchmark needs ../shared, with the corpus and the questions, beside this checkout.")
        return 1
    load = os.getloadavg()[0]
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    return conclude(measured(load))


def measured(load: float) -> Results:
    """All measurements, one after another, so that they do not slow each other down."""
    library, store, questions = WORK / "library", WORK / "store", SHARED / "eval" / "questions.jsonl"
    obliqa = SHARED / "bench" / "obliqa"
    say("Adding the corpus with Pinpoint, then with the recipe …")
    adding = (
        add_with_pinpoint(SHARED / "corpus", library=library, work=WORK),
        add_with_recipe(SHARED / "corpus", store=store, work=WORK),
    )
    say("Asking all questions …")
    quality = measure_quality(SHARED, library=library, store=store, work=WORK)
    unseen = measure_search(read_validation(SHARED / "training" / "validation.jsonl"), library=library, work=WORK)
    trust = measure_trust(SHARED, library=library, answers=WORK / "answers.jsonl", work=WORK)
    own = measure_own_sets(library=library, work=WORK)
    say("Timing cold starts and warm searches …")
    asking = measure_asking(library=library, store=store, work=WORK)
    machine = measure_machine(library, work=WORK)
    say("Adding the treaty series at three sizes, and searching it …")
    growth = measure_growth(SHARED, work=WORK)
    crowded = crowd(WORK / f"library-{EVERY[-1]}", SHARED / "corpus", work=WORK)
    among = measure_search(read_lines(questions), library=crowded, work=WORK)
    say("Asking somebody else's questions …")
    others = {DEFAULT: measure_default(obliqa, work=WORK / "obliqa")}
    if TRAINED_FOLDER.is_dir():
        others[TRAINED] = measure_trained(obliqa, trained=TRAINED_FOLDER, work=WORK / "obliqa")
    say("Leaving out one stage of the search after another …")
    theirs = WORK / "obliqa" / "default" / "library"
    ablation = measure_ablation(library, questions=questions, obliqa=theirs, folder=obliqa, work=WORK)
    return Results(
        load=load,
        quality=quality,
        unseen=unseen["all"],
        crowded=among,
        crowd=growth.sizes[-1].passages,
        obliqa=others,
        ablation=ablation,
        adding=adding,
        asking=asking,
        machine=machine,
        growth=growth,
        trust=trust,
        own=own,
    )


def conclude(results: Results) -> int:
    """Write the report and the picture, and print the floors that are missed; returns the exit status."""
    page = report(results)
    (HERE / "REPORT.md").write_text(page, encoding="utf-8")
    plot(results.growth, HERE / "growth.png")
    say(page)
    missed = misses(results)
    for sentence in missed:
        say(f"MISSED: {sentence}")
    return 1 if missed else 0


def say(text: str) -> None:
    """Print a line to stdout at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
