#!/usr/bin/env python3
"""Random expressions over the closed world: what promtool evaluates must fit the shape.

usage: soundness.py TOCSIN [COUNT [SEED]]

Every series of a result must be admitted by an alternative of the shape; a shape that says "never
matches" or "no series" must have an empty result, and one that says "always" none.
"""
import itertools
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

WORLD = pathlib.Path(__file__).parent / "closed"
SHOP = [{"job": "shop", "instance": f"shop-{i}:80"} for i in (1, 2)]
WORKER = [{"job": "worker", "instance": "worker:80", "zone": "a", "rack": "r1"}]
GATEWAY = [{"job": "gateway", "instance": "gateway:80", "host": "gateway"}]


def series():
    """Samples of all metrics, as the catalog declares them."""
    def of(name, targets, **labels):
        names = sorted(labels)
        for target in targets:
            for values in itertools.product(*(labels[name] for name in names)):
                yield {"__name__": name, **target, **dict(zip(names, values))}
    yield from of("http_requests_total", SHOP, method=["GET", "POST"], path=["/a", "/b"], code=["200", "503"])
    yield from of("http_request_seconds_bucket", SHOP, method=["GET", "POST"], le=["0.1", "1", "2.5", "+Inf"])
    yield from of("http_request_seconds_count", SHOP, method=["GET", "POST"])
    yield from of("http_request_seconds_sum", SHOP, method=["GET", "POST"])
    yield from of("cache_seconds", SHOP, quantile=["0.5", "0.99"])
    yield from of("cache_entries", SHOP)
    yield from of("build_info", SHOP, version=["1"])
    yield from of("build_info", WORKER, version=["2"])
    yield from of("queue_length", WORKER, queue=["mail", "pdf"])
    yield from of("batch_seconds", GATEWAY, exported_job=["cron", "backup"])
    yield from of("up", SHOP + WORKER + GATEWAY)


METRICS = ["http_requests_total", "http_request_seconds_bucket", "http_request_seconds_count", "cache_seconds",
           "cache_entries", "build_info", "queue_length", "batch_seconds", "up"]
LABELS = ["job", "instance", "method", "path", "code", "le", "zone", "queue", "version", "host", "nope", "exported_job",
          "__name__"]
VALUES = ["shop", "worker", "GET", "POST", "/a", "200", "503", "a", "mail", "pdf", "1", "2", "", "x", "shop-1:80"]
PATTERNS = [".*", ".+", "GET|POST", "GET|", "shop.*", "5..", "mail|x", "(m)(.*)", "[0-9]+", "", "s(h)?op"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, things):
        return self.random.choice(things)

    def labels(self, most=3, names=LABELS):
        return ", ".join(self.random.sample(names, self.random.randint(0, most)))

    def matcher(self):
        name = self.pick(LABELS[:-1])
        if self.random.random() < 0.5:
            return f'{name}{self.pick(["=", "!="])}"{self.pick(VALUES)}"'
        return f'{name}{self.pick(["=~", "!~"])}"{self.pick(PATTERNS)}"'

    def selector(self):
        matchers = [self.matcher() for _ in range(self.pick([0, 0, 0, 1, 1, 2]))]
        return self.pick(METRICS) + ("{" + ", ".join(matchers) + "}" if matchers else "")

    def matching(self):
        words = self.pick(["", "on", "ignoring"])
        if not words:
            return ""
        names = [name for name in LABELS if name != "__name__"]
        on = self.random.sample(names, self.random.randint(0, 3))
        group = self.pick(["", "", "group_left", "group_right"])
        rest = [name for name in names if name not in on]
        include = f" {group} ({', '.join(self.random.sample(rest, self.random.randint(0, 2)))})" if group else ""
        return f"{words} ({', '.join(on)}){include} "

    def call(self, depth):
        inner = self.vector(depth - 1)
        kind = self.random.randint(0, 9)
        if kind == 0:
            return f"{self.pick(['rate', 'increase', 'last_over_time', 'max_over_time', 'delta'])}({self.selector()}[3m])"
        if kind == 1:
            return f"histogram_quantile(0.9, {inner})"
        if kind in (2, 3):
            replacement = self.pick(["$1", "x", "", "${1}x", "$2", "$1$2"])
            return (f'label_replace({inner}, "{self.pick(LABELS)}", "{replacement}", "{self.pick(LABELS)}", '
                    f'"{self.pick(PATTERNS)}")')
        if kind == 4:
            sources = ", ".join(f'"{name}"' for name in self.random.sample(LABELS[:-1], self.random.randint(1, 2)))
            return f'label_join({inner}, "{self.pick(LABELS)}", "{self.pick(["", "-"])}", {sources})'
        if kind == 5:
            return f"absent({inner})"
        if kind == 6:
            return f"{self.pick(['max_over_time', 'last_over_time', 'rate'])}(({inner})[5m:1m])"
        return f"{self.pick(['abs', 'sort', 'hour', 'timestamp', 'sgn'])}({inner})"

    def aggregation(self, depth):
        inner = self.vector(depth - 1)
        clause = self.pick(["", f"by ({self.labels()})", f"without ({self.labels(3, LABELS[:-1])})"])
        kind = self.pick(["sum", "max", "count", "group", "topk(1, ", "bottomk(2, ", "count_values"])
        if kind == "count_values":
            return f'count_values {clause} ("{self.pick(["value", "job"])}", {inner})'
        if kind.endswith(", "):
            name, argument = kind.split("(")
            return f"{name} {clause} ({argument}{inner})"
        return f"{kind} {clause} ({inner})"

    def binary(self, depth):
        left, right = self.vector(depth - 1), self.vector(depth - 1)
        kind = self.random.randint(0, 4)
        if kind == 0:
            return f"({left}) {self.pick(['+', '>', '> bool', '*'])} 0"
        matching = self.matching()
        if kind == 1:
            matching = matching if "group" not in matching else ""
            return f"({left}) {self.pick(['and', 'or', 'unless'])} {matching}({right})"
        return f"({left}) {self.pick(['+', '/', '>=', '>= bool'])} {matching}({right})"

    def vector(self, depth):
        if depth <= 0:
            return self.selector()
        return self.pick([self.call, self.aggregation, self.binary, lambda _: self.selector()])(depth)


