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
LONG = RECENT + ",61d/20m"
DENSE, DAY, MONTH = 7 * 3600, 26 * 3600, 31 * 86400


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


def rules_of(paths):
    """The recording rules of a folder. Alerts about SLOs are among them: Prometheus says in `ALERTS` what fires, dashboards ask."""
    rules = []
    for rule in (rule for path in paths for group in read(path)["groups"] for rule in group["rules"]):
        if "record" in rule:
            rules.append(rule)
        elif "slo:" in rule["expr"]:
            labels = {"alertname": rule["alert"], "alertstate": "firing", "severity": rule["labels"].get("severity", "")}
            labels.update((k, v) for k, v in rule["labels"].items() if "{{" not in v)
            rules.append({"record": "ALERTS", "expr": f"({rule['expr']}) ^ 0", "labels": labels})
    return rules


def behind(rules, wanted):
    """The rules that make the wanted names, and those that make what these read."""
    names, needed, found = {rule["record"] for rule in rules}, set(), wanted
    while found:
        needed |= found & names
        found = {word for rule in rules if rule["record"] in needed for word in words_in(rule["expr"])} & names - needed
    return [rule for rule in rules if rule["record"] in needed]


def rounds_of(rules):
    """The rules in rounds: what a round reads was recorded in an earlier one."""
    left, rounds = rules, []
    while left:
        waiting = {rule["record"] for rule in left}
        ready = [rule for rule in left if not words_in(rule["expr"]) & waiting]
        rounds.append(ready)
        left = [rule for rule in left if rule not in ready]
        assert ready, "recordings read each other in a circle"
    return rounds


def stretched(rule):
    """The rule for times whose samples stand up to twenty minutes apart, where a range of a minute has none."""
    return {**rule, "expr": re.sub(r"\[\d+[sm][^]]*\]", "[1h]", rule["expr"])}


def record(folder, rules, far):
    """What the rules record: the last day every minute, and for the dashboards that look back far what they read. Sums over weeks
    need that every minute of two months where samples are read, and every half hour of one where those sums are read."""
    for number, ready in enumerate(rounds_of(rules)):
        near, old = [rule for rule in ready if rule not in far], [rule for rule in ready if rule in far]
        prometheus.record(folder, near, (END - DAY, END), 60)
        if number == 0:
            prometheus.record(folder, [stretched(rule) for rule in old], (END - 60 * 86400, END - DENSE - 60), 60)
            prometheus.record(folder, old, (END - DENSE, END), 60)
        else:
            prometheus.record(folder, old, (END - MONTH, END - DAY - 60), 1800)
            prometheus.record(folder, old, (END - DAY, END), 60)


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
    over days have two months of samples, the others a day."""
    if not os.path.isdir(os.path.join(folder, "data")):
        os.makedirs(folder, exist_ok=True)
        paths = sorted(glob.glob(f"{output}/prometheus/rules/*.yml"))
        distant = words_of([path for path in dashboards if looks_back_far(path)])
        far = behind(rules_of(paths), distant)
        long = distant | {word for rule in far for word in words_in(rule["expr"])}
        near = words_of([*dashboards, *paths]) - long
        prometheus.fill(folder, page(folder, "long", long, LONG))
        prometheus.fill(folder, page(folder, "near", near, RECENT))
        record(folder, behind(rules_of(paths), words_of(dashboards)), far)
    return prometheus.Prometheus(folder)
