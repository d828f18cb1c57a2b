"""Whether the way alerts are evaluated here is that of Prometheus itself: an outage is told to promtool too, with the rule file that
Tocsin wrote and Sloth's rules, and it must see both sides' alerts in the minutes that were found here."""
import json
import os
import subprocess

import rules
import traffic

STORY = [traffic.Stretch(60, 0), traffic.Stretch(20, 1), traffic.Stretch(40, 0)]
TOCSIN = 'alertname=~".+ErrorBudgetBurn",severity="{}"'
SLOTH = 'alertname="Sloth",sloth_severity="{}"'
SEVERITIES = {"page": "critical", "ticket": "warning"}


def rule_file(path, recordings, alerts):
    """Sloth's rules as a file; JSON is YAML."""
    of_records = [{"record": one.name, "expr": one.expr, "labels": one.labels} for one in recordings]
    of_alerts = [{"alert": "Sloth", "expr": one.expr, "labels": {"sloth_severity": one.key}} for one in alerts]
    with open(path, "w") as file:
        json.dump({"groups": [{"name": "sloth", "rules": of_records + of_alerts}]}, file)


def expectations(matchers, fired, tolerance):
    """One for each minute that is not too near to a change."""
    expr = f'clamp_max(count(ALERTS{{{matchers},alertstate="firing"}}), 1) or vector(0)'
    found = []
    for minute in range(tolerance + 1, traffic.length(STORY) - tolerance):
        states = {other in fired for other in range(minute - tolerance, minute + tolerance + 1)}
        if len(states) == 1:
            samples = [{"labels": "{}", "value": int(minute in fired)}]
            found.append({"expr": expr, "eval_time": f"{minute}m", "exp_samples": samples})
    return found


def minutes_of(server, recordings, alerts, start, end):
    """The minutes in which pages and tickets fire."""
    for recording in recordings:
        rules.record(server, recording, start, end)
    found = {key: set() for key in SEVERITIES}
    for alert in alerts:
        found[alert.key] = found[alert.key].union(*rules.firing(server, alert, (), start, end).values())
    return found


def input_series(labels, samples):
    name = labels["__name__"] + rules.braces({key: value for key, value in labels.items() if key != "__name__"})
    return {"series": name, "values": " ".join(f"{value:.10g}" for _, value in samples)}


def seen_by_promtool(server, slo, work, start, tolerance):
    """(whether promtool agrees, what it says)."""
    series, end = slo.traffic.series(STORY, start, "p"), start + (traffic.length(STORY) - 1) * 60
    server.write(series)
    theirs, ours = rules.of_sloth(slo), rules.of_tocsin(work, slo.name, False)
    rule_file(os.path.join(work, "sloth.json"), *theirs)
    tests = []
    for key, fired in minutes_of(server, *theirs, start, end).items():
        tests += expectations(SLOTH.format(key), fired, tolerance)
    for key, fired in minutes_of(server, *ours, start, end).items():
        tests += expectations(TOCSIN.format(SEVERITIES[key]), fired, tolerance)
    whole = {"rule_files": ["sloth.json", f"sloth/prometheus/rules/slo-{slo.name}.yml"], "evaluation_interval": "1m",
             "tests": [{"interval": "30s", "input_series": [input_series(*one) for one in series], "promql_expr_test": tests}]}
    with open(os.path.join(work, "minutes.json"), "w") as file:
        json.dump(whole, file)
    ran = subprocess.run(["promtool", "test", "rules", "minutes.json"], cwd=work, capture_output=True, text=True)
    count = sum(one["exp_samples"][0]["value"] for one in tests)
    said = (ran.stdout + ran.stderr)[:3000] if ran.returncode else f"{len(tests)} minutes asked for, {count} of them of firing alerts"
    return ran.returncode == 0 and count > 0, said