def quote(text):
    return json.dumps(text)


def show_series(labels):
    inside = ",".join(f"{name}={quote(value)}" for name, value in labels.items() if name != "__name__")
    return f"{labels['__name__']}{{{inside}}}"


def evaluate(expressions):
    """The label sets of each result, by promtool; None after an error."""
    test = {"tests": [{
        "interval": "1m",
        "input_series": [{"series": show_series(labels), "values": "1+1x10"} for labels in series()],
        "promql_expr_test": [{"expr": expr, "eval_time": "8m", "exp_samples": []} for expr in expressions]}]}
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        json.dump(test, file)
        file.flush()
        answer = subprocess.run(["promtool", "test", "rules", file.name], capture_output=True, text=True, timeout=300)
    results = {expr: [] for expr in expressions}
    current = None
    for line in (answer.stdout + answer.stderr).splitlines():
        found = re.match(r'\s*expr: (".*"), time: \S+?,(.*)$', line)
        if found:
            current = json.loads(found.group(1))
            if "err" in found.group(2):
                results[current] = None
        elif line.strip().startswith("got:") and current:
            results[current] = read_labels(line.strip()[len("got:"):])
    return results


def read_labels(text):
    """`{a="b"} 1E+00, {…} 2E+00` as a list of dictionaries."""
    found = []
    for part in re.findall(r'(\{(?:[^"{}]|"(?:[^"\\]|\\.)*")*\}) ', text):
        labels = re.findall(r'([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*")', part)
        found.append({name: json.loads(value) for name, value in labels})
    return found


def read_alternative(text):
    """`gauge (a {x, y}, b? =~"z")` as label → (may be absent, test)."""
    inside = text[text.index("(") + 1:-1]
    is_open = inside.endswith("…")
    labels = {}
    at = 0
    pattern = re.compile(r'(?:, )?([A-Za-z_:]\w*)(\??) (any|\{[^}]*\}|(?:(?:=~|!~|!=)"(?:[^"])*" ?)+)')
    while True:
        found = pattern.match(inside, at)
        if not found:
            break
        labels[found.group(1)] = (found.group(2) == "?", found.group(3).strip())
        at = found.end()
    return labels, is_open


def admits_value(values, value):
    if values == "any":
        return True
    if values.startswith("{"):
        return value in values[1:-1].split(", ") or "…" in values
    for operator, text in re.findall(r'([=!]~|!=)"([^"]*)"', values):
        is_match = re.fullmatch(text, value) is not None if "~" in operator else value == text
        if is_match == operator.startswith("!"):
            return False
    return True


def admits(alternative, labels):
    known, is_open = alternative
    for name, (may_be_absent, values) in known.items():
        if name not in labels:
            if not may_be_absent:
                return False
        elif not admits_value(values, labels[name]):
            return False
    return is_open or all(name in known for name in labels)


def judge(expr, shape, result):
    """What is wrong, or None. Series that come and go with values are not always there, whatever
    the shape says of those they were made of."""
    head, *alternatives = shape.split("; ")
    if "unknown" in head:
        is_empty = any(word in head for word in ("no-match", "no-series", "no-buckets", "undefined"))
        return "is not empty" if is_empty and result else None
    for labels in result:
        if not any(admits(read_alternative(text), labels) for text in alternatives):
            return f"has {labels}"
    is_steady = "count_values" not in expr and "label_replace" not in expr
    if " always" in head and not result and is_steady:
        return "is empty"
    return None


def main():
    program = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    maker = Maker(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    expressions = list(dict.fromkeys(maker.vector(maker.pick([1, 2, 2, 3])) for _ in range(count)))
    answer = subprocess.run([program, "promql", "--catalog", str(WORLD), "--shape", "-"], text=True, timeout=60,
                            input="\n".join(expressions) + "\n", capture_output=True, check=True)
    shapes = dict(zip(expressions, map(json.loads, answer.stdout.splitlines())))
    results = evaluate([expr for expr in expressions if shapes[expr]["ok"]])
    wrong = 0
    judged = 0
    for expr, result in results.items():
        if result is None:
            continue
        judged += 1
        problem = judge(expr, shapes[expr]["shape"], result)
        if problem:
            wrong += 1
            print(f"{expr}\n    {shapes[expr]['shape']}\n    the result {problem}")
    print(f"{judged} of {len(expressions)} results judged, {wrong} wrong")
    return 1 if wrong or judged == 0 else 0


sys.exit(main())
