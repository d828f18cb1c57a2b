"""Rules of three makers in one shape, and how they are evaluated over a history.

Tocsin's are read from the files that it wrote. Sloth's and Pyrra's are made here from what their published SLOs say, in the form
that Sloth 0.16.0 and Pyrra 1ba95af (2026-08) give them: neither program can be had here. Recordings that no burn rate alert needs
are left out."""
import collections
import glob
import re

import yaml

Recording = collections.namedtuple("Recording", "name expr labels is_period", defaults=(False,))
Alert = collections.namedtuple("Alert", "key expr wait")  # the key: what is compared; wait: its `for`, in minutes
Row = collections.namedtuple("Row", "urgency long short factor wait")  # windows in minutes

MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10080}
ROW_NAMES = ("page fast", "page slow", "ticket fast", "ticket slow")


class SameLabels(Exception):
    """Two results of a recording have the same labels once its own are put on them: the rule fails."""


def minutes(text):
    return sum(int(count) * MINUTES[unit] for count, unit in re.findall(r"(\d+)([mhdw])", text))


def duration(count):
    """As Prometheus prints it: 386 is `6h26m`."""
    text = ""
    for unit in ("d", "h", "m"):
        text += f"{count // MINUTES[unit]}{unit}" if count >= MINUTES[unit] else ""
        count %= MINUTES[unit]
    return text


def braces(labels):
    return "{" + ", ".join(f'{name}="{value}"' for name, value in labels.items()) + "}"


# Tocsin

def names_in(expr):
    return set(re.findall(r"[a-z_]+:[a-z_:0-9]+", expr))


def of_tocsin(folder, slo, by_row):
    """Its burn rate alerts, each with a key of ROW_NAMES or only page and ticket, and what they are made of."""
    with open(glob.glob(f"{folder}/*/prometheus/rules/slo-{slo}.yml")[0]) as file:
        rules = [rule for group in yaml.safe_load(file)["groups"] for rule in group["rules"]]
    alerts = []
    for rule in rules:
        tier = rule.get("labels", {}).get("tier")
        if rule.get("alert", "").endswith("ErrorBudgetBurn"):
            urgency = "page" if rule["labels"]["severity"] == "critical" else "ticket"
            alerts.append(Alert(f"{urgency} {tier}" if by_row else urgency, rule["expr"], 0))
    needed = needed_for(rules, set().union(*(names_in(alert.expr) for alert in alerts)))
    wanted = needed_for(rules, needed | {"slo:error_budget_remaining:ratio"})
    return [Recording(rule["record"], rule["expr"], rule["labels"], rule["record"] not in needed and not is_count(rule))
            for rule in rules if rule.get("record") in wanted], alerts


def is_count(rule):
    return rule["record"].endswith(":increase1m")


def needed_for(rules, names):
    """The names and those that they are made of; each rule stands after what it reads."""
    names = set(names)
    for rule in reversed(rules):
        if rule.get("record") in names:
            names |= names_in(rule["expr"])
    return names


# Sloth

SLOTH_USUAL = [("page", "1h", "5m", 2), ("page", "6h", "30m", 5), ("ticket", "1d", "2h", 10), ("ticket", "3d", "6h", 10)]


def sloth_rows(slo):
    """Sloth writes its table as shares of the budget, in per cent."""
    return [Row(urgency, minutes(long), minutes(short), round(share / 100 * slo.days * 1440 / minutes(long), 10), 0)
            for urgency, long, short, share in slo.table or SLOTH_USUAL]


def sloth_ids(slo):
    return {"sloth_id": slo.name, "sloth_service": slo.name, "sloth_slo": slo.name}


def sloth_error_ratio(slo, window):
    text = slo.ratio or f"({slo.errors}) / ({slo.total})"
    return text.replace("WINDOW", window)


def of_sloth(slo, labels=None):
    labels = dict(sloth_ids(slo), **(labels or {}))
    rows, mine, budget = sloth_rows(slo), braces(sloth_ids(slo)), repr((100 - float(slo.objective)) / 100)
    recordings = []
    for window in sorted({row.long for row in rows} | {row.short for row in rows}):
        text = duration(window)
        labels = dict(labels, sloth_window=text)
        recordings.append(Recording(f"slo:sli_error:ratio_rate{text}", sloth_error_ratio(slo, text), labels))

    def burns(window, factor):
        return f"max(slo:sli_error:ratio_rate{duration(window)}{mine} > ({factor:g} * {budget})) without (sloth_window)"

    alerts = []
    for urgency in ("page", "ticket") if slo.alerts else ():
        parts = [f"({burns(row.short, row.factor)} and {burns(row.long, row.factor)})" for row in rows if row.urgency == urgency]
        alerts.append(Alert(urgency, " or ".join(parts), 0))
    return recordings, alerts


