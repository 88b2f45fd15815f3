"""Format the figures as a page of Markdown, and find those that miss their floor or ceiling."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from ablation import SOME, Variant, ablation_table
from growth import Growth, growth_misses, growth_tables
from machine import Machine, machine_misses, machine_tables
from obliqa import DEFAULT, Retrieval, obliqa_table
from own_sets import OwnSets, own_tables
from quality import Quality
from scores import Figures
from speed import Adding, Asking
from table import table
from trust import CLAIMS, Trust, trust_tables

PACKAGES = ("chromadb", "onnxruntime", "torch", "sentence-transformers", "langchain", "langchain-chroma", "bm25s")
SEARCH = ("hit@1", "hit@5", "recall@10", "exact@5")
ANSWER = ("cited_gold", "first_is_gold", "clean", "precision", "pinpoint", "exact", "facts", "both_sides")


def machine() -> str:
    """Processor, cores, memory, system and Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, {system}"


def processor() -> str:
    """The name of the processor, as far as the system gives it."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


@dataclass(frozen=True, slots=True)
class Results:
    """All figures of one run of the benchmark.

    `load` is the load average before it began. `unseen` are questions on instruments kept out of training. `crowded` is
    the search among `crowd` passages of other treaties.
    """

    load: float
    quality: Quality
    unseen: Figures
    crowded: dict[str, Figures]
    crowd: int
    obliqa: dict[str, Retrieval]
    ablation: list[Variant]
    adding: tuple[Adding, Adding]
    asking: tuple[Asking, Asking]
    machine: Machine
    growth: Growth
    trust: Trust
    own: OwnSets


def report(results: Results) -> str:
    """The whole page."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return "\n".join(
        [
            "# Benchmark\n",
            "Written by `make bench`; what is measured, and how, is in the files beside this one.\n",
            f"{date.today().isoformat()} · {machine()}, load {results.load:.1f} before · {packages}\n",
            *_search_tables(results.quality),
            *_other_fields(results),
            "## What each stage of the search brings\n",
            f"Beside each figure what it is against all stages, in points; every {SOME}th query of ObliQA.\n",
            *ablation_table(results.ablation),
            *_answer_tables(results.quality),
            *trust_tables(results.trust, verbatim=_verbatim(results.quality), refusals=results.quality.refusals),
            *own_tables(results.own),
            *_speed_table(results.adding, results.asking),
            *machine_tables(results.machine),
            *growth_tables(results.growth),
            "![Growth](growth.png)\n",
        ]
    )


def misses(results: Results) -> list[str]:
    """A sentence for each figure below its floor or above its ceiling."""
    return [
        *(f"{what} is {value:.3f}, floor {low}" for what, value, low in _floors(results) if value < low),
        *(
            f"{what} is {value:.3f}, ceiling {ceiling}"
            for what, value, ceiling in _ceilings(results)
            if value > ceiling
        ),
        *machine_misses(results.machine),
        *growth_misses(results.growth),
    ]


def _floors(results: Results) -> list[tuple[str, float, float]]:
    found, obliqa = results.quality.search["Pinpoint"], results.obliqa[DEFAULT]
    return [
        ("hit@5", found["all"]["hit@5"], 0.85),
        ("hit@5 of exact_lookup", found["exact_lookup"]["hit@5"], 0.98),
        ("hit@5 of paraphrase", found["paraphrase"]["hit@5"], 0.70),
        ("hit@5 of follow_up", found["follow_up"]["hit@5"], 0.90),
        ("hit@5 of article", found["article"]["hit@5"], 0.93),
        ("hit@1", found["all"]["hit@1"], 0.60),
        ("recall@10 of multi_instrument", found["multi_instrument"]["recall@10"], 0.70),
        ("hit@5 among the treaty series", results.crowded["all"]["hit@5"], found["all"]["hit@5"] - 0.05),
        ("ObliQA Recall@10", obliqa.recall, 0.80),
        ("ObliQA MAP@10", obliqa.precision, 0.65),
        ("the share of verbatim quotes", results.quality.verbatim / results.quality.citations, 1.0),
        ("the share of answerable questions answered", results.quality.refusals["answered_of_answerable"], 0.95),
        ("refusal precision", results.quality.refusals["refusal precision"], 0.9),
        ("refusal recall", results.quality.refusals["refusal recall"], 0.9),
        ("right verdicts on quotations", results.trust.quotes.accuracy, 0.95),
        ("macro F1 of claims", results.trust.claims.macro(CLAIMS), 0.75),
    ]


