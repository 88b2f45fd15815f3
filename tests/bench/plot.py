"""Plot the growth: seconds to add and milliseconds to search, against the number of passages."""

from collections.abc import Sequence
from pathlib import Path

from growth import Growth
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, LogLocator, NullLocator, StrMethodFormatter

# Inches and dots in one: 1800 dots wide, shown at 900.
SIZE, DOTS = (9, 4), 200
# The palette of Okabe and Ito, for colour-blind readers.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
MARKS = "osD^vP"
GREY = "#767676"


def plot(growth: Growth, target: Path) -> None:
    """Write the picture as PNG."""
    figure = Figure(figsize=SIZE, layout="constrained")
    adding, searching = figure.subplots(1, 2)
    _plot_adding(adding, growth)
    _plot_searching(searching, growth)
    for axes in (adding, searching):
        _passages_along(axes, [size.passages for size in growth.sizes])
    figure.savefig(target, dpi=DOTS)


def _plot_adding(axes: Axes, growth: Growth) -> None:
    """Plot the seconds measured, and a straight line with the rate of the smallest library."""
    passages = [size.passages for size in growth.sizes]
    seconds = [size.added.seconds for size in growth.sizes]
    straight = [growth.start + growth.rate(growth.sizes[0]) * count for count in passages]
    axes.plot(passages, straight, color=GREY, linestyle="--", label="linear, from the smallest")
    axes.plot(passages, seconds, color=COLOURS[0], marker=MARKS[0], label="measured")
    axes.set_title(f"Adding: {growth.linear:.2f} × linear", fontsize="medium")
    axes.set_ylabel("time to add, s")
    axes.legend(frameon=False, fontsize="small")
    _logarithmic(axes, [*seconds, *straight])


def _plot_searching(axes: Axes, growth: Growth) -> None:
    passages = [size.passages for size in growth.sizes]
    for name, colour, mark in zip(growth.shares, COLOURS, MARKS, strict=False):
        milliseconds = [1000 * size.warm[name] for size in growth.sizes]
        axes.plot(passages, milliseconds, color=colour, marker=mark, label=f"{name} ({_percent(growth.shares[name])})")
    slower, more = max(map(growth.slower, growth.shares)), passages[-1] / passages[0]
    axes.set_title(f"Search: at most {slower:.1f} × the time at {more:.0f} × the size", fontsize="medium")
    axes.set_ylabel("median time of a warm search, ms")
    axes.legend(
        frameon=False, title="filter (passages kept)", alignment="left", fontsize="small", title_fontsize="small"
    )
    median = [1000 * seconds for size in growth.sizes for seconds in size.warm.values()]
    if max(median) < 10 * min(median):
        axes.set_ylim(0, 1.3 * max(median))
    else:
        _logarithmic(axes, median)


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else f"{share:.1%}"


def _passages_along(axes: Axes, counts: Sequence[int]) -> None:
    """Set up the axis of passages: logarithmic, with a tick for each library."""
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(FixedLocator(list(counts)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.set_xlabel("passages in the library")
    axes.grid(color="#e6e6e6")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def _logarithmic(axes: Axes, values: Sequence[float]) -> None:
    """Make the vertical axis logarithmic, with plain numbers (1, 2, 5, 10, ...) and margins."""
    axes.set_yscale("log")
    axes.set_ylim(min(values) / 1.6, max(values) * 1.6)
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
