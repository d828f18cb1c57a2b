"""The catalog of a system, read from its spec for the tests that need series to ask.

It reads only what series are made of: metrics with their kinds, labels, buckets and states, the label
vocabulary, and the jobs with what they expose. It is no second compiler: the spec is taken to be right,
which `tocsin check` has said before.
"""
import os
import re

import yaml

KINDS = ("counter", "gauge", "histogram", "summary", "info", "stateset", "untyped")
UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def number(text):
    """`500ms`, `1m`, `0.25` or `80%` as a number, durations in seconds."""
    found = re.fullmatch(r"([-+0-9.eE]+)(ms|[smhdw%]|[KMG]iB)?", text)
    value, unit = float(found.group(1)), found.group(2)
    if unit == "%":
        return value / 100
    if unit and unit.endswith("iB"):
        return value * 1024 ** (1 + "KMG".index(unit[0]))
    return value * UNITS.get(unit, 1)


def read(path):
    with open(path) as file:
        return yaml.load(file, yaml.BaseLoader) or {}


def files_of(path):
    if os.path.isfile(path):
        return [path]
    return sorted(os.path.join(base, name) for base, _, names in os.walk(path)
                  for name in names if name.endswith((".yaml", ".yml")))


class Catalog:
    """`metrics`: catalog name → metric name → what the spec says of it; `labels`; `jobs`."""

    def __init__(self, folder):
        self.metrics, self.extends, self.labels, self.jobs = {}, {}, {}, {}
        self.system = ""
        documents = [read(path) for path in files_of(folder)]
        for document in documents:
            self.system = document.get("system", self.system)
            for include in document.get("include", []):
                documents.extend(read(p) for p in files_of(os.path.join(folder, include)))
        exporters = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../specs/exporters")
        for document in documents + [read(path) for path in files_of(exporters)]:
            name = document.get("catalog", self.system)
            self.metrics.setdefault(name, {}).update(document.get("metrics") or {})
            self.extends.setdefault(name, []).extend(document.get("extends") or [])
            self.labels.update(document.get("labels") or {})
            if "targets" in str(document.get("jobs")):
                self.jobs.update(document["jobs"])

    def exposed(self, job):
        """All metrics of a job: of the catalogs it exposes and of those that they extend."""
        names = list(self.jobs[job].get("exposes") or [self.system])
        metrics = {}
        for name in names:
            metrics.update(self.metrics[name])
            names.extend(n for n in self.extends.get(name, []) if n not in names)
        return {n: m for n, m in metrics.items() if m.get("status") != "planned"}

    def domains(self, metric):
        """The labels of a metric: name → (word of the vocabulary, its values or None)."""
        domains = {}
        for entry in metric.get("labels") or []:
            pairs = entry.items() if isinstance(entry, dict) else [(entry, entry)]
            for label, said in pairs:
                word = self.labels.get(said if isinstance(said, str) else "")
                if isinstance(word, list):
                    domains.update(self.domains({"labels": word}))
                elif isinstance(said, list):
                    domains[label] = (label, said)
                else:
                    domain = said if isinstance(said, dict) else word or {}
                    name = said if isinstance(said, str) else label
                    domains[label] = (name, domain.get("values"))
        return domains


def kind_of(metric):
    return next(kind for kind in KINDS if kind in metric)
