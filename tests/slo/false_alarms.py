#!/usr/bin/env python3
"""The number of false alarms that `tocsin slo` tells, beside a simulation.

Events come at random, each is bad with a probability of just the error budget; the row of the
burn rate table is evaluated five times in every short window over many months. Two numbers
come out: how often it fires and did not one short window before, which is what the program
computes, and how often it begins to fire after it was silent for longer than a short window,
which is what people count. The first must agree to within chance, the second roughly.

usage: false_alarms.py TOCSIN"""
import math
import random
import subprocess
import sys
import tempfile
from collections import deque

STEPS = 5  # evaluations in a short window

# Name, events an hour, objective in per cent, burn rate, long and short window in hours, months.
CASES = [
    ("one-error-pages", 60, 99.9, 14.4, 1, 5 / 60, 16),
    ("one-error-may-page", 70, 99.9, 14.4, 1, 5 / 60, 20),
    ("two-errors-page", 90, 99.9, 14.4, 1, 5 / 60, 24),
    ("few-events", 5, 99, 6, 6, 0.5, 80),
    ("slow-page", 600, 99, 1.4, 6, 0.5, 50),
    ("ticket", 60, 99.9, 3, 24, 2, 200),
    ("at-the-objective", 60, 99.9, 1, 72, 6, 80),
    ("busy-at-the-objective", 60000, 99.9, 1, 72, 6, 80),
    ("loose-objective", 20, 90, 1.2, 24, 2, 120),
]

SPEC = """tocsin: v1
system: shop
severities: {critical: {}}
jobs: {shop: {targets: ['shop:8000']}}
metrics:
  burning_count: {gauge: Whether something burns}
alerts: {slo: {rules: {Burns: {expr: burning_count > 0, severity: critical, summary: it burns}}}}
objectives:
"""


def poisson(source, mean):
    if mean > 50:
        return max(0, round(source.gauss(mean, math.sqrt(mean))))
    limit, count, product = math.exp(-mean), 0, source.random()
    while product > limit:
        count += 1
        product *= source.random()
    return count


class Window:
    """The bad and all events of the last steps."""

    def __init__(self, steps):
        self.held = deque([(0, 0)] * steps, steps)
        self.bad = self.all = 0

    def add(self, bad, events):
        old_bad, old_all = self.held[0]
        self.held.append((bad, events))
        self.bad += bad - old_bad
        self.all += events - old_all

    def is_above(self, share):
        return self.bad > share * self.all


def events_of_step(source, traffic, budget, step):
    return poisson(source, traffic * budget * step), poisson(source, traffic * (1 - budget) * step)


def steady_events(source, traffic, budget, step):
    events = round(traffic * step)
    bad = sum(source.random() < budget for _ in range(events))
    return bad, events - bad


def simulate(traffic, objective, burn, long, short, months, draw=events_of_step):
    source = random.Random(4)
    budget, step = (100 - objective) / 100, short / STEPS
    threshold = burn * budget
    windows = Window(round(long / step)), Window(STEPS)
    fired = deque([False] * STEPS, STEPS)  # one short window ago first
    lead, steps = round(long / step), round(months * 720 / step)
    silent, at_steps, begun = STEPS + 1, 0, 0
    for i in range(lead + steps):
        bad, good = draw(source, traffic, budget, step)
        for window in windows:
            window.add(bad, bad + good)
        fires = all(window.is_above(threshold) for window in windows)
        if i >= lead:
            at_steps += fires and not fired[0]
            begun += fires and silent > STEPS
        silent = 0 if fires else silent + 1
        fired.append(fires)
    return at_steps / STEPS / months, begun / months


def told(tocsin):
    """What the program says, by case."""
    spec = SPEC
    for name, traffic, objective, burn, long, short, _ in CASES:
        windows = f"long: {round(long * 60)}m, short: {round(short * 60)}m"
        spec += f"""  {name}:
    objective: {objective}%
    window: 30d
    traffic: {traffic}
    alerts: [{{alert: Burns, severity: critical, urgency: page, {windows}, burn: {burn}}}]
"""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(spec)
        file.flush()
        ran = subprocess.run([tocsin, "slo", file.name], capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        sys.exit(f"Bail out! {ran.stderr}")
    lines = ran.stdout.splitlines()
    return {name: float(lines[lines.index(name) + 3].split()[-1].lstrip("<")) for name, *_ in CASES}


def main():
    answers = told(sys.argv[1])
    print(f"1..{len(CASES) + 1}")
    for i, (name, *case) in enumerate(CASES, 1):
        at_steps, begun = simulate(*case)
        answer = answers[name]
        is_right = abs(answer - at_steps) <= 0.12 * at_steps and 0.55 * begun <= answer <= 1.3 * begun
        print(f"{'ok' if is_right else 'not ok'} {i} - {name}: {answer} told, {at_steps:.3g} in steps, {begun:.3g} begun")
    # With exactly one event a minute there are some 43: one for nearly every error.
    _, begun = simulate(60, 99.9, 14.4, 1, 5 / 60, 16, steady_events)
    is_right = 40 <= begun <= 46
    print(f"{'ok' if is_right else 'not ok'} {len(CASES) + 1} - steady traffic, {begun:.3g} begun")


main()
