#!/usr/bin/env python3
"""Makes series from a catalog, as OpenMetrics text for `promtool tsdb create-blocks-from openmetrics`.

Every metric that the jobs of a spec expose gets series with the labels that the catalog gives it and values that
suit its kind: counters grow and start again at a deployment, histograms are whole, gauges with states take
one of them. All of it follows a day's rhythm, weaker at the weekend, with noise that depends on the names alone:
the same spec and weather give the same bytes. The weather (a YAML file) says how much of each there is: rates,
medians, shares, values of open labels, incidents.

usage: series.py SPEC [--weather FILE] [--names FILE] [--end UNIX] [--grid 3h/1m,26h/2m,31d/2h] > FILE
"""
import argparse
import hashlib
import itertools
import math
import random
import re
import sys

from catalog import Catalog, kind_of, number, read

END = 1772634600  # Wednesday, 4 March 2026, 14:30 UTC
MOST_SERIES = 16  # of one metric, where the weather does not name them


def seed_of(*words):
    return int.from_bytes(hashlib.sha256("\0".join(words).encode()).digest()[:8], "big")


def make_grid(text, end):
    """`3h/1m,26h/2m`: the last three hours every minute, before that until 26 hours every two."""
    times, newest = [], end
    for part in text.split(","):
        reach, step = (int(number(word)) for word in part.split("/"))
        times += range(newest, end - reach - 1, -step)
        newest = times[-1] - step
    return sorted(times)


