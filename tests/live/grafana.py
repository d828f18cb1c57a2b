"""Asks the queries of a dashboard as Grafana would: its variables, its intervals, its forms of a query.

What is done here follows Grafana's Prometheus data source: how a variable of several values becomes a regular
expression, which step a range has, what `$__rate_interval` is, when a query is an instant one.
"""
import json
import re

from prometheus import Refused

STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 604800]
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "M": 2592000, "y": 31536000}
PIXELS = 1280


def seconds(text):
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|[smhdwMy])", text)
    return 0.001 * float(found[1]) if found[2] == "ms" else float(found[1]) * UNITS[found[2]]


def duration(value):
    return f"{int(value)}s" if value >= 1 else f"{int(value * 1000)}ms"


def moment(text, end):
    """`now-6h` before `end`; what rounds (`now/d`) is taken without the rounding."""
    found = re.fullmatch(r"now(?:-(\d+[smhdwMy]))?(?:/[smhdwMy])?", text)
    return end - (seconds(found[1]) if found[1] else 0)


def escape(value):
    return re.sub(r"[\\$^*{}\[\]'+?.()|]", lambda m: "\\\\\\\\" if m[0] == "\\" else "\\\\" + m[0], value)


def label_text(labels):
    name = labels.get("__name__", "")
    pairs = ", ".join(f'{k}="{v}"' for k, v in sorted(labels.items()) if k != "__name__")
    return f"{name}{{{pairs}}}" if pairs else name or "Value"


