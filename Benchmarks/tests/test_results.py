import unittest

from harness import results
from tests import made_up


class ResultsTests(unittest.TestCase):
    def workload(self, without=()):
        found = {name: values for name, values in made_up.measurements().items() if name not in without}
        return results.of_workload(made_up.WORKLOAD, found, [])

    def test_medians_count_and_every_measurement_is_kept(self):
        gbdt = self.workload()["contestants"][0]
        self.assertEqual(gbdt["medians"], {"train_s": 2, "rmse": 3.7, "memory_bytes": 50e6})
        self.assertEqual([each["train_s"] for each in gbdt["measurements"]], [2, 1, 9])

    def test_the_fastest_peer_is_what_gbdt_is_compared_with(self):
        speed, error, memory = self.workload()["goals"]
        self.assertEqual((speed["value"], speed["reached"]), (2, True))
        self.assertAlmostEqual(error["value"], 3.7 / 3.69)
        self.assertTrue(error["reached"])
        self.assertEqual((memory["value"], memory["reached"]), (2, True))

    def test_a_goal_without_one_of_its_peers_is_not_measured(self):
        goals = self.workload(without=["LightGBM quantised"])["goals"]
        self.assertEqual([(goal["value"] is None, goal["reached"]) for goal in goals],
                         [(True, None), (False, True), (False, True)])

    def test_a_peer_that_learnt_less_does_not_count(self):
        found = made_up.measurements()
        for each in found["LightGBM quantised"]:
            each["rmse"] = 4
        workload = results.of_workload(made_up.WORKLOAD, found, [])
        self.assertEqual(list(workload["not_counted"]), ["LightGBM quantised"])
        self.assertEqual(workload["goals"][0]["value"], 7.5 / 2)
        for each in found["gbdt"]:
            each["rmse"] = 5
        goals = results.of_workload(made_up.WORKLOAD, found, [])["goals"]
        self.assertIsNone(goals[0]["value"], "nor does gbdt")

    def test_a_quantity_that_one_run_lacks_has_no_median(self):
        found = [{"train_s": 1, "memory_bytes": None}, {"train_s": 3, "memory_bytes": 2}]
        self.assertEqual(results.medians(found), {"train_s": 2})

    def test_serial_fraction(self):
        for fraction in (0, 0.1, 1):
            seconds = {threads: 8 * (fraction + (1 - fraction) / threads) for threads in (1, 2, 4)}
            self.assertAlmostEqual(results.serial_fraction(seconds), fraction)
        self.assertEqual(results.serial_fraction({1: 1, 2: 1.5}), 1, "slower with more threads")
        self.assertIsNone(results.serial_fraction({1: 1}))


if __name__ == "__main__":
    unittest.main()
