import array
import pathlib
import tempfile
import unittest

from harness import checks


class CheckTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, kind, values):
        path = self.folder / name
        path.write_bytes(array.array(kind, values).tobytes())
        return path

    def test_the_error_is_weighted(self):
        self.write("held-out.labels", "f", [0, 4])
        predictions = self.write("predictions", "d", [1, 4])
        self.assertAlmostEqual(checks.held_out_rmse(predictions, self.folder), 0.5 ** 0.5)
        self.write("held-out.weights", "f", [1, 3])
        self.assertAlmostEqual(checks.held_out_rmse(predictions, self.folder), 0.5)

    def test_predictions_that_are_no_work_are_refused(self):
        self.write("held-out.labels", "f", [0, 4])
        for values, message in (([2, 2], "no better"), ([1], "1 predictions for 2 rows"), ([float("nan")] * 2, "no better")):
            with self.assertRaisesRegex(checks.CheckFailed, message):
                checks.held_out_rmse(self.write("predictions", "d", values), self.folder)

    def test_predictions_of_a_loaded_model_are_those_of_the_trained_one(self):
        reference = self.write("reference", "d", [1, 2, 3])
        checks.equal_predictions(self.write("first", "d", [1, 2]), reference)
        for values in ([1, 2.1], [1, float("nan")]):
            with self.assertRaises(checks.CheckFailed):
                checks.equal_predictions(self.write("first", "d", values), reference)

    def test_models_on_the_same_rows_are_one(self):
        checks.same_model({"model_sha256": "0123"}, "0123")
        with self.assertRaisesRegex(checks.CheckFailed, "SHA-256 is 0124"):
            checks.same_model({"model_sha256": "0124"}, "0123")

    def test_columns_have_to_add_up(self):
        reference = {"rows": 2, "sums": {"a": 3, "b": 0.1}}
        checks.loaded({"rows": 2, "sums": {"b": 0.1 + 1e-12, "a": 3}}, reference)
        for wrong, message in (
                ({"rows": 1, "sums": {}}, "1 rows"), ({"rows": 2, "sums": {"a": 4, "b": 0.1}}, "column a"),
                ({"rows": 2, "sums": {"a": 3}}, "column b")):
            with self.assertRaisesRegex(checks.CheckFailed, message):
                checks.loaded(wrong, reference)

    def test_the_interpreter_has_the_last_word(self):
        json = self.folder / "model.json"
        json.write_text('{"base_score": [1], "features": [], "trees": [{"output": 0, "root": '
                        '{"if": {"feature": "f1", "le": 0, "missing": true}, "then": {"leaf": 2}, "else": {"leaf": 3}}}]}')
        self.write("held-out.features", "f", [0, 0, -1, 1])
        checks.equal_to_interpreter(self.write("predictions", "d", [3, 4]), self.folder, json)
        with self.assertRaisesRegex(checks.CheckFailed, "row 1"):
            checks.equal_to_interpreter(self.write("predictions", "d", [3, 5]), self.folder, json)


if __name__ == "__main__":
    unittest.main()
