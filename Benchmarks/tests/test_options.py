import contextlib
import io
import unittest

from harness import options, workloads
from harness.suites import DISTRIBUTED, SPEED


class OptionTests(unittest.TestCase):
    def refusal(self, *arguments):
        messages = io.StringIO()
        with contextlib.redirect_stderr(messages), self.assertRaises(SystemExit):
            options.parse(arguments, SPEED)
        return messages.getvalue()

    def test_quick_is_small(self):
        quick = options.parse(["--quick", "--seed", "7"], SPEED)
        self.assertEqual((quick.rounds, quick.seed, quick.row_count(2_000_000), quick.tree_count(100)),
                         (1, 7, 20_000, 10))

    def test_the_default_is_everything_at_full_size(self):
        usual = options.parse([], SPEED)
        self.assertEqual((usual.rounds, usual.row_count(2_000_000), usual.tree_count(100)), (3, 2_000_000, 100))
        self.assertEqual([each.name for each in SPEED.chosen(usual)], list(SPEED.workloads))

    def test_what_does_not_fit_is_refused(self):
        self.assertIn("train-taxi", self.refusal("--only", "training"))
        self.assertIn("cores to use", self.refusal("--threads", "1000"))
        self.assertIn("at least 1", self.refusal("--rounds", "0"))

    def test_every_goal_names_contestants_of_its_workload(self):
        for suite, flag in ((SPEED, "--scaling"), (DISTRIBUTED, "--more-peers")):
            with self.subTest(suite.program):
                self.check_goals(suite.chosen(options.parse([flag], suite)))

    def check_goals(self, chosen):
        for workload in chosen:
            names = {contestant.name for contestant in workload.contestants}
            self.assertEqual(len(names), len(workload.contestants))
            for goal in workload.goals:
                self.assertLessEqual({*goal.over, goal.under or workloads.GBDT.name}, names)
                self.assertIn(goal.quantity, workloads.QUANTITIES)


if __name__ == "__main__":
    unittest.main()
