#!/usr/bin/env python3
"""Grafana's own types, and what they do not say, over every dashboard and provisioning file that
stands in out/ or in the output of a golden test. Then single faults are put into one of these
dashboards, and each must be found: the check that finds nothing is no check.

    dashboards.py ROOT
"""
import copy
import importlib.util
import json
import pathlib
import sys

try:
    import jsonschema  # noqa: F401: without it there is nothing to check with
    import yaml  # noqa: F401
except ImportError as missing:
    print(f"1..0 # SKIP {missing}")
    sys.exit(77)

ROOT = pathlib.Path(sys.argv[1])
spec = importlib.util.spec_from_file_location("check", ROOT / "tests/oracle/grafana/check.py")
check = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check)
EVERYTHING = ROOT / "tests/golden/dashboards-everything/out/lab"
SCHEMAS = check.Schemas()
COUNT = {"all": 0, "failed": 0}


def case(name, problems):
    COUNT["all"] += 1
    COUNT["failed"] += bool(problems)
    print(f"{'not ok' if problems else 'ok'} {COUNT['all']} - {name}")
    for problem in problems[:20]:
        print(f"# {problem}")


def panel(dashboard, title):
    return next(p for top in dashboard["panels"] for p in [top, *top.get("panels", [])]
                if p.get("title") == title)


def variable(dashboard, name):
    return next(v for v in dashboard["templating"]["list"] if v["name"] == name)


def put(*path):
    """A fault: the last of the path is the value, what is before it leads there from the panel,
    variable or the dashboard that the first names."""
    def fault(dashboard):
        head, *keys, last, value = path
        node = dashboard
        if head.startswith("panel "):
            node = panel(dashboard, head[6:])
        elif head.startswith("variable "):
            node = variable(dashboard, head[9:])
        for key in keys:
            node = node[key]
        if value is None and isinstance(node, dict):
            del node[last]
        else:
            node[last] = value
    fault.name = " ".join(str(part) for part in path)[:90]
    return fault


STEP = {"color": "red", "value": 5}
KINDS = [
    put("panel Lines", "type", "graph"),
    put("panel Lines", "type", None),
    put("panel Lines", "id", "7"),
    put("panel Lines", "id", 0),
    put("panel Lines", "span", 6),
    put("panel Lines", "fieldConfig", None),
    put("panel Lines", "fieldConfig", "overrides", None),
    put("panel Lines", "fieldConfig", "defaults", "unit", "reqs"),
    put("panel Lines", "fieldConfig", "defaults", "color", "mode", "palette-modern"),
    put("panel Lines", "fieldConfig", "defaults", "color", "fixedColor", "teal"),
    put("panel Lines", "fieldConfig", "defaults", "decimals", "2"),
    put("panel Lines", "fieldConfig", "defaults", "max", -1),
    put("panel Lines", "fieldConfig", "defaults", "thresholds", "steps", [STEP]),
    put("panel Lines", "fieldConfig", "defaults", "thresholds", "steps",
        [{"color": "green", "value": None}, STEP, STEP]),
    put("panel Lines", "fieldConfig", "defaults", "thresholds", "mode", "relative"),
    put("panel Lines", "fieldConfig", "defaults", "custom", "lineWidth", "2"),
    put("panel Lines", "fieldConfig", "defaults", "custom", "width", 2),
    put("panel Lines", "fieldConfig", "defaults", "custom", "drawStyle", "area"),
    put("panel Lines", "options", "legend", "displayMode", "grid"),
    put("panel Lines", "options", "legend", "calcs", ["avg"]),
    put("panel Lines", "options", "tooltip", "mode", "all"),
    put("panel Lines", "gridPos", "w", 25),
    put("panel Lines", "gridPos", "x", 13),
    put("panel Lines", "gridPos", "h", 60),
    put("panel Lines", "gridPos", "y", -1),
    put("panel Lines", "targets", 0, "expr", " "),
    put("panel Lines", "targets", 0, "refId", None),
    put("panel Lines", "targets", 0, "step", 10),
    put("panel Lines", "targets", 0, "expr", "up{zone=~\"$region\"}"),
    put("panel Lines", "targets", 0, "datasource", {"type": "prometheus", "uid": "$source"}),
    put("panel Lines", "targets", 0, "datasource", {"type": "prometheus", "uid": "prod"}),
    put("panel Lines", "targets", 0, "instant", True),
    put("panel Lines", "repeat", "region"),
    put("panel Lines", "links", 0, "url", "/d/nowhere"),
    put("panel Lines", "fieldConfig", "defaults", "links", 0, "url", "/d/nowhere?var-zone=x"),
    put("panel Lines", "fieldConfig", "defaults", "links", 0, "url", "/d/zone-detail?var-floor=x"),
    put("panel Areas", "targets", 1, "refId", "used"),
    put("panel Areas", "fieldConfig", "overrides", 0, "matcher", "id", "byLegend"),
    put("panel Areas", "fieldConfig", "overrides", 0, "properties", 0, "id", "colour"),
    put("panel Areas", "fieldConfig", "overrides", 0, "properties", 0, "id", "custom.colour"),
    put("panel Number", "options", "reduceOptions", "calcs", ["current"]),
    put("panel Number", "options", "colorMode", "text"),
    put("panel Table", "transformations", 0, "id", "mergeAll"),
    put("panel Table", "transformations", 0, "options", None),
    put("panel Doors by hour", "fieldConfig", "defaults", "mappings", 0, "type", "exact"),
    put("panel Log", "targets", 0, "queryType", "stream"),
    put("panel Lines again", "targets", 0, "panelId", 99),
    put("panel Shared", "libraryPanel", "uid", ""),
    put("dashboard", "refresh", False),
    put("dashboard", "schemaVersion", "39"),
    put("dashboard", "graphTooltip", 3),
    put("dashboard", "uid", "every kind"),
    put("dashboard", "__inputs", []),
    put("dashboard", "annotations", "list", []),
    put("dashboard", "links", 0, "type", "url"),
    put("variable zone", "type", "label"),
    put("variable zone", "name", "zone-name"),
    put("variable zone", "refresh", "time"),
    put("variable zone", "definition", "label_values(zone)"),
]

