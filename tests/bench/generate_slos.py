#!/usr/bin/env python3
"""Writes a system of SLOs, ours and Sloth's: generate_slos.py FOLDER COUNT. The same number gives the same bytes.

FOLDER/spec is for tocsin, FOLDER/sloth for sloth: the same objectives as far as Sloth has them (`by` becomes nothing there). Five SLOs to a
service, as a platform team writes them: availability, latency, one for each tenant and region, orders that succeed, jobs that end in time."""
import os
import sys

folder, count = sys.argv[1], int(sys.argv[2])
PER_SERVICE = 5
services = [f"service{number}" for number in range((count + PER_SERVICE - 1) // PER_SERVICE)]


def write(name, lines):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def availability(service):
    return f"{service}-availability", "99.9%", "30d", [
        f"errors: http_requests_total{{job=\"{service}\", code=~\"5..\"}}", f"total: http_requests_total{{job=\"{service}\"}}"]


def latency(service):
    return f"{service}-latency", "99%", "28d", [f"latency: http_request_duration_seconds{{job=\"{service}\"}}", "under: 500ms"]


def tenants(service):
    return f"{service}-tenants", "99.5%", "30d", [
        f"errors: api_calls_total{{job=\"{service}\", outcome=\"failed\"}}", f"total: api_calls_total{{job=\"{service}\"}}", "by: [tenant, region]"]


def orders(service):
    return f"{service}-orders", "99.95%", "7d", [
        f"good: {service}_orders_total{{outcome=\"placed\"}}", f"total: {service}_orders_total", "traffic: 50000"]


def jobs(service):
    return f"{service}-jobs", "99%", "90d", [f"latency: {service}_job_duration_seconds", "under: 5"]


KINDS = [availability, latency, tenants, orders, jobs]


def system():
    return [
        "tocsin: v1", "system: objectives", "versions: {prometheus: 2.42, alertmanager: 0.25}",
        "prometheus: {scrape_interval: 15s, evaluation_interval: 15s, retention: 90d}",
        "severities: {critical: {respond: 5m}, warning: {respond: 1d}}",
        "jobs:", *[f"  {service}: {{targets: ['{service}:8000'], exposes: {service}}}" for service in services],
        "labels:", "  tenant: {max: 20}", "  region: {values: [eu, us, asia]}", "  outcome: {values: [placed, failed]}",
        "  code: {match: '[1-5][0-9]{2}', max: 50}",
        "catalogs:", "  http:", "    metrics:",
        "      http_requests_total: {counter: Requests answered, labels: [code]}",
        "      http_request_duration_seconds: {histogram: Time to answer a request, buckets: [0.1, 0.25, 0.5, 1, 2.5, 5]}",
        "      api_calls_total: {counter: Calls of tenants, labels: [tenant, region, outcome]}",
        "routing: {default: team, receivers: {team: {webhook: {url: 'http://hook:8080/'}}}}",
    ]


def metrics_of(service):
    return [f"catalog: {service}", "extends: http", "metrics:",
            f"  {service}_orders_total: {{counter: Orders, labels: [outcome]}}",
            f"  {service}_job_duration_seconds: {{histogram: Time of a job, buckets: [1, 5, 30]}}"]


def ours(service, number, kind):
    name, objective, window, indicator = kind(service)
    lines = [f"  {name}:", f"    title: {name.replace('-', ' ').capitalize()}", f"    objective: {objective}", f"    window: {window}",
             *[f"    {line}" for line in indicator], f"    owner: team{number % 7}", f"    labels: {{service: {service}}}",
             "    impact: Customers wait, or leave", f"    runbook: https://wiki.example.org/{name}"]
    return lines + (["    budget: {warn: 10%, spent: true}"] if number % 3 == 0 else [])


def queries(service, kind):
    window = "[{{.window}}]"
    if kind in (availability, tenants):
        metric, bad = ("http_requests_total", 'code=~"5.."') if kind is availability else ("api_calls_total", 'outcome="failed"')
        return f'sum(rate({metric}{{job="{service}",{bad}}}{window}))', f'sum(rate({metric}{{job="{service}"}}{window}))'
    if kind is orders:
        metric = f"{service}_orders_total"
        return f'sum(rate({metric}{window})) - sum(rate({metric}{{outcome="placed"}}{window}))', f"sum(rate({metric}{window}))"
    metric, matcher, bound = ("http_request_duration_seconds", f'job="{service}"', "0.5") if kind is latency \
        else (f"{service}_job_duration_seconds", "", "5")
    total = f"sum(rate({metric}_count{{{matcher}}}{window}))"
    return f'{total} - sum(rate({metric}_bucket{{{matcher}{"," if matcher else ""}le="{bound}"}}{window}))', total


def sloths(service, number, kind):
    name, objective, _, _ = kind(service)
    errors, total = queries(service, kind)
    return [f"  - name: {name}", f"    objective: {objective.rstrip('%')}", f"    description: {name}", "    sli:", "      events:",
            f"        error_query: '{errors}'", f"        total_query: '{total}'",
            "    alerting:", f"      name: {name}", "      labels: {service: " + service + "}",
            "      page_alert: {labels: {severity: critical}}", "      ticket_alert: {labels: {severity: warning}}"]


write("spec/system.yaml", system())
for index, service in enumerate(services):
    mine, theirs = metrics_of(service) + ["slos:"], ["version: prometheus/v1", f"service: {service}", "slos:"]
    for number in range(index * PER_SERVICE, min(count, (index + 1) * PER_SERVICE)):
        mine += ours(service, number, KINDS[number % PER_SERVICE])
        theirs += sloths(service, number, KINDS[number % PER_SERVICE])
    write(f"spec/{service}.yaml", mine)
    write(f"sloth/{service}.yaml", theirs)
