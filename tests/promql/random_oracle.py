#!/usr/bin/env python3
"""Random expressions, judged by Tocsin and by promtool: random_oracle.py TOCSIN [COUNT [SEED]]

Right expressions come from a grammar, wrong ones from tearing, doubling and swapping their
tokens. One rules file takes them all to promtool; skipped where promtool is not installed.
"""
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
# What promtool takes and nobody can mean: a range behind `@ start()`, and a letter for the colon.
QUIRKS = (re.compile(r"@\s*(start|end)\s*\(\s*\)\s*\["), re.compile(r"\[[^\]]*\d[smhdwy]+\s+[a-z]"))

NAMES = ["up", "x", "job:up:rate5m", "sum", "by", "offset", "and", "bool", "on", "start", "group"]
LABELS = ["a", "job", "le", "on", "sum", "without", "a:b"]
STRINGS = ['"x"', "'y'", "`z`", '""', '"\\n"', '"a|b"', '".+"', '".*"', '"("', '"\\d"', '"é"']
NUMBERS = ["1", "0", ".5", "2.", "1e3", "0x1F", "017", "08", "Inf", "NaN", "5m", "1_0", "1e", "3h2m"]
DURATIONS = ["5m", "1h30m", "1d", "0s", "5", "1m1h", "90ms", "1y", "step()", "5m*2"]
OPERATORS = ["+", "-", "*", "/", "%", "^", "==", "!=", "<", ">=", "and", "or", "unless", "atan2"]
FUNCTIONS = {
    "rate": ["m"], "abs": ["v"], "clamp": ["v", "s", "s"], "time": [], "scalar": ["v"],
    "vector": ["s"], "hour": ["v"], "histogram_quantile": ["s", "v"], "max_over_time": ["m"],
    "label_replace": ["v", "t", "t", "t", "t"], "label_join": ["v", "t", "t", "t"],
    "round": ["v", "s"], "quantile_over_time": ["s", "m"], "absent": ["v"], "info": ["v"],
}
AGGREGATIONS = ["sum", "AVG", "count", "topk", "quantile", "count_values", "stddev", "group"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, choices):
        return self.random.choice(choices)

    def chance(self, of):
        return self.random.randrange(of) == 0

    def make(self, kind, depth):
        if self.chance(25):
            kind = self.pick("smvt")
        return {"s": self.scalar, "v": self.vector, "m": self.matrix, "t": self.text}[kind](depth)

    def text(self, depth):
        return self.pick(STRINGS)

    def scalar(self, depth):
        if depth <= 0 or self.chance(2):
            return self.pick(["", "", "-"]) + self.pick(NUMBERS)
        if self.chance(3):
            return f"scalar({self.make('v', depth - 1)})"
        return f"{self.make('s', depth - 1)} {self.pick(OPERATORS[:6])} {self.make('s', depth - 1)}"

    def selector(self):
        matchers = [self.pick(LABELS[:5]) + self.pick(["=", "!=", "=~", "!~"]) + self.pick(STRINGS)
                    for _ in range(self.random.randrange(3))]
        name = self.pick(NAMES) if not self.chance(6) else ""
        braces = "{" + ",".join(matchers) + self.pick(["", "", ","]) + "}"
        return name + (braces if matchers or not name or self.chance(5) else "")

    def modifiers(self):
        out = ""
        if self.chance(5):
            out += " offset " + self.pick(["", "-"]) + self.pick(DURATIONS)
        if self.chance(8):
            out += " @ " + self.pick(["5", "-1.5", "start()", "end()", "1h", "NaN"])
        return out

    def matrix(self, depth):
        if depth <= 0 or self.chance(2):
            return f"{self.selector()}[{self.pick(DURATIONS)}]" + self.modifiers()
        step = self.pick(["", self.pick(DURATIONS)])
        return f"{self.postfixed(depth)}[{self.pick(DURATIONS)}:{step}]" + self.modifiers()

    def postfixed(self, depth):
        inner = self.make("v", depth - 1)
        return inner if self.chance(4) else f"({inner})"

    def labels(self):
        return "(" + ", ".join(self.pick(LABELS) for _ in range(self.random.randrange(3))) + ")"

    def aggregation(self, depth):
        name = self.pick(AGGREGATIONS)
        inner = self.make("v", depth - 1)
        if name in ("topk", "quantile"):
            inner = self.make("s", 1) + ", " + inner
        elif name == "count_values":
            inner = self.text(0) + ", " + inner
        clause = self.pick(["by", "without", "BY"]) + " " + self.labels()
        return self.pick([f"{name}({inner})", f"{name} {clause} ({inner})", f"{name}({inner}) {clause}"])

    def binary(self, depth):
        matching = ""
        if self.chance(6):
            matching += " bool"
        if self.chance(4):
            matching += " " + self.pick(["on", "ignoring"]) + " " + self.labels()
            if self.chance(3):
                matching += " " + self.pick(["group_left", "group_right"]) + self.pick(["", " " + self.labels()])
        left = self.make(self.pick("vvs"), depth - 1)
        return f"{left} {self.pick(OPERATORS)}{matching} {self.make(self.pick('vvs'), depth - 1)}"

    def vector(self, depth):
        if depth <= 0:
            return self.selector() + self.modifiers()
        form = self.random.randrange(6)
        if form == 0:
            name = self.pick(sorted(FUNCTIONS))
            return f"{name}({', '.join(self.make(k, depth - 1) for k in FUNCTIONS[name])})"
        if form == 1:
            return self.aggregation(depth)
        if form == 2:
            return self.pick(["-", "+", ""]) + f"({self.make('v', depth - 1)})"
        if form == 3:
            return self.selector() + self.modifiers()
        return self.binary(depth)

    def tear(self, text):
        tokens = re.findall(r"\s+|\w+|\"[^\"]*\"|.", text, re.S)
        at = self.random.randrange(len(tokens))
        form = self.random.randrange(3)
        if form == 0:
            del tokens[at]
        elif form == 1:
            tokens.insert(at, tokens[at])
        else:
            other = self.random.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        return "".join(tokens)

    def expression(self):
        text = self.make("v", self.random.randrange(4))
        while self.chance(3):
            text = self.tear(text) if text else "up"
        return text or "up"