class Board:
    """A dashboard beside a Prometheus. `scrape`: how far apart the samples of a time range are."""

    def __init__(self, text, prometheus, end, scrape=lambda length: 15):
        self.json, self.prometheus = json.loads(text), prometheus
        time = self.json["time"]
        self.end, self.start = moment(time["to"], end), moment(time["from"], end)
        self.scrape = scrape
        self.values, self.faults = {}, []
        for variable in self.json["templating"]["list"]:
            self.choose(variable)

    # --- variables

    def options(self, variable):
        """All values that a variable offers."""
        kind, query = variable["type"], variable.get("query")
        if kind in ("custom", "interval"):
            return [o["value"] for o in variable.get("options", [])]
        if kind != "query":
            return [query if isinstance(query, str) else ""]
        text = self.fill(query if isinstance(query, str) else query["query"], {})
        values = self.query_values(text)
        pattern = variable.get("regex") or ""
        if pattern:
            found = [re.search(pattern.strip("/"), value) for value in values]
            values = [m[1] if m.groups() else m[0] for m in found if m]
        return sorted(set(values))

    def query_values(self, text):
        asked = re.fullmatch(r"\s*label_values\((?:(.+),)?\s*(\w+)\s*\)\s*", text, re.S)
        if asked:
            return self.prometheus.label_values(asked[2], (asked[1] or "").strip(), self.start, self.end)
        asked = re.fullmatch(r"\s*query_result\((.+)\)\s*", text, re.S)
        if asked:
            result = self.prometheus.instant(asked[1], self.end)["result"]
            return [label_text(r["metric"]) + " " + r["value"][1] for r in result]
        asked = re.fullmatch(r"\s*metrics\((.*)\)\s*", text)
        if asked:
            names = self.prometheus.label_values("__name__", "", self.start, self.end)
            return [name for name in names if re.search(asked[1], name)]
        return self.prometheus.label_values(re.sub(r"\W", "", text), "", self.start, self.end)

    def choose(self, variable):
        name, kind = variable["name"], variable["type"]
        if kind in ("datasource", "adhoc", "groupby"):
            self.values[name] = {"value": "prometheus", "shown": "prometheus", "kind": kind}
            return
        try:
            options = self.options(variable)
        except Refused as error:
            options = []
            self.faults.append(f"variable {name}: {error}")
        if not options and not any(name in fault for fault in self.faults):
            self.faults.append(f"variable {name}: offers nothing")
        current = (variable.get("current") or {}).get("value")
        is_all = current in ("$__all", ["$__all"]) or (not current and variable.get("includeAll"))
        chosen = options if is_all else current or options[:1]
        if isinstance(chosen, list) and not variable.get("multi") and not is_all:
            chosen = chosen[0] if chosen else ""
        raw = variable.get("allValue") if is_all else None
        shown = "All" if is_all else ", ".join(chosen) if isinstance(chosen, list) else chosen
        self.values[name] = {"value": chosen, "raw": raw, "shown": shown, "kind": kind,
                             "many": bool(variable.get("multi") or variable.get("includeAll"))}

    def interpolate(self, name, form, plain):
        variable = self.values[name]
        value = variable["value"]
        if variable.get("raw"):
            return variable["raw"]
        values = value if isinstance(value, list) else [value]
        if form in ("raw", "text", "csv") or plain:
            return ",".join(values)
        if form == "pipe":
            return "|".join(values)
        if form == "regex":
            return "(" + "|".join(re.escape(v) for v in values) + ")" if len(values) > 1 else re.escape(values[0])
        if not variable.get("many"):
            return values[0]
        escaped = [escape(v) for v in values]
        return "(" + "|".join(escaped) + ")" if len(escaped) > 1 else "".join(escaped)

    def fill(self, text, built_in, plain=False):
        """A text with its variables replaced; a name nobody knows stays, as in Grafana."""
        def one(match):
            name, form = match[1] or match[2] or match[4], match[3] or match[5] or ""
            if name in built_in:
                return str(built_in[name])
            return self.interpolate(name, form, plain) if name in self.values else match[0]
        return re.sub(r"\$(\w+)|\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)(?::(\w+))?\]\]", one, text)

    # --- panels

    def panels(self):
        for panel in self.json["panels"]:
            yield panel
            yield from panel.get("panels") or []

    def intervals(self, panel, target):
        """The step of a query and what Grafana's own variables are in it."""
        start = moment("now-" + panel["timeFrom"], self.end) if panel.get("timeFrom") else self.start
        length = self.end - start
        scrape = self.scrape(length)
        least = target.get("interval") or panel.get("interval")
        least = seconds(self.fill(least, {}).lstrip(">")) if least else scrape
        points = panel.get("maxDataPoints") or max(100, PIXELS * panel["gridPos"]["w"] / 24)
        step = max(least, next(s for s in STEPS if s >= length / points * 0.8))
        rate = max(step + scrape, 4 * scrape)
        built_in = {"__interval": duration(step), "__interval_ms": int(step * 1000), "__rate_interval": duration(rate),
                    "__range": duration(length), "__range_s": int(length), "__range_ms": int(length * 1000),
                    "__from": int(start * 1000), "__to": int(self.end * 1000)}
        return start, step, built_in

    def legend(self, target, labels, built_in):
        form = target.get("legendFormat") or "__auto"
        if form == "__auto":
            return label_text(labels)
        text = re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda m: labels.get(m[1], ""), form)
        return self.fill(text, built_in, plain=True)

    def ask(self, panel, target):
        """The answer of one query, as the page draws it: its series with their names and samples."""
        start, step, built_in = self.intervals(panel, target)
        expr = self.fill(target["expr"], built_in)
        is_instant = target.get("instant") and not target.get("range")
        if is_instant:
            answer = self.prometheus.instant(expr, self.end)
        else:
            answer = self.prometheus.range(expr, start - start % step, self.end - self.end % step, step)
        if answer["resultType"] == "scalar":
            answer = {"result": [{"metric": {}, "value": answer["result"]}]}
        series = [{"labels": row["metric"], "name": self.legend(target, row["metric"], built_in),
                   "samples": [[t, float(v)] for t, v in row.get("values") or [row["value"]]]}
                  for row in answer["result"]]
        return {"refId": target["refId"], "expr": expr, "format": target.get("format", "time_series"),
                "instant": bool(is_instant), "start": start, "end": self.end, "step": step, "series": series}

    def answers(self, panel):
        """All answers of a panel; what goes wrong is noted in `faults`."""
        answers = []
        for target in panel.get("targets") or []:
            if "panelId" in target:
                answers += self.answers(next(p for p in self.panels() if p["id"] == target["panelId"]))
                continue
            if "expr" not in target or (target.get("datasource") or {}).get("type") == "loki":
                continue
            place = f"{panel.get('title')}, query {target['refId']}"
            try:
                answer = self.ask(panel, target)
            except Refused as error:
                self.faults.append(f"{place}: {error}")
                continue
            numbers = [v for s in answer["series"] for _, v in s["samples"] if v == v]
            if not numbers:
                self.faults.append(f"{place}: no data from {answer['expr']}")
            answers.append({**answer, "hide": bool(target.get("hide"))})
        return answers

    def marks(self):
        """The moments that the annotations mark: name, colour, seconds, text."""
        marks = []
        for note in self.json["annotations"]["list"]:
            if "expr" not in note:
                continue
            step = seconds(note.get("step") or "60s")
            built_in = {"__interval": duration(step), "__rate_interval": duration(max(step, 4 * self.scrape(0)))}
            try:
                result = self.prometheus.range(self.fill(note["expr"], built_in), self.start, self.end, step)["result"]
            except Refused as error:
                self.faults.append(f"annotation {note['name']}: {error}")
                continue
            if note.get("useValueForTime"):
                times = {int(float(v) / 1000) for row in result for _, v in row["values"] if v != "NaN"}
                marks += [{"name": note["name"], "color": note.get("iconColor"), "time": t}
                          for t in sorted(times) if self.start <= t <= self.end]
                continue
            for row in result:
                before = None
                for time, value in row["values"]:
                    if float(value) > 0 and (before is None or time - before > step):
                        marks.append({"name": note["name"], "color": note.get("iconColor"), "time": time})
                    before = time if float(value) > 0 else before
        return marks
