#!/usr/bin/env python3
"""Whom CATALOG.md says an alert tells is whom Alertmanager tells.

For each alert of a built environment the labels of its rule are given to `amtool config routes test`.
Labels of the query's result are not known here, so receivers in brackets ("some of its alerts")
are left out of the comparison.
usage: told.py FOLDER; exit status 1 and the differences when there are any
"""
import json
import pathlib
import re
import subprocess
import sys

import yaml


def plain(cell):
    cell = cell.strip()
    link = re.fullmatch(r"\[(.*)\]\(.*\)", cell)
    return re.sub(r"\\(.)", r"\1", link.group(1) if link else cell)


def promised(folder):
    """Group → rows of (alert, receivers), in the order of the rules."""
    groups, rows, is_inside = {}, None, False
    for line in (folder / "CATALOG.md").read_text().splitlines():
        if line.startswith("## "):
            rows, is_inside = None, line == "## Alerts"
        elif is_inside and line.startswith("### "):
            rows = groups.setdefault(plain(line[4:]), [])
        elif rows is not None and line.startswith("| ") and not line.startswith("| Alert |"):
            cells = re.split(r"(?<!\\)\|", line)[1:-1]
            rows.append((plain(cells[0]), plain(cells[4])))
    return groups


def told(folder, rule, external):
    labels = {**external, **rule.get("labels", {}), "alertname": rule["alert"]}
    command = ["amtool", "config", "routes", "test",
               f"--config.file={folder}/alertmanager/alertmanager.yml"]
    command += [f"{name}={json.dumps(value)}" for name, value in labels.items()
                if "{{" not in value]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip().split(",")


def main():
    folder = pathlib.Path(sys.argv[1])
    settings = yaml.safe_load((folder / "prometheus/prometheus.yml").read_text())
    external = settings["global"].get("external_labels", {})
    rows = promised(folder)
    wrong = 0
    for file in sorted((folder / "prometheus/rules").glob("*.yml")):
        for group in yaml.safe_load(file.read_text())["groups"]:
            alerts = [rule for rule in group["rules"] if "alert" in rule]
            promises = rows.get(group["name"], [])
            assert [rule["alert"] for rule in alerts] == [name for name, _ in promises]
            for rule, (name, promise) in zip(alerts, promises):
                actual = ", ".join(dict.fromkeys(told(folder, rule, external)))
                if "(" not in promise and promise != actual:
                    print(f"{name}: CATALOG.md says {promise}, Alertmanager tells {actual}")
                    wrong += 1
    sys.exit(1 if wrong else 0)


main()