def rhythm(time):
    """How busy it is, 1 at noon of a working day: two humps, a quiet night, half of it at weekends."""
    hour = time % 86400 / 3600
    humps = math.exp(-((hour - 10) / 2.6) ** 2) + math.exp(-((hour - 15) / 2.4) ** 2)
    weekday = (time // 86400 + 3) % 7
    return (0.12 + 0.88 * min(humps, 1.05)) * (0.5 if weekday >= 5 else 1)


def is_named(name, names):
    return any(name + part in names for part in ("", "_bucket", "_count", "_sum"))


class Noise:
    """Around 1: a slow wander and a little shiver."""

    def __init__(self, seed, strength):
        self.random, self.slow, self.strength = random.Random(seed), 0.0, strength

    def next(self):
        self.slow = 0.96 * self.slow + 0.28 * self.random.gauss(0, 1)
        return max(0.05, 1 + self.strength * (0.5 * self.slow + 0.5 * self.random.gauss(0, 1)))


class Maker:
    def __init__(self, catalog, weather, end, grid):
        self.catalog, self.end, self.times = catalog, end, make_grid(grid, end)
        self.words, self.hints = weather.get("labels", {}), weather.get("metrics", {})
        self.incidents = [{k: number(v) for k, v in one.items()} for one in weather.get("incidents", [])]
        self.restarts = [end - number(ago) for ago in weather.get("restarts", [])]
        self.busy = [rhythm(time) for time in self.times]

    # --- labels

    def values_of(self, label, word, values):
        known = self.words.get(word) or self.words.get(label) or values
        return [v for v in known if v != ""] if known else [f"{label}_1", f"{label}_2"]

    def label_sets(self, name, metric):
        hint = self.hints.get(name, {})
        if "series" in hint:
            return [dict(labels) for labels in hint["series"]]
        domains = self.catalog.domains(metric)
        together = next((group for group in hint.get("joint", []) if group in self.words), None)
        joint = self.words[together] if together else [{}]
        axes = [[(label, value) for value in self.values_of(label, *domain)]
                for label, domain in domains.items() if label not in joint[0]]
        if kind_of(metric) == "info" or metric.get("key") == []:
            axes = [axis[:1] for axis in axes]
        sets = [{**row, **dict(pairs)} for row in joint for pairs in itertools.product(*axes)]
        if not together and len(sets) > MOST_SERIES:
            sets = sets[::math.ceil(len(sets) / MOST_SERIES)]
        return sets

    def weight(self, name, labels):
        """The share of this series in its metric's rate."""
        weights = self.hints.get(name, {}).get("weights", {})
        share = 1.0
        for label, table in weights.items():
            share *= float(table.get(labels.get(label), 1))
        return share

    # --- values

    def trouble(self, time, what=None):
        """How deep in an incident a moment is, 0 to 1, a ramp up and down; of those that are `what` as far as they say so."""
        deepest = 0.0
        for incident in self.incidents:
            inside = (time - self.end + incident["ago"]) / incident["length"]
            if 0 < inside < 1:
                deepest = max(deepest, math.sin(math.pi * inside) * (incident.get(what, 0) if what else 1))
        return deepest

    def surge(self, name, labels, time):
        """How much more of a metric there is in an incident, and how much more of its failures in one in which things fail."""
        hint = self.hints.get(name, {})
        factor = 1.0
        if "surge" in hint:
            factor += (float(hint["surge"]) - 1) * self.trouble(time)
        for label, values in hint.get("fails", {}).items():
            if labels.get(label) in values:
                factor *= 1 + (float(values[labels[label]]) - 1) * self.trouble(time, "fails")
        return factor

    def rate_of(self, name, metric):
        hint = self.hints.get(name, {})
        parent = metric.get("subset_of")
        if "rate" in hint:
            return number(hint["rate"])
        if parent:
            whole = self.catalog.metrics[self.catalog.system].get(parent, {})
            return self.rate_of(parent, whole) * 0.002
        return 10 ** (seed_of(name) % 1000 / 500 - 1.3)

    def growth(self, name, metric, labels, seed, strength=0.12):
        """For each time what was added since the last; the first adds a history."""
        rate = self.rate_of(name, metric) * self.weight(name, labels)
        noise, previous = Noise(seed, strength), None
        for time, busy in zip(self.times, self.busy):
            if previous is None:
                yield time, rate * 3600
            else:
                yield time, rate * busy * (time - previous) * noise.next() * self.surge(name, labels, time)
            previous = time

    def restarted(self, time, previous):
        return any(previous is not None and previous < moment <= time for moment in self.restarts)

    def counter(self, name, metric, labels, seed, is_own):
        total, previous = 0.0, None
        for time, added in self.growth(name, metric, labels, seed):
            total = (0.0 if is_own and self.restarted(time, previous) else total) + added
            previous = time
            yield time, total

    def gauge(self, name, metric, labels, seed):
        hint = self.hints.get(name, {})
        if "steps" in hint:
            steps = [(self.end - number(ago), self.end - number(value)) for ago, value in hint["steps"].items()]
            for time in self.times:
                yield time, max((s for s in steps if s[0] <= time), default=steps[0])[1]
            return
        if "minus" in hint:
            whole, part = number(hint["constant"]), self.gauge(hint["minus"], {}, labels, seed_of(hint["minus"]))
            yield from ((time, whole - value) for time, value in part)
            return
        constant = self.constant(name, metric, hint)
        if constant is not None:
            yield from ((time, constant) for time in self.times)
            return
        middle = number(hint["value"]) if "value" in hint else self.size_of(name, metric, seed)
        middle *= self.weight(name, labels)
        noise, is_whole = Noise(seed, 0.06), middle >= 3 and not name.endswith(("_ratio", "_fraction"))
        for time, busy in zip(self.times, self.busy):
            value = middle * (0.55 + 0.45 * busy) * noise.next() * self.surge(name, labels, time)
            yield time, round(value) if is_whole else value

    def constant(self, name, metric, hint):
        if "constant" in hint:
            return number(hint["constant"])
        if metric.get("states") or metric.get("range") == ["0", "1"]:
            return 0.0 if re.search("error|fail|stale|readonly|loading", name) else 1.0
        if re.search("start_time|timestamp|_time_seconds$", name):
            return self.end - 86400.0 * (1 + seed_of(name) % 20)
        return None

    def size_of(self, name, metric, seed):
        if name.endswith("_ratio") or name.endswith("_fraction"):
            return 0.2 + seed % 50 / 100
        if "bytes" in name:
            return 10.0 ** (6 + seed % 300 / 100)
        if name.endswith("_seconds"):
            return 10.0 ** (seed % 300 / 100 - 2)
        return 3.0 + seed % 60

    def histogram(self, name, metric, labels, seed, is_own):
        """Yields (suffix, extra labels, samples): each bucket counts a log-normal share of what was added."""
        hint = self.hints.get(name, {})
        bounds = [number(b) for b in metric.get("buckets") or self.hints.get("default", {}).get("buckets", ["1"])]
        median = number(hint["median"]) if "median" in hint else bounds[len(bounds) // 3]
        median *= float(hint.get("slow", {}).get(labels.get(hint.get("by", "")), 1))
        spread, wander = float(hint.get("spread", 0.9)), Noise(seed + 1, 0.1)
        late = float(hint.get("late", 1))
        totals, total, summed, previous, rows = [0.0] * len(bounds), 0.0, 0.0, None, []
        for time, added in self.growth(name, metric, labels, seed):
            if is_own and self.restarted(time, previous):
                totals, total, summed = [0.0] * len(bounds), 0.0, 0.0
            middle = median * wander.next() * (1 + (late - 1) * self.trouble(time))
            for i, bound in enumerate(bounds):
                totals[i] += added * 0.5 * math.erfc(math.log(middle / bound) / (spread * 1.41421356))
            total, previous = total + added, time
            summed += added * middle * math.exp(spread * spread / 2)
            rows.append((time, list(totals), total, summed))
        for i, bound in enumerate(metric.get("buckets") or []):
            yield "_bucket", {"le": f"{bounds[i]:.17g}".removesuffix(".0")}, ((r[0], r[1][i]) for r in rows)
        yield "_bucket", {"le": "+Inf"}, ((r[0], r[2]) for r in rows)
        yield "_count", {}, ((r[0], r[2]) for r in rows)
        yield "_sum", {}, ((r[0], r[3]) for r in rows)

    def summary(self, name, metric, labels, seed, is_own):
        for quantile in metric.get("quantiles") or []:
            size = 0.01 * (1 + 5 * float(quantile) ** 8)
            noise = Noise(seed, 0.2)
            yield "", {"quantile": quantile}, [(time, size * noise.next()) for time in self.times]
        yield "_count", {}, self.counter(name, metric, labels, seed, is_own)
        yield "_sum", {}, ((t, v * 0.02) for t, v in self.counter(name, metric, labels, seed, is_own))

    def parts(self, name, metric, labels, is_own):
        seed = seed_of(name, *(f"{k}={v}" for k, v in sorted(labels.items())))
        kind = kind_of(metric)
        if kind == "histogram":
            yield from self.histogram(name, metric, labels, seed, is_own)
        elif kind == "summary":
            yield from self.summary(name, metric, labels, seed, is_own)
        elif kind == "counter":
            yield "", {}, self.counter(name, metric, labels, seed, is_own)
        elif kind == "info" or name.endswith("_info"):
            yield "", {}, ((time, 1) for time in self.times)
        else:
            yield "", {}, self.gauge(name, metric, labels, seed if labels else seed_of(name))

    # --- the page

    def write(self, out, names):
        scraped = {"up": {"gauge": "", "range": ["0", "1"]}, "scrape_duration_seconds": {"gauge": ""},
                   "scrape_samples_scraped": {"gauge": ""}}
        for job in sorted(self.catalog.jobs):
            metrics = {**scraped, **self.catalog.exposed(job)}
            for instance in self.catalog.jobs[job]["targets"]:
                target = {"job": job, "instance": instance}
                for name in sorted(metrics):
                    if names is None or is_named(name, names):
                        self.write_metric(out, name, metrics[name], target)
        out.write("# EOF\n")

    def write_metric(self, out, name, metric, target):
        is_own = name in self.catalog.metrics[self.catalog.system]
        for labels in self.label_sets(name, metric):
            since = self.end - number(labels.pop("_since", "1000d"))
            until = self.end - number(labels.pop("_until", "-1d"))
            for suffix, extra, samples in self.parts(name, metric, labels, is_own):
                pairs = ",".join(f'{k}="{v}"' for k, v in sorted({**target, **labels, **extra}.items()))
                head = f"{name}{suffix}{{{pairs}}}"
                out.write("".join(f"{head} {value:.12g} {time}\n" for time, value in samples if since <= time < until))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("spec")
    parser.add_argument("--weather")
    parser.add_argument("--names", help="only the metrics named in this file, a word a line")
    parser.add_argument("--end", type=int, default=END)
    parser.add_argument("--grid", default="3h/1m,26h/2m")
    arguments = parser.parse_args()
    weather = read(arguments.weather) if arguments.weather else {}
    maker = Maker(Catalog(arguments.spec), weather, arguments.end, arguments.grid)
    names = None
    if arguments.names:
        with open(arguments.names) as file:
            names = set(file.read().split())
    maker.write(sys.stdout, names)


if __name__ == "__main__":
    main()
