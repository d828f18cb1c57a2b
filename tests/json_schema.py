#!/usr/bin/env python3
"""Asks a validator about `tocsin schema`: whether it is a JSON Schema of draft 2020-12, whether it
takes every spec of the project, and whether it refuses the mistakes that an editor should show.

    tests/json_schema.py TOCSIN SPECS...
"""
import json
import pathlib
import re
import subprocess
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}; the JSON Schema is not checked by a validator")
    sys.exit(77)

MISTAKES = [
    "metrics: {x: {counter: a, gauge: b}}",
    "metrics: {x: {labels: [a]}}",
    "metrics: {x-y: {counter: a}}",
    "metrics: {x: {counter: a, lables: [a]}}",
    "alerts: {a: {rules: {X: {summary: no expression}}}}",
    "alerts: {a: {rules: {X: {expr: up, for: soon}}}}",
    "alerts: {a: {rules: [{alert: X, expr: up}]}}",
    "checks: {missing-runbook: fatal}",
    "routing: {routes: [{when: {a: b}, continue: perhaps}]}",
    "versions: {prometheus: latest}",
    "dashboards: {a: {title: A, panels: [{title: B}]}}",
    "dashboards: {a: {title: A, panels: [{title: B, stat: up, gauge: up}]}}",
    "dashboards: {a: {title: A, variables: {b: {label: x}}}}",
    "dashboards: {a: {title: A, links: [{to: x, url: y}]}}",
    "dashboards: {a: {panels: []}}",
    "dashboards: {a: {title: A, rows: [{template: b, titel: c}]}}",
    "dashboards: {a: {title: A, rows: [{template: 'a b'}]}}",
    "dashboards: {a: {title: A, rows: [{title: B, panels: [{template: c, span: 3}]}]}}",
    "use: {a: {with: {b: c}}}",
    "alerts: {a: {labels: {b: c}}}",
    "recordings: {a: {rules: {x: {expr: y, tests: [{given: {z: '1'}, at: 1m, gives: many}]}}}}",
    "recordings: {a: {rules: {x: {expr: y, tests: [{given: {z: '1'}, gives: nothing}]}}}}",
    "alerts: {a: {rules: {X: {expr: up, tests: [{given: {z: '1'}}]}}}}",
    "nonsense: 1",
    "[]",
]


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: `no` and dates are texts."""


Loader.yaml_implicit_resolvers = {}
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"),
                             list("-0123456789"))
Loader.add_implicit_resolver("tag:yaml.org,2002:float",
                             re.compile(r"^-?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?$"),
                             list("-0123456789"))
Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^<<$"), ["<"])


def read(text):
    return json.loads(json.dumps(yaml.load(text, Loader=Loader)))


def main():
    program, folders = sys.argv[1], map(pathlib.Path, sys.argv[2:])
    text = subprocess.run([program, "schema"], check=True, stdout=subprocess.PIPE).stdout
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = 0
    files = sorted(file for folder in folders for file in folder.rglob("*.yaml"))
    for file in files:
        for error in validator.iter_errors(read(file.read_text())):
            best = jsonschema.exceptions.best_match([error])
            print(f"{file}: {'/'.join(map(str, best.absolute_path))}: {best.message[:200]}")
            failures += 1
    for mistake in MISTAKES:
        if validator.is_valid(read(mistake)):
            print(f"taken, but wrong: {mistake}")
            failures += 1
    print(f"{len(files)} specs, {len(MISTAKES)} mistakes, {failures} failures")
    return 1 if failures or not files else 0


sys.exit(main())