def _verbatim(quality: Quality) -> tuple[int, int]:
    return quality.verbatim, quality.citations


def _ceilings(results: Results) -> list[tuple[str, float, float]]:
    (add, peer_add), (ask, peer_ask) = results.adding, results.asking
    return [
        ("the number of markers without a citation", results.quality.refusals["dangling"], 0),
        ("adding the corpus, of the recipe's time,", add.run.seconds / peer_add.run.seconds, 0.4),
        ("a cold answer, of the recipe's time,", ask.start / peer_ask.start, 1 / 4),
        ("a warm search, of the recipe's time,", ask.median / peer_ask.median, 1 / 2),
        ("memory for asking, of the recipe's,", ask.peak / peer_ask.peak, 1 / 2),
        ("memory for adding, of the recipe's,", add.run.peak / peer_add.run.peak, 1),
    ]


def _other_fields(results: Results) -> list[str]:
    """Lines on instruments kept out of training, on search among other treaties, and on ObliQA."""
    ours = results.quality.search["Pinpoint"]
    rows = [
        [kind, *(f"{figures[key]:.2f}" for figures in (ours[kind], crowded) for key in ("hit@1", "hit@5", "recall@10"))]
        for kind, crowded in results.crowded.items()
    ]
    unseen = results.unseen
    return [
        "### Instruments that the encoder was not trained on\n",
        f"{unseen['n']:.0f} questions: hit@1 {unseen['hit@1']:.2f}, hit@5 {unseen['hit@5']:.2f}.\n",
        "### Among other treaties\n",
        f"The same questions with {results.crowd:,} passages of a treaty series beside the corpus.\n",
        *table(["questions", "hit@1", "hit@5", "recall@10", "hit@1 there", "hit@5 there", "recall@10 there"], rows),
        "### Somebody else's field: ObliQA\n",
        *obliqa_table(results.obliqa),
    ]


def _search_tables(quality: Quality) -> list[str]:
    systems = list(quality.search)
    head = ["questions", "n", *(f"{key} {name}" for key in SEARCH for name in systems)]
    rows = [
        [kind, f"{figures['n']:.0f}", *(f"{quality.search[name][kind][key]:.2f}" for key in SEARCH for name in systems)]
        for kind, figures in quality.search[systems[0]].items()
    ]
    note = "A hit is a passage of the gold document and article; exact@5 asks for the paragraph and letter too.\n"
    return ["## Search\n", note, *table(head, rows)]


def _answer_tables(quality: Quality) -> list[str]:
    rows = [
        [kind, f"{figures['n']:.0f}", *(f"{figures[key]:.2f}" if key in figures else "" for key in ANSWER)]
        for kind, figures in quality.answers.items()
    ]
    agreed = f"{quality.compared} figures agree with those of the questions' own scorer." if quality.compared else ""
    return [
        "## Answers\n",
        "`pinpoint` is the share of exact places among answers that cite a gold article; facts are those of gold.\n",
        *table(["questions", "n", *ANSWER], rows),
        f"{agreed}\n",
    ]


def _speed_table(adding: Sequence[Adding], asking: Sequence[Asking]) -> list[str]:
    (add, peer_add), (ask, peer_ask) = adding, asking
    lines = (
        ("add the corpus, s", add.run.seconds, peer_add.run.seconds, 1),
        ("… processor time, s", add.run.cpu, peer_add.run.cpu, 1),
        ("… peak memory, MB", add.run.peak, peer_add.run.peak, 0),
        ("… passages or chunks", add.units, peer_add.units, 0),
        ("prepare the encoder, once, s", add.prepare, peer_add.prepare, 1),
        ("cold start to a printed answer, median s", ask.start, peer_ask.start, 2),
        ("… processor time, median s", ask.cpu, peer_ask.cpu, 2),
        ("… peak memory, MB", ask.peak, peer_ask.peak, 0),
        ("warm search p50, ms", 1000 * ask.median, 1000 * peer_ask.median, 1),
        ("warm search p95, ms", 1000 * ask.p95, 1000 * peer_ask.p95, 1),
    )
    rows = [
        [what, f"{ours:.{digits}f}", f"{theirs:.{digits}f}", f"{ours / theirs:.2f}" if theirs else ""]
        for what, ours, theirs, digits in lines
    ]
    return ["## Speed\n", *table(["", "Pinpoint", "recipe", "ratio"], rows)]
