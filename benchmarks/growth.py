#!/usr/bin/env python3
"""Simulation of a fleet of converters: how long conversions wait, and how many processors a day of them takes.

Discrete events: conversions come by chance and wait in one queue; converters claim them, and work on their parts with
all processors. docs/scale.md has the costs, where they come from, and what follows.
"""

import argparse
import dataclasses
import heapq
import json
import math
import random
import sys
from collections import deque


@dataclasses.dataclass(frozen=True)
class Costs:
    """Processor seconds that a conversion takes."""

    # whatever its length: claim, looking into the file, starts of ffmpeg, records
    each: float
    # for a second of sound, one part after the other: fetching, decoding, joining, storing
    serial: float
    # for a second of sound, on as many processors as there are
    encode: float
    # seconds of sound in a chunk, and the shortest sound that is cut into chunks
    chunk: float = 60.0
    cut: float = 90.0

    def total(self, length):
        """Processor seconds of a sound."""
        return self.each + (self.serial + self.encode) * length

    def chunks(self, length):
        """Seconds of sound in each chunk; a sound longer than 16 chunks has up to four times as long ones."""
        if length < self.cut:
            return [length]
        size = min(max(self.chunk, length / 16), 4 * self.chunk)
        count = math.ceil(length / size)
        return [length / count] * count


# docs/scale.md says how each was measured
MEASURED = Costs(each=0.5, serial=0.0012, encode=0.0078)


class Conversion:
    """One conversion, on its way from the queue to the MP3."""

    def __init__(self, arrived, length):
        self.arrived = arrived
        self.length = length
        self.started = math.nan
        self.ended = math.nan
        # seconds of sound of each chunk that is not decoded, and of those that are and wait for an encoder
        self.coming = deque()
        self.decoded = deque()
        self.serial_free = True
        self.begun = False
        self.encoding = 0

    def has_ended(self):
        return self.begun and self.serial_free and not (self.coming or self.decoded or self.encoding)


class Converter:
    """One converter: so many conversions at a time, whose parts share its processors and encoders in turn."""

    def __init__(self, fleet, processors, encoders, places):
        self.fleet = fleet
        self.free_processors = processors
        self.free_encoders = encoders
        self.free_places = places
        self.conversions = []

    def claim(self, conversion):
        self.free_places -= 1
        conversion.started = self.fleet.now
        conversion.coming.extend(self.fleet.costs.chunks(conversion.length))
        self.conversions.append(conversion)
        self.work()

    def work(self):
        while self.free_processors and (self.next_serial() or self.next_encoding()):
            pass

    def next_serial(self):
        # decoding feeds the encoders, so it goes first
        for conversion in self.conversions:
            if conversion.serial_free and not conversion.begun:
                conversion.begun = True
                self.run_serial(conversion, self.fleet.costs.each, None)
                return True
            if conversion.serial_free and conversion.coming and not conversion.decoded:
                chunk = conversion.coming.popleft()
                self.run_serial(conversion, self.fleet.costs.serial * chunk, chunk)
                return True
        return False

    def run_serial(self, conversion, seconds, chunk):
        conversion.serial_free = False
        self.occupy(seconds)

        def done():
            conversion.serial_free = True
            if chunk is not None:
                conversion.decoded.append(chunk)
            self.release(conversion)

        self.fleet.after(seconds, done)

    def next_encoding(self):
        if not self.free_encoders:
            return False
        waiting = [conversion for conversion in self.conversions if conversion.decoded]
        if not waiting:
            return False
        # an encoder goes to the conversion that has the fewest
        conversion = min(waiting, key=lambda candidate: candidate.encoding)
        seconds = self.fleet.costs.encode * conversion.decoded.popleft()
        conversion.encoding += 1
        self.free_encoders -= 1
        self.occupy(seconds)

        def done():
            conversion.encoding -= 1
            self.free_encoders += 1
            self.release(conversion)

        self.fleet.after(seconds, done)
        return True

    def occupy(self, seconds):
        self.free_processors -= 1
        self.fleet.busy_seconds += seconds

    def release(self, conversion):
        self.free_processors += 1
        if conversion.has_ended():
            self.conversions.remove(conversion)
            self.free_places += 1
            self.fleet.end(conversion)
        self.work()


