"""The results as bars: every contestant's time, or memory, relative to gbdt's."""

from xml.sax.saxutils import escape

from harness.workloads import GBDT, QUANTITIES, written

WIDTH, NAME_WIDTH, VALUE_WIDTH, MARGIN = 860, 210, 130, 20
BAR_HEIGHT, BAR_STEP, TITLE_HEIGHT, GAP = 16, 24, 30, 22
SKIPPED = ("contention", "scaling")

LEGEND = (
    "Relative to gbdt; shorter is better. Solid line: to reach; dotted line: to aim at.",
    "The shortest of the peers' bars that a line stands by should end beyond it, gbdt's own before it.",
)

# Legible on white and on black; text follows the reader's scheme.
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 } .faint { fill: #6e7781; font-size: 12px }
.own { fill: #d9730d } .peer { fill: #8c959f } .mark { stroke: #1a7f37; stroke-width: 2 }
.aim { stroke-dasharray: 3 3 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .faint { fill: #9198a1 } .mark { stroke: #3fb950 }
}
"""


def svg(results):
    """One panel a workload and quantity, one under another."""
    body, y = [], MARGIN
    for title, quantity, workload in _panels(results):
        body.append(_text(MARGIN, y + 14, f"{workload['name']}: {title}", "title"))
        y += TITLE_HEIGHT
        panel, height = _panel(workload, quantity, y)
        body += panel
        y += height + GAP
    footer = [*LEGEND, *results["notes"],
              f"{results['machine']['processor']}, {results['options']['threads']} cores; {results['date']}"]
    for line in footer:
        body.append(_text(MARGIN, y, line, "faint"))
        y += 18
    height = y + MARGIN - 18
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
            f'viewBox="0 0 {WIDTH} {height}" role="img">\n<style>{STYLE}</style>\n' + "\n".join(body) + "\n</svg>\n")


def _panels(results):
    for workload in results["workloads"]:
        if workload["name"] in SKIPPED or not _values(workload, workload["quantity"]):
            continue
        yield workload["title"], workload["quantity"], workload
        if any(goal["quantity"] == "memory_bytes" for goal in workload["goals"]):
            yield "peak memory of binning and training", "memory_bytes", workload


def _values(workload, quantity):
    """Medians by contestant; none without gbdt, which is the measure."""
    values = {each["name"]: each["medians"][quantity] for each in workload["contestants"]
              if quantity in each["medians"]}
    return values if GBDT.name in values else {}


def _panel(workload, quantity, y):
    """The bars of a panel and their height in all."""
    values = _values(workload, quantity)
    own = values.get(GBDT.name)
    marks = [(names, target / own if goal["under"] is None else target, kind)
             for goal in workload["goals"] if goal["quantity"] == quantity
             for names, target, kind in ((goal["over"], goal["target"], "mark"), (goal["over"], goal["aim"], "mark aim"))]
    largest = max([value / own for value in values.values()] + [target for _, target, _ in marks], default=1)
    scale = (WIDTH - 2 * MARGIN - NAME_WIDTH - VALUE_WIDTH) / largest
    left = MARGIN + NAME_WIDTH
    body = []
    for place, (name, value) in enumerate(values.items()):
        top = y + place * BAR_STEP
        end = left + value / own * scale
        kind = "own" if name.startswith(GBDT.name) else "peer"
        body.append(_text(left - 10, top + 13, name, anchor="end"))
        body.append(f'<rect class="{kind}" x="{left}" y="{top}" width="{end - left:.1f}" height="{BAR_HEIGHT}" rx="2"/>')
        right = max([end] + [left + target * scale for names, target, _ in marks if name in names])
        body.append(_text(right + 8, top + 13, f"{written(quantity, value)} \u00b7 {value / own:.2f}x"))
    for names, target, kind in marks:
        places = [place for place, name in enumerate(values) if name in names]
        if places:
            x = left + target * scale
            top, bottom = y + places[0] * BAR_STEP - 3, y + places[-1] * BAR_STEP + BAR_HEIGHT + 3
            body.append(f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"/>')
    return body, len(values) * BAR_STEP


def _text(x, y, text, style="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y}" class="{style}" text-anchor="{anchor}">{escape(text)}</text>'
