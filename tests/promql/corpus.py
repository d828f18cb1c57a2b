#!/usr/bin/env python3
"""Compare `tocsin promql` with the verdicts of Prometheus on a corpus of expressions.

usage: corpus.py TOCSIN [--all]

The corpus is no part of this repository: it is looked for in $TOCSIN_SHARED/corpus/promql and in
../shared/corpus/promql beside the repository, and the test is skipped where neither is. Every verdict must
agree, and every type, tree, print and first message where the corpus has one; what differs on
purpose stands in quirks.json beside this script with its reason. --all lists every difference.
"""
import base64
import hashlib
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77


def find_corpus():
    beside = os.path.join(HERE, "..", "..", "..", "shared")
    for shared in (os.environ.get("TOCSIN_SHARED", ""), beside):
        folder = os.path.join(shared, "corpus", "promql")
        if os.path.exists(os.path.join(folder, "parse_cases.jsonl")):
            return folder
    return None


def load(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def answers(tocsin, arguments, expressions):
    """The parsed answers to all expressions, in order."""
    command = [tocsin, "promql", "-0", "--sexpr"] + arguments + ["-"]
    text = b"".join(e + b"\0" for e in expressions)
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, check=True)
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(found) == len(expressions), (len(found), len(expressions))
    return found


def text_of(case):
    if case.get("input_b64"):
        return base64.b64decode(case["input_b64"])
    return case["input"].encode("utf-8", "surrogateescape")


class Report:
    def __init__(self, quirks, is_verbose):
        self.quirks = quirks
        self.seen = set()
        self.is_verbose = is_verbose
        self.counts = {}
        self.failures = 0

    def compare(self, what, name, expected, got):
        right, total = self.counts.get(what, (0, 0))
        self.counts[what] = (right + (expected == got), total + 1)
        if expected == got:
            return
        if name in self.quirks.get(what, {}):
            self.seen.add((what, name))
            if not self.is_verbose:
                return
        else:
            self.failures += 1
        print(f"{what}: {name!r}\n  expected {expected!r}\n  got      {got!r}")

    def finish(self):
        for what, (right, total) in self.counts.items():
            named = sum(1 for w, _ in self.seen if w == what)
            print(f"{what}: {right} of {total} agree, {named} named quirks")
        for what, names in self.quirks.items():
            for name in names:
                if what in self.counts and (what, name) not in self.seen:
                    print(f"{what}: the quirk {name!r} is none any more")
                    self.failures += 1
        return 1 if self.failures else 0


def compare_cases(report, tocsin, cases):
    texts = [text_of(c) for c in cases]
    new = answers(tocsin, ["--experimental"], texts)
    old = answers(tocsin, ["--prometheus", "2.42"], texts)
    for case, found, found_old in zip(cases, new, old):
        name = f"case {case['id']}"
        report.compare("parse_cases verdict", name, not case["fail"], found["ok"])
        if case["promtool242"] != "n/a":
            report.compare(
                "parse_cases verdict 2.42", name, case["promtool242"] == "accept", found_old["ok"])
        if case["fail"]:
            report.compare("parse_cases message", name, case["errmsg"], found.get("error"))
        else:
            for key in ("type", "printed", "sexpr"):
                report.compare(f"parse_cases {key}", name, case[key], found.get(key))


def compare_realworld(report, tocsin, rows):
    texts = [r["expr"].encode("utf-8", "surrogateescape") for r in rows]
    new = answers(tocsin, ["--experimental"], texts)
    old = answers(tocsin, ["--prometheus", "2.42"], texts)
    for row, found, found_old in zip(rows, new, old):
        name = row["expr"]
        report.compare("realworld verdict", name, row["prom314"] == "accept", found["ok"])
        report.compare(
            "realworld verdict 2.42", name, row["promtool242"] == "accept", found_old["ok"])
        if row["prom314"] == "accept":
            report.compare("realworld type", name, row["type"], found.get("type"))
            tree = hashlib.sha1(found.get("sexpr", "").encode()).hexdigest()[:12]
            report.compare("realworld tree", name, row["ast"], tree)
        elif row.get("errmsg"):
            report.compare("realworld message", name, row["errmsg"], found.get("error"))
    again = [f["printed"].encode("utf-8", "surrogateescape") for f in new if f["ok"]]
    for found, second in zip([f for f in new if f["ok"]], answers(tocsin, ["--experimental"], again)):
        report.compare("realworld print and parse", found["printed"], found["printed"],
                       second.get("printed"))
    templates = [r for r in rows if r.get("template") and r["prom314"] == "accept"]
    texts = [r["template"].encode("utf-8", "surrogateescape") for r in templates]
    for row, found in zip(templates, answers(tocsin, ["--experimental", "--grafana"], texts)):
        if "{{" not in row["template"]:
            report.compare("realworld template", row["template"], True, found["ok"])


def main():
    tocsin, folder = sys.argv[1], find_corpus()
    if not folder:
        print("no corpus here")
        return SKIPPED
    with open(os.path.join(HERE, "quirks.json"), encoding="utf-8") as file:
        quirks = json.load(file)
    report = Report(quirks, "--all" in sys.argv)
    compare_cases(report, tocsin, load(os.path.join(folder, "parse_cases.jsonl")))
    compare_realworld(report, tocsin, load(os.path.join(folder, "realworld.jsonl")))
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
