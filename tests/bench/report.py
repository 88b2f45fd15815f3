"""The figures as a page of Markdown, and which of them miss what was aimed at. Pure, but for the machine's facts."""

import os
import platform
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from quality import Quality
from speed import Adding, Asking

PACKAGES = ("chromadb", "onnxruntime", "torch", "sentence-transformers", "langchain", "langchain-chroma", "bm25s")
SEARCH = ("hit@1", "hit@5", "recall@10", "exact@5")
ANSWER = ("cited_gold", "first_is_gold", "precision", "pinpoint", "exact", "facts", "both_sides")


def machine() -> str:
    """Processor, cores, memory, system and Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, {system}"


def processor() -> str:
    """The processor's name, where the system tells."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def report(quality: Quality, adding: Sequence[Adding], asking: Sequence[Asking], *, load: float) -> str:
    """The whole page; `load` is how many processes wanted a core before the benchmark began."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return "\n".join(
        [
            "# Benchmark\n",
            "Written by `make bench`; what is measured, and how, is in the files beside this one.\n",
            f"{date.today().isoformat()} · {machine()}, load {load:.1f} before · {packages}\n",
            *_search_tables(quality),
            *_answer_tables(quality),
            *_speed_table(adding, asking),
        ]
    )


def misses(quality: Quality, adding: Sequence[Adding], asking: Sequence[Asking]) -> list[str]:
    """What is below its floor or above its ceiling, each as a sentence."""
    found, lookup = quality.search["Pinpoint"]["all"]["hit@5"], quality.search["Pinpoint"]["exact_lookup"]["hit@5"]
    added, started = adding[0].run.seconds / adding[1].run.seconds, asking[0].start / asking[1].start
    checks = (
        (found >= 0.65, f"hit@5 is {found:.3f}, floor 0.65"),
        (lookup >= 0.95, f"hit@5 of exact_lookup is {lookup:.3f}, floor 0.95"),
        (quality.verbatim == quality.citations, f"{quality.citations - quality.verbatim} quotes are not verbatim"),
        (quality.refusals["dangling"] == 0, f"{quality.refusals['dangling']:.0f} markers have no citation"),
        (added <= 0.5, f"adding takes {added:.2f} of the recipe's time, aim 0.50"),
        (started <= 1 / 6, f"a cold answer takes {started:.3f} of the recipe's time, aim 0.167"),
    )
    return [sentence for met, sentence in checks if not met]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines] + [""]


def _search_tables(quality: Quality) -> list[str]:
    systems = list(quality.search)
    head = ["questions", "n", *(f"{key} {name}" for key in SEARCH for name in systems)]
    rows = [
        [kind, f"{figures['n']:.0f}", *(f"{quality.search[name][kind][key]:.2f}" for key in SEARCH for name in systems)]
        for kind, figures in quality.search[systems[0]].items()
    ]
    note = "A hit is a passage of the gold document and article; exact@5 asks for the paragraph and letter too.\n"
    return ["## Search\n", note, *_table(head, rows)]


def _answer_tables(quality: Quality) -> list[str]:
    rows = [
        [kind, f"{figures['n']:.0f}", *(f"{figures[key]:.2f}" if key in figures else "" for key in ANSWER)]
        for kind, figures in quality.answers.items()
    ]
    refusals = [[key, f"{value:.2f}"] for key, value in quality.refusals.items()]
    counts = f"{quality.verbatim} of {quality.citations} citations are verbatim at their position."
    agreed = f"{quality.compared} figures agree with those of the questions' own scorer." if quality.compared else ""
    return [
        "## Answers\n",
        "`pinpoint` is the share of exact places among answers that cite a gold article; facts are those of gold.\n",
        *_table(["questions", "n", *ANSWER], rows),
        *_table(["refusals", ""], refusals),
        f"{counts} {agreed}\n",
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
    return ["## Speed\n", *_table(["", "Pinpoint", "recipe", "ratio"], rows)]
