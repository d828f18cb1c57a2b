#!/usr/bin/env python3
"""Writes a synthetic system: generate.py FOLDER METRICS RULES. The same numbers give the same bytes.

A fifth of the metrics are histograms, a fifth gauges, the rest counters; rules are recordings and
alerts over them in groups of fifty, as in a large organisation's repository."""
import os
import sys

folder, metric_count, rule_count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
os.makedirs(folder, exist_ok=True)


def write(name, lines):
    with open(os.path.join(folder, name), "w") as file:
        file.write("\n".join(lines) + "\n")


def kind_of(number):
    return ("histogram", "gauge", "counter", "counter", "counter")[number % 5]


def name_of(number):
    base = f"service{number // 50}_part{number % 50}"
    return {"histogram": f"{base}_seconds", "gauge": f"{base}_items", "counter": f"{base}_total"}[kind_of(number)]


write("system.yaml", [
    "tocsin: v1", "system: synthetic", "versions: {prometheus: 2.42, alertmanager: 0.25}",
    "prometheus: {scrape_interval: 15s, evaluation_interval: 15s}",
    "severities: {critical: {}, warning: {}}",
    "jobs: {synthetic: {targets: ['app:8000']}}",
    "labels:", "  method: {values: [GET, POST, PUT, DELETE]}", "  endpoint: {max: 100}",
    "  status: {match: '[1-5][0-9]{2}', max: 50}",
    "routing:", "  default: team", "  routes:",
    "    - {when: {severity: critical}, to: team}",
    "  receivers: {team: {webhook: {url: 'http://localhost:9000/'}}}",
])

for part in range(0, metric_count, 500):
    lines = ["metrics:"]
    for number in range(part, min(part + 500, metric_count)):
        kind = kind_of(number)
        lines += [f"  {name_of(number)}:", f"    {kind}: Metric number {number} of the synthetic system",
                  "    labels: [method, endpoint]" if kind != "counter" else "    labels: [method, endpoint, status]"]
        if kind == "histogram":
            lines.append("    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]")
    write(f"metrics-{part // 500:03}.yaml", lines)


def recording(number):
    metric, kind = name_of(number % metric_count), kind_of(number % metric_count)
    record = f"job:{metric.rsplit('_', 1)[0]}_{number}:rate5m"
    if kind == "histogram":
        return [f"      {record.replace('rate5m', 'quantile5m')}: |",
                f"        histogram_quantile(0.95, sum by (job, le) (rate({metric}_bucket[5m])))"]
    if kind == "gauge":
        return [f"      {record.replace('rate5m', 'avg')}: avg by (job) ({metric})"]
    return [f"      {record}: sum by (job) (rate({metric}[5m]))"]


def alert(number):
    metric, kind = name_of(number % metric_count), kind_of(number % metric_count)
    if kind == "histogram":
        expression = f"histogram_quantile(0.99, sum by (endpoint, le) (rate({metric}_bucket[5m]))) > 2"
    elif kind == "gauge":
        expression = f"max by (endpoint) ({metric}) > 100"
    else:
        expression = (f'sum by (endpoint) (rate({metric}{{status=~"5.."}}[5m]))'
                      f" / sum by (endpoint) (rate({metric}[5m])) > 0.05")
    return [f"      Alert{number}:", "        expr: |", f"          {expression}", "        for: 5m",
            f"        severity: {('warning', 'critical')[number % 2]}", f"        summary: Number {number} is too high on {{{{ $labels.endpoint }}}}"]


half = rule_count // 2
for part in range(0, half, 1000):
    lines = ["recordings:"]
    for number in range(part, min(part + 1000, half)):
        if number % 50 == 0:
            lines += [f"  group{number // 50}:", "    rules:"]
        lines += recording(number)
    write(f"recordings-{part // 1000:03}.yaml", lines)
for part in range(half, rule_count, 1000):
    lines = ["alerts:"]
    for number in range(part, min(part + 1000, rule_count)):
        if number % 50 == 0 or number == half:
            lines += [f"  alerts{number // 50}:", "    rules:"]
        lines += alert(number)
    write(f"alerts-{part // 1000:03}.yaml", lines)