class Fleet:
    """All converters with their one queue, and the clock."""

    def __init__(self, converters, processors, costs=MEASURED, encoders=None, places=8):
        self.costs = costs
        self.processors = converters * processors
        self.converters = [Converter(self, processors, encoders or processors, places) for _ in range(converters)]
        self.now = 0.0
        self.events = []
        self.planned = 0
        self.waiting = deque()
        self.ended = []
        self.busy_seconds = 0.0
        self.deepest = 0

    def after(self, seconds, action):
        # of events at the same time, the one that was planned first
        self.planned += 1
        heapq.heappush(self.events, (self.now + seconds, self.planned, action))

    def arrive(self, conversion):
        self.waiting.append(conversion)
        self.hand_out()
        self.deepest = max(self.deepest, len(self.waiting))

    def end(self, conversion):
        conversion.ended = self.now
        self.ended.append(conversion)
        self.hand_out()

    def hand_out(self):
        while self.waiting:
            converter = max(self.converters, key=lambda candidate: candidate.free_places)
            if not converter.free_places:
                return
            converter.claim(self.waiting.popleft())

    def run(self):
        while self.events:
            self.now, _, action = heapq.heappop(self.events)
            action()
        return self


def percentile(values, share):
    """The value below or at which the share of the values is."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def arrivals(source, rate, seconds, mean, spread):
    """Conversions that come by chance; their lengths are log-normal, as those of recordings are, up to 12 hours."""
    location = math.log(mean) - spread * spread / 2
    time = source.expovariate(rate)
    while time < seconds:
        yield Conversion(time, min(source.lognormvariate(location, spread), 12 * 3600))
        time += source.expovariate(rate)


def converters_for(rate, mean, processors, utilization, costs=MEASURED):
    """Converters that are busy for the share of their time when conversions come at the rate (in a second)."""
    return max(1, math.ceil(rate * costs.total(mean) / (processors * utilization)))


def simulate(rate, seconds, converters, processors=2, mean=600.0, spread=1.0, seed=1, costs=MEASURED):
    """What a fleet does with conversions that come for so many seconds at the rate (in a second)."""
    fleet = Fleet(converters, processors, costs)
    for conversion in arrivals(random.Random(seed), rate, seconds, mean, spread):
        fleet.after(conversion.arrived, lambda conversion=conversion: fleet.arrive(conversion))
    ended = fleet.run().ended
    waits = [conversion.started - conversion.arrived for conversion in ended]
    times = [conversion.ended - conversion.arrived for conversion in ended]
    return {
        "conversions": len(ended),
        "converters": converters,
        "processors": fleet.processors,
        "processor seconds of a conversion": round(fleet.busy_seconds / len(ended), 2),
        "busy": round(fleet.busy_seconds / (fleet.processors * seconds), 2),
        "deepest queue": fleet.deepest,
        "wait, median": round(percentile(waits, 0.5), 2),
        "wait, 99 %": round(percentile(waits, 0.99), 2),
        "time, median": round(percentile(times, 0.5), 2),
        "time, 99 %": round(percentile(times, 0.99), 2),
    }


def batch(count, length, processors=2, encoders=None, costs=MEASURED):
    """Seconds that one converter takes for so many sounds that come at the same time."""
    fleet = Fleet(1, processors, costs, encoders)
    for _ in range(count):
        fleet.after(0, lambda: fleet.arrive(Conversion(0.0, length)))
    return fleet.run().now


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--per-day", type=float, default=10_000, help="conversions a day (default: 10000)")
    parser.add_argument("--peak", type=float, default=3, help="busiest hour against the mean (default: 3)")
    parser.add_argument("--mean", type=float, default=600, help="mean seconds of sound (default: 600)")
    parser.add_argument("--spread", type=float, default=1, help="deviation of their logarithm (default: 1)")
    parser.add_argument("--processors", type=int, default=2, help="of each converter (default: 2)")
    parser.add_argument("--utilization", type=float, default=0.7, help="in the busiest hour (default: 0.7)")
    parser.add_argument("--converters", type=int, help="how many (default: as the utilization asks for)")
    parser.add_argument("--seconds", type=float, default=3600, help="of the busiest hour (default: 3600)")
    parser.add_argument("--seed", type=int, default=1, help="of chance (default: 1)")
    options = parser.parse_args(arguments)
    rate = options.per_day / 86400 * options.peak
    converters = options.converters or converters_for(rate, options.mean, options.processors, options.utilization)
    print(json.dumps(simulate(rate, options.seconds, converters, options.processors, options.mean, options.spread,
                              options.seed), indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