DETAILS = [
    put("variable quantile", "current", {"text": "0.7", "value": "0.7"}),
    put("variable search", "name", "zone"),
    put("annotations", "annotations", "list", 1, "filter", "ids", [99]),
    put("annotations", "annotations", "list", 1, "iconColor", None),
    put("panel Closed", "collapsed", False),
    put("panel Closed", "panels", 0, "gridPos", "y", 0),
    put("panel Closed", "panels", 0, "id", 1.5),
    put("panel By zone $zone", "gridPos", "w", 12),
    put("panel By zone $zone", "title", "By $region"),
]


def try_faults(path, faults):
    """Each fault must be told as something that is not told of the dashboard as it is."""
    whole = json.loads(path.read_text())
    _, sources, _ = check.check_provisioning(EVERYTHING, SCHEMAS)
    others = {p.stem: check.Dashboard(str(p), json.loads(p.read_text()))
              for p in EVERYTHING.glob("grafana/dashboards/*/*.json")}
    for fault in faults:
        data = copy.deepcopy(whole)
        fault(data)
        dashboard = check.Dashboard(str(path), data)
        check.check_dashboard(dashboard, SCHEMAS, sources)
        check.check_uids([dashboard])
        check.check_links(dashboard, others)
        case(f"a fault is found: {fault.name}", [] if dashboard.found else ["it is not"])


def main():
    outputs = sorted({path.parent for pattern in ("out/**/grafana", "tests/golden/*/out/**/grafana")
                      for path in ROOT.glob(pattern)})
    total = 0
    for output in outputs:
        found, dashboards = check.check_output(output, SCHEMAS)
        total += len(dashboards)
        case(f"{output.relative_to(ROOT)}: {len(dashboards)} dashboards", found)
    case("there are dashboards", [] if total else ["none was found"])
    try_faults(next(EVERYTHING.glob("grafana/dashboards/*/kinds.json")), KINDS)
    try_faults(next(EVERYTHING.glob("grafana/dashboards/*/zone-detail.json")), DETAILS)
    print(f"1..{COUNT['all']}")
    sys.exit(bool(COUNT["failed"]))


main()
