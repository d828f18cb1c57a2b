#!/usr/bin/env python3
"""Every option and custom setting that Grafana's own types know, with every word that it may have,
and every entry of its registries: one panel each. Tocsin must take them all, and they must come out
as they were written.

    options.py TOCSIN ROOT
"""
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema  # noqa: F401: the same needs as dashboards.py
    import yaml
except ImportError as missing:
    print(f"1..0 # SKIP {missing}")
    sys.exit(77)

TOCSIN, ROOT = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
spec = importlib.util.spec_from_file_location("check", ROOT / "tests/oracle/grafana/check.py")
check = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check)
WHOLE = check.read("dashboard-13.2.3.schema.json")
QUERIES = {"text": "hello", "alertlist": True, "logs": '{job="x"}'}
# Values that mean something, where any text or number would do for the types.
SENSIBLE = {"calcs": ["mean"], "reducers": ["mean"], "reducer": ["sum"], "scheme": "Spectral",
            "unit": "bytes", "timezone": ["utc"], "maxDataPoints": 100, "percentile": "p95",
            "group": "A", "fill": "dark-orange", "color": "rgba(255,0,255,0.7)"}


MATCHERS = {"byNames": {"mode": "include", "names": ["a"]}, "byRegexp": "/a/", "byName": "Value",
            "byTypes": ["number"], "byFrameRefID": "A", "byRegexpOrNames": {"pattern": "a"},
            "byValue": {"reducer": "max", "op": "gt", "value": 1}, "numeric": {}, "time": {},
            "first": {}, "firstTimeField": {}}


def follow(node):
    while "$ref" in node:
        node = WHOLE["$defs"][node["$ref"].split("/")[-1]]
    return node


def is_sensible(node, name):
    value = SENSIBLE.get(name)
    kind = "array" if isinstance(value, list) else "string" if isinstance(value, str) else "number"
    return value is not None and node.get("type") == kind and "enum" not in node


def least(node, name):
    """A value that the types take."""
    node = follow(node)
    if is_sensible(node, name):
        return SENSIBLE[name]
    for key in ("enum", "anyOf"):
        if key in node:
            return least(node[key][0], name) if key == "anyOf" else node["enum"][0]
    if "const" in node:
        return node["const"]
    kind = node.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {key: least(node["properties"][key], key) for key in node.get("required", [])}
    return {"boolean": True, "number": 1, "integer": 1, "string": "x"}.get(kind, [])


def values(node, name):
    """Every value that is worth a try: each word, both truths, each key of a map."""
    node = follow(node)
    if is_sensible(node, name):
        yield SENSIBLE[name]
    elif "anyOf" in node:
        for branch in node["anyOf"]:
            yield from values(branch, name)
    elif "enum" in node:
        yield from node["enum"]
    elif node.get("type") == "boolean":
        yield from (True, False)
    elif node.get("type") == "object":
        base = least(node, name)
        for key, inner in node.get("properties", {}).items():
            for value in values(inner, key):
                yield {**base, key: value}
    elif node.get("type") == "array":
        for value in values(node["items"], name):
            yield [value]
    elif node:
        yield least(node, name)


def settings(kind):
    """(place, key, value) of a kind of panel; the place is `options` or `custom`."""
    schema = WHOLE["x-panels"][kind]
    places = {"options": schema["properties"].get("options", {})}
    config = follow(schema["properties"].get("fieldConfig", {}))
    defaults = follow(config.get("properties", {}).get("defaults", {}))
    places["custom"] = defaults.get("properties", {}).get("custom", {})
    for place, node in places.items():
        for key, inner in follow(node).get("properties", {}).items():
            for value in values(inner, key):
                yield place, key, value


def panels_of(kind):
    for place, key, value in settings(kind):
        panel = {"title": f"{place} {key}", "help": "x", "unit": "short",
                 kind: QUERIES.get(kind, "up")}
        if kind == "text" and key == "content":
            continue
        if kind in ("text", "alertlist"):
            del panel["unit"]
        if kind == "alertlist":
            panel[kind] = {key: value}
        elif place == "options" and key == "legend":
            panel["legend"] = value
        else:
            panel[place] = {key: value}
        yield place, key, value, panel


