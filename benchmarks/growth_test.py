"""Tests of growth.py: python3 -m unittest discover -s benchmarks -p '*_test.py'"""

import random
import unittest

import growth
from growth import Costs


class BatchTest(unittest.TestCase):

    def test_one_processor_does_one_thing_after_the_other(self):
        costs = Costs(each=1, serial=0.01, encode=0.1)
        self.assertAlmostEqual(growth.batch(1, 60, processors=1, costs=costs), 1 + 0.6 + 6)
        self.assertAlmostEqual(growth.batch(3, 60, processors=1, costs=costs), 3 * (1 + 0.6 + 6))

    def test_a_short_sound_has_one_encoder(self):
        costs = Costs(each=0, serial=0, encode=0.1)
        self.assertAlmostEqual(growth.batch(1, 80, processors=4, costs=costs), 8)

    def test_chunks_of_a_long_sound_share_the_processors(self):
        costs = Costs(each=0, serial=0, encode=0.1)
        self.assertAlmostEqual(growth.batch(1, 600, processors=1, costs=costs), 60)
        self.assertAlmostEqual(growth.batch(1, 600, processors=5, costs=costs), 12)

    def test_decoding_bounds_what_encoders_gain(self):
        costs = Costs(each=0, serial=0.1, encode=0.1)
        self.assertAlmostEqual(growth.batch(1, 600, processors=16, costs=costs), 66)

    def test_fewer_encoders_than_processors_leave_one_for_decoding(self):
        costs = Costs(each=0, serial=0.05, encode=0.1)
        self.assertAlmostEqual(growth.batch(1, 600, processors=2, encoders=1, costs=costs), 3 + 60)

    def test_chunks_are_as_long_as_the_converter_makes_them(self):
        costs = growth.MEASURED
        self.assertEqual(costs.chunks(89), [89])
        self.assertEqual(costs.chunks(600), [60] * 10)
        self.assertEqual(len(costs.chunks(3600)), 16)
        self.assertEqual(costs.chunks(10 * 3600), [240] * 150)
        for length in (1, 91, 599, 7777):
            self.assertAlmostEqual(sum(costs.chunks(length)), length)

    def test_an_hour_takes_what_was_measured(self):
        # converter/README.md: an hour of stereo on two processors with 1, 2 and 4 encoders
        for encoders, measured in ((1, 28.7), (2, 16.5), (4, 17.0)):
            simulated = growth.batch(1, 3600, 2, encoders)
            self.assertLess(abs(simulated / measured - 1), 0.05, encoders)


class FleetTest(unittest.TestCase):

    def test_nothing_is_lost_and_nothing_worked_on_twice(self):
        costs = growth.MEASURED
        conversions = list(growth.arrivals(random.Random(7), 0.5, 2000, 300, 1))
        fleet = growth.Fleet(3, 2)
        for conversion in conversions:
            fleet.after(conversion.arrived, lambda conversion=conversion: fleet.arrive(conversion))
        fleet.run()
        self.assertEqual(len(fleet.ended), len(conversions))
        self.assertEqual(len(set(map(id, fleet.ended))), len(conversions))
        self.assertAlmostEqual(fleet.busy_seconds, sum(costs.total(conversion.length) for conversion in conversions))
        for conversion in conversions:
            self.assertLessEqual(conversion.arrived, conversion.started)
            self.assertGreaterEqual(conversion.ended - conversion.started,
                                    costs.each + max(costs.serial * conversion.length,
                                                     costs.encode * max(costs.chunks(conversion.length))) - 1e-9)
        for converter in fleet.converters:
            self.assertEqual((converter.free_processors, converter.free_encoders, converter.free_places), (2, 2, 8))

    def test_a_short_sound_passes_a_long_one(self):
        fleet = growth.Fleet(1, 2, Costs(each=0, serial=0, encode=0.1))
        short = growth.Conversion(1, 60)
        fleet.after(0, lambda: fleet.arrive(growth.Conversion(0, 600)))
        fleet.after(1, lambda: fleet.arrive(short))
        fleet.run()
        # it waits for the end of a chunk, not for the end of the sound
        self.assertAlmostEqual(short.ended, 12)

    def test_one_processor_waits_as_queueing_theory_says(self):
        # M/D/1: the mean wait is half of rate * service^2 / (1 - utilization)
        costs = Costs(each=1, serial=0, encode=0)
        fleet = growth.Fleet(1, 1, costs, places=1)
        for conversion in growth.arrivals(random.Random(3), 0.7, 60_000, 60, 0.1):
            fleet.after(conversion.arrived, lambda conversion=conversion: fleet.arrive(conversion))
        fleet.run()
        waits = [conversion.started - conversion.arrived for conversion in fleet.ended]
        self.assertLess(abs(sum(waits) / len(waits) - 0.7 / (2 * (1 - 0.7))), 0.1)

    def test_too_few_converters_leave_a_growing_queue(self):
        few = growth.simulate(1, 1000, 1)
        enough = growth.simulate(1, 1000, growth.converters_for(1, 600, 2, 0.7))
        self.assertGreater(few["deepest queue"], 500)
        self.assertLess(enough["wait, 99 %"], 60)
        self.assertEqual(few["conversions"], enough["conversions"])

    def test_the_same_seed_gives_the_same(self):
        self.assertEqual(growth.simulate(0.5, 500, 2, seed=4), growth.simulate(0.5, 500, 2, seed=4))
        self.assertNotEqual(growth.simulate(0.5, 500, 2, seed=4), growth.simulate(0.5, 500, 2, seed=5))

    def test_lengths_have_the_mean_that_was_asked_for(self):
        found = [conversion.length for conversion in growth.arrivals(random.Random(1), 1, 50_000, 600, 1)]
        self.assertLess(abs(sum(found) / len(found) / 600 - 1), 0.05)

    def test_percentiles_are_values_that_were_there(self):
        self.assertEqual(growth.percentile([3, 1, 2], 0.5), 2)
        self.assertEqual(growth.percentile([5], 0.99), 5)
        self.assertEqual(growth.percentile(range(1, 101), 0.99), 99)


if __name__ == "__main__":
    unittest.main()