def sloth_period(slo, labels=None):
    """What Sloth says of the whole window: a mean of ratios. The last one is the remaining budget."""
    labels, mine, window = dict(sloth_ids(slo), **(labels or {})), braces(sloth_ids(slo)), f"{slo.days}d"
    short = duration(min(row.short for row in sloth_rows(slo)))
    joined = "on(sloth_id, sloth_slo, sloth_service) group_left"
    return [
        Recording(f"slo:sli_error:ratio_rate{window}",
                  f"sum_over_time(slo:sli_error:ratio_rate{short}{mine}[{window}]) / ignoring (sloth_window) "
                  f"count_over_time(slo:sli_error:ratio_rate{short}{mine}[{window}])", {"sloth_window": window}),
        Recording("slo:error_budget:ratio", f"vector(1-{float(slo.objective) / 100!r})", labels),
        Recording("slo:period_burn_rate:ratio",
                  f"slo:sli_error:ratio_rate{window}{mine} / {joined} slo:error_budget:ratio{mine}", labels),
        Recording("slo:period_error_budget_remaining:ratio", f"1 - slo:period_burn_rate:ratio{mine}", labels),
    ]


# Pyrra

PYRRA_USUAL = [("page", 28 * 24, 28 * 24 * 12, 14, 28 * 24 * 30), ("page", 28 * 4, 28 * 48, 7, 28 * 96),
               ("ticket", 28, 28 * 12, 2, 28 * 24), ("ticket", 7, 28 * 4, 1, 28 * 8)]


def pyrra_rows(slo):
    """Parts of the window, rounded to minutes, half up: 1h, 5m and for 2m of 28 days."""
    return [Row(urgency, *((slo.days * 1440 * 2 + part) // (2 * part) for part in (long, short)), factor,
                (slo.days * 1440 * 2 + wait) // (2 * wait)) for urgency, long, short, factor, wait in PYRRA_USUAL]


def pyrra_error_ratio(slo, window):
    by = f" by ({', '.join(slo.by)})" if slo.by else ""
    if slo.gauge:
        count = f"sum{by} (count_over_time({slo.gauge}[{window}]))"
        return f"({count} - sum{by} (sum_over_time({slo.gauge}[{window}]))) / {count}"
    total = f"sum{by} (rate({slo.total}[{window}]))"
    if slo.success:
        return f"({total} - sum{by} (rate({slo.success}[{window}]))) / {total}"
    return f"sum{by} (rate({slo.errors}[{window}])) / {total}"


def error_ratio(slo):
    """Over the whole window, at once."""
    if slo.tool == "pyrra":
        return pyrra_error_ratio(slo, f"{slo.days}d")
    return sloth_error_ratio(slo, f"{slo.days}d")


def of_pyrra(slo):
    rows, labels = pyrra_rows(slo), {"slo": slo.name}
    metric = re.match(r"\w+", slo.gauge or slo.total)[0]
    metric = metric.removesuffix("_total").removesuffix("_count")
    recordings = [Recording(f"{metric}:burnrate{duration(window)}", pyrra_error_ratio(slo, duration(window)), labels)
                  for window in sorted({row.long for row in rows} | {row.short for row in rows})]
    alerts = []
    for name, row in zip(ROW_NAMES, rows):
        limit = f"({row.factor} * (1-{float(slo.objective) / 100!r}))"
        alerts.append(Alert(name, f"{metric}:burnrate{duration(row.short)}{braces(labels)} > {limit} and "
                                  f"{metric}:burnrate{duration(row.long)}{braces(labels)} > {limit}", row.wait))
    return recordings, alerts


# Evaluation

def record(server, recording, start, end):
    """Every minute from start to end; what comes out is stored as a server's own rules store it."""
    series = {}
    for labels, samples in server.range(recording.expr, start, end):
        labels = {name: value for name, value in dict(labels, **recording.labels).items() if value}
        labels["__name__"] = recording.name
        key = tuple(sorted(labels.items()))
        for second, value in samples:
            if second in series.setdefault(key, {}):
                raise SameLabels(f"{recording.name}: two results with the same labels")
            series[key][second] = value
    server.write([(dict(key), sorted(samples.items())) for key, samples in series.items()])


def group_of(labels, by):
    return tuple(labels.get(name, "") for name in by)


def firing(server, alert, by, start, end):
    """The minutes in which the alert's expression has a result, by the values of the labels in `by`; without its `for`."""
    found = {}
    for labels, samples in server.range(alert.expr, start, end):
        found.setdefault(group_of(labels, by), set()).update(int(second - start) // 60 for second, _ in samples)
    return found


def spans(firing_minutes):
    """Sorted (first, last) of runs of minutes."""
    found = []
    for minute in sorted(firing_minutes):
        if found and found[-1][1] == minute - 1:
            found[-1][1] = minute
        else:
            found.append([minute, minute])
    return found