def build(kind, panels):
    """The panels as they come out, or what Tocsin says."""
    for index, panel in enumerate(panels):
        panel["key"] = f"p{index}"
    system = {"tocsin": "v1", "system": "s", "versions": {"grafana": "13.2"},
              "jobs": {"j": {"targets": ["j:1"], "exposes": "unknown"}}, "checks": {"same-query": "off"},
              "grafana": {"datasources": {"P": "http://p", "L": {"type": "loki", "url": "http://l"}}},
              "dashboards": {"d": {"title": kind, "help": "x", "panels": panels}}}
    if kind == "logs":
        system["dashboards"]["d"]["datasource"] = "L"
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "s.yaml").write_text(yaml.safe_dump(system, sort_keys=False))
        ran = subprocess.run([TOCSIN, "build", folder, "-o", f"{folder}/out"], text=True,
                             capture_output=True, env={"NO_COLOR": "1"})
        if ran.returncode != 0:
            return None, ran.stderr
        text = (pathlib.Path(folder) / "out/s/grafana/dashboards/s/d.json").read_text()
        return json.loads(text)["panels"], ran.stderr


def holds(made, wanted):
    """Whether all that was written is there; what Grafana adds may stand beside it."""
    if isinstance(wanted, dict):
        return isinstance(made, dict) and all(key in made and holds(made[key], value)
                                              for key, value in wanted.items())
    return made == wanted


def registries():
    """Each entry of Grafana's registries: what is tried, the panel, and where it must come out."""
    fields = check.REGISTRIES
    units = [unit for units in fields["unitsByCategory"].values() for unit in units]
    for unit in units + ["prefix:a ", "suffix: b", "si:W", "time:YYYY", "count:x", "currency:EUR"]:
        yield f"unit {unit}", {"unit": unit}, ("fieldConfig", "defaults", "unit"), unit
    for mode in fields["colorModes"]:
        yield f"colour mode {mode}", {"color": mode}, ("fieldConfig", "defaults", "color", "mode"), mode
    for color in fields["namedColors"] + ["#1f60c4", "#1f60c4aa", "rgb(1, 2, 3)", "transparent", "text"]:
        yield (f"colour {color}", {"color": color},
               ("fieldConfig", "defaults", "color", "fixedColor"), color)
    for reducer in sorted(check.REDUCERS):
        yield (f"reducer {reducer}", {"legend": {"calcs": [reducer]}},
               ("options", "legend", "calcs", 0), reducer)
    for transformer in fields["transformers"]:
        yield (f"transformation {transformer}", {"transformations": [{"id": transformer, "options": {}}]},
               ("transformations", 0, "id"), transformer)
    for matcher in fields["fieldMatchers"]:
        options = MATCHERS.get(matcher, "number")
        yield (f"matcher {matcher}", {"overrides": [{"match": {matcher: options}, "unit": "s"}]},
               ("fieldConfig", "overrides", 0, "matcher", "id"), matcher)


def try_registries(number):
    cases = list(registries())
    panels = [{"title": name, "help": "x", "unit": "short", "timeseries": "up", **panel}
              for name, panel, _, _ in cases]
    made, said = build("registries", panels)
    found = said.splitlines() if made is None else []
    for (name, _, path, wanted), panel in zip(cases, made or []):
        node = panel
        for step in path:
            node = node[step] if isinstance(step, int) or step in node else {}
        if node != wanted:
            found.append(f"{name}: became {node!r}")
    report(number, f"registries: {len(cases)} entries", found)
    return bool(found)


def report(number, name, found):
    print(f"{'not ok' if found else 'ok'} {number} - {name}")
    for line in found[:60]:
        print(f"# {line}")


def main():
    schemas = check.Schemas()
    kinds = [kind for kind in WHOLE["x-panels"] if kind not in ("row",)]
    print(f"1..{len(kinds) + 1}")
    failed = 0
    for number, kind in enumerate(kinds, 1):
        cases = list(panels_of(kind))
        made, said = build(kind, [panel for *_, panel in cases]) if cases else ([], "")
        found = said.splitlines() if made is None else []
        for (place, key, value, _), panel in zip(cases, made or []):
            node = panel["options"] if place == "options" else panel["fieldConfig"]["defaults"]["custom"]
            if not holds(node.get(key), value):
                found.append(f"{place}.{key}: {value!r} became {node.get(key)!r}")
            found += schemas.problems(schemas.of_panel(panel), panel, f"{place}.{key} {value!r}")
        failed += bool(found)
        report(number, f"{kind}: {len(cases)} settings", found)
    failed += try_registries(len(kinds) + 1)
    sys.exit(bool(failed))


main()