def ask_promtool(expressions):
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        file.write("groups:\n- name: g\n  rules:\n")
        for i, text in enumerate(expressions):
            file.write(f"  - record: r{i}\n    expr: {json.dumps(text)}\n")
        file.flush()
        done = subprocess.run(["promtool", "check", "rules", "--lint=none", file.name],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wrong = {int(n) - 1 for n in re.findall(r'group "g", rule (\d+), "r\d+": could not parse', done.stdout)}
    assert wrong or "SUCCESS" in done.stdout, done.stdout[:500]
    return [i not in wrong for i in range(len(expressions))]


def ask_tocsin(tocsin, expressions):
    done = subprocess.run([tocsin, "promql", "-0", "--prometheus", "2.42", "-"], check=True,
                          input=b"".join(e.encode() + b"\0" for e in expressions),
                          stdout=subprocess.PIPE)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def main():
    if not shutil.which("promtool"):
        print("no promtool here")
        return SKIPPED
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 4000
    maker = Maker(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    expressions = [maker.expression() for _ in range(count)]
    differences = accepted = 0
    for text, right, found in zip(expressions, ask_promtool(expressions),
                                  ask_tocsin(sys.argv[1], expressions)):
        accepted += right
        if right != found["ok"] and not any(quirk.search(text) for quirk in QUIRKS):
            differences += 1
            print(f"{text!r}: promtool {'takes' if right else 'refuses'} it, {found}")
    print(f"{count} expressions, {accepted} accepted, {differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
