import json
import unittest
from xml.etree import ElementTree

from harness import json_text, plot, table
from tests import made_up


class TableTests(unittest.TestCase):
    def test_it_says_what_was_measured_on_what(self):
        text = table.text(made_up.document())
        for part in ("gbdt 0123456789ab with changes, 2026-01-02", "A Processor, 2 of 2 processors, 8 GiB",
                     "lightgbm 4.7.0", "medians of 3 alternating runs", "NOTE: a note",
                     "gbdt by threads: 1: 2.00 s, 2: 1.20 s; serial fraction 0.200"):
            self.assertIn(part, text)

    def test_goals_and_contestants_stand_in_lines(self):
        lines = [line.split() for line in table.text(made_up.document()).splitlines()]
        goal = "train-taxi: faster LightGBM / gbdt 2.00 >= 1.6 >= 2.5 reached".split()
        self.assertIn(goal, lines)
        self.assertIn("gbdt 2.00 s 50 MB 3.7000 1.00 s .. 9.00 s".split(), lines)

    def test_what_is_missing_is_said(self):
        text = table.text(made_up.document({}, ["there is no file"]))
        self.assertIn("MISSING: there is no file", text)
        self.assertIn("not measured", text)


class PlotTests(unittest.TestCase):
    def test_bars_are_in_proportion(self):
        drawing = ElementTree.fromstring(plot.svg(made_up.document()))
        bars = [float(each.get("width")) for each in drawing.iter("{http://www.w3.org/2000/svg}rect")]
        self.assertEqual(len(bars), 6, "three contestants' time and memory")
        self.assertAlmostEqual(bars[1] / bars[0], 7.5 / 2, 1)
        self.assertAlmostEqual(bars[4] / bars[3], 2, 1)

    def test_it_stays_on_the_canvas(self):
        drawing = ElementTree.fromstring(plot.svg(made_up.document()))
        width, height = float(drawing.get("width")), float(drawing.get("height"))
        for each in drawing.iter():
            for name, limit in (("x", width), ("x2", width), ("y", height), ("y2", height)):
                self.assertLess(float(each.get(name, 0)), limit)

    def test_without_gbdt_there_is_nothing_to_compare(self):
        found = {"LightGBM": made_up.measurements()["LightGBM"]}
        self.assertNotIn("<rect", plot.svg(made_up.document(found)))


class JSONTests(unittest.TestCase):
    def test_results_are_json(self):
        document = made_up.document()
        text = json_text.text(document)
        self.assertEqual(json.loads(text)["workloads"], document["workloads"])
        self.assertIn('{"round": 1, "train_s": 2, "rmse": 3.7, "memory_bytes": 50000000.0}', text)
        self.assertLess(max(map(len, text.splitlines())), 150)


if __name__ == "__main__":
    unittest.main()
