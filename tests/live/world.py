"""HealthHub on an ordinary day: a Prometheus filled with what its catalog promises, for tests that ask it."""
import glob
import os
import re
import subprocess
import sys

import prometheus
from catalog import read
from series import END

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
OUTPUT = os.path.join(ROOT, "out/healthhub/prod")
# Close enough for the rates of a recording that reach over little more than a minute, back to what a panel of a month shows last.
RECENT = "3h/15s,7h/1m,26h/2m"
LONG = RECENT + ",31d/20m"
DAY = 26 * 3600


def scrape(length):
    """How far apart the samples of a time range of that length are."""
    return 15 if length <= 3600 else 60 if length <= 6 * 3600 else 120 if length <= DAY else 1200


def words_in(text):
    return set(re.findall(r"[a-zA-Z_:][\w:]*", text))


def words_of(paths):
    words = set()
    for path in paths:
        with open(path) as file:
            words.update(words_in(file.read()))
    return words


def rounds_of(paths, wanted):
    """The recording rules behind the wanted names, in rounds: what a round reads was recorded in an earlier one."""
    rules = [rule for path in paths for group in read(path)["groups"] for rule in group["rules"] if "record" in rule]
    names, needed, found = {rule["record"] for rule in rules}, set(), wanted
    while found:
        needed |= found & names
        found = {word for rule in rules if rule["record"] in needed for word in words_in(rule["expr"])} & names - needed
    left, rounds = [rule for rule in rules if rule["record"] in needed], []
    while left:
        waiting = {rule["record"] for rule in left}
        ready = [rule for rule in left if not words_in(rule["expr"]) & waiting]
        rounds.append(ready)
        left = [rule for rule in left if rule not in ready]
        assert ready, "recordings read each other in a circle"
    return rounds


def looks_back_far(path):
    with open(path) as file:
        text = file.read()
    return re.search(r'"from": "now-\d+[dwMy]"', text) or re.search(r"\[\d+[dw]", text)


def page(folder, name, words, grid):
    """An OpenMetrics page of the metrics among the words."""
    names, target = os.path.join(folder, name + ".names"), os.path.join(folder, name + ".om")
    with open(names, "w") as file:
        file.write("\n".join(sorted(words)))
    with open(target, "w") as file:
        subprocess.run([sys.executable, f"{ROOT}/tests/live/series.py", f"{ROOT}/specs/healthhub", "--weather",
                        f"{ROOT}/tests/live/healthhub.yaml", "--grid", grid, "--names", names], check=True, stdout=file)
    return target


def start(folder, dashboards, output=OUTPUT):
    """A Prometheus with the metrics that the dashboards and the rules of the output name. Metrics of dashboards that look back
    over days have a month of samples, the others a day."""
    if not os.path.isdir(os.path.join(folder, "data")):
        os.makedirs(folder, exist_ok=True)
        rules = sorted(glob.glob(f"{output}/prometheus/rules/*.yml"))
        far = [path for path in dashboards if looks_back_far(path)]
        long = words_of(far)
        near = words_of([*dashboards, *rules]) - long
        prometheus.fill(folder, page(folder, "long", long, LONG))
        prometheus.fill(folder, page(folder, "near", near, RECENT))
        for recordings in rounds_of(rules, words_of(dashboards)):
            prometheus.record(folder, recordings, END, 26)
    return prometheus.Prometheus(folder)
