#!/usr/bin/env python3
"""Holds dashboards and provisioning files against Grafana's own types and registries, and against
what no schema says: panels that overlap, ids and refIds given twice, rows that would lose their
panels, references to variables, panels, dashboards and data sources that are not there.

    check.py FOLDER...     each an output: below it `grafana/dashboards` and `grafana/provisioning`
"""
import copy
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
COLUMNS = 24
KEPT_UIDS = {"-- Grafana --", "-- Mixed --", "-- Dashboard --", "__expr__"}
BUILT_IN = {"timeFilter"}
VARIABLE = re.compile(r"\$(\w+)|\$\{(\w+)[^}]*\}|\[\[(\w+)(?::\w+)?\]\]")
PREFIXES = ("prefix:", "suffix:", "si:", "time:", "count:", "currency:", "bool:", "dateTime")


def read(name):
    return json.loads((HERE / name).read_text())


class Schemas:
    """Validators for a dashboard, each kind of panel and each kind of provisioning file."""

    def __init__(self):
        import jsonschema
        make = jsonschema.Draft7Validator
        whole = read("dashboard-13.2.3.schema.json")
        kinds = whole.pop("x-panels")
        definitions = copy.deepcopy(whole["$defs"])
        self.widen(definitions)
        self.custom = {kind: self.custom_keys(schema, definitions) for kind, schema in kinds.items()}
        self.dashboard = make(whole)
        self.panels = {kind: make({**schema, "$defs": definitions}) for kind, schema in kinds.items()}
        self.before_13 = {kind: make({**self.older(kind, schema), "$defs": definitions})
                          for kind, schema in kinds.items() if kind in ("piechart", "table")}
        provisioning = read("provisioning.schema.json")
        self.files = {kind: make({**provisioning["$defs"][kind], "$defs": provisioning["$defs"]})
                      for kind in ("datasources", "dashboards")}

    @staticmethod
    def widen(definitions):
        """The types know queries of Prometheus only, and not every matcher of the registry."""
        prometheus = definitions["d52"]
        source = {"properties": {"datasource": {"type": "object", "properties": {
            "type": {"enum": ["prometheus"]}}}}}
        loki = {"type": "object", "additionalProperties": False, "required": ["expr", "refId", "queryType"],
                "properties": {**prometheus["properties"], "maxLines": {"type": "integer", "minimum": 1},
                               "queryType": {"enum": ["range", "instant"]}}}
        panel = {"type": "object", "additionalProperties": False, "required": ["panelId", "refId", "datasource"],
                 "properties": {"panelId": {"type": "integer"}, "refId": {"type": "string"},
                                "hide": {"type": "boolean"}, "datasource": {"type": "object"},
                                "topic": {"type": "string"}, "withTransforms": {"type": "boolean"}}}
        other = {"type": "object", "required": ["refId", "datasource"]}

        def of(kind, then, otherwise):
            return {"if": {"properties": {"datasource": {"properties": {"type": {"const": kind}}}}},
                    "then": then, "else": otherwise}
        definitions["d52"] = of("prometheus", prometheus, of("loki", loki, of("datasource", panel, other)))
        definitions["d52"]["required"] = ["datasource"]
        definitions["d40"]["enum"] = read("registries-13.2.2.json")["fieldMatchers"]

    @staticmethod
    def older(kind, schema):
        """The options that Grafana 13 took away or brought, as they were before."""
        schema = copy.deepcopy(schema)
        options = schema["properties"]["options"]
        if kind == "piechart":
            options["required"].remove("sort")
            del options["properties"]["sort"]
        else:
            options["properties"]["footer"] = {
                "type": "object", "additionalProperties": False, "required": ["show", "reducer", "countRows"],
                "properties": {"show": {"type": "boolean"}, "countRows": {"type": "boolean"},
                               "reducer": {"type": "array", "items": {"type": "string"}},
                               "fields": {"type": ["string", "array"]}, "enablePagination": {"type": "boolean"}}}
        return schema

    def of_panel(self, panel):
        """The validator for its kind, as of the Grafana that it is written for."""
        major = int(panel.get("pluginVersion", "13").split(".")[0])
        return self.before_13.get(panel["type"] if major < 13 else "", self.panels[panel["type"]])

    @staticmethod
    def custom_keys(schema, definitions):
        """What `fieldConfig.defaults.custom` of a kind of panel may hold."""
        def follow(node):
            while node and "$ref" in node:
                node = definitions[node["$ref"].split("/")[-1]]
            return node or {}
        config = follow(schema.get("properties", {}).get("fieldConfig"))
        defaults = follow(config.get("properties", {}).get("defaults"))
        custom = follow(defaults.get("properties", {}).get("custom"))
        return set(custom.get("properties", {}))

    def problems(self, validator, data, where):
        for error in validator.iter_errors(data):
            path = "/".join(str(part) for part in error.absolute_path)
            yield f"{where}/{path}: {error.message[:300]}"


REGISTRIES = read("registries-13.2.2.json")
UNITS = {unit for units in REGISTRIES["unitsByCategory"].values() for unit in units}
REDUCERS = set(REGISTRIES["reducers"]) | {f"p{n}" for n in range(1, 100)}
PROPERTIES = {name for name in REGISTRIES["standardOverrideProps"] if not name.startswith("custom.")}
COLORS = set(REGISTRIES["namedColors"]) | {"transparent", "text"}


class Dashboard:
    """One file: its dashboard, and a list of what is wrong with it."""

    def __init__(self, path, data):
        self.path, self.data, self.found = path, data, []
        self.variables = {v["name"]: v for v in data.get("templating", {}).get("list", [])}
        self.top = data.get("panels", [])
        self.panels = [p for panel in self.top for p in [panel, *panel.get("panels", [])]]

    def say(self, where, what):
        self.found.append(f"{self.path}: {where}: {what}")


def overlaps(a, b):
    return (a["x"] < b["x"] + b["w"] and b["x"] < a["x"] + a["w"]
            and a["y"] < b["y"] + b["h"] and b["y"] < a["y"] + a["h"])


def check_places(dashboard, panels, above):
    places = []
    for panel in panels:
        name, grid = f"panel {panel['id']}", panel["gridPos"]
        if grid["x"] < 0 or grid["w"] < 1 or grid["x"] + grid["w"] > COLUMNS:
            dashboard.say(name, f"leaves the {COLUMNS} columns: {grid}")
        if grid["h"] < 1 or grid["y"] < above:
            dashboard.say(name, f"lies above its row: {grid}")
        for other in places:
            if overlaps(grid, other["gridPos"]):
                dashboard.say(name, f"overlaps panel {other['id']}")
        places.append(panel)
        if panel["type"] == "row":
            if (grid["x"], grid["w"], grid["h"]) != (0, COLUMNS, 1):
                dashboard.say(name, f"a row is a whole line: {grid}")
            if panel["panels"] and not panel["collapsed"]:
                dashboard.say(name, "an open row holds no panels: Grafana would lose them")
            if any(inner["type"] == "row" for inner in panel["panels"]):
                dashboard.say(name, "a row in a row")
            check_places(dashboard, panel["panels"], grid["y"] + 1)
    check_holes(dashboard, panels)


def check_holes(dashboard, panels):
    """No line of the grid is empty between the first panel and the last."""
    lines = {y for p in panels for y in range(p["gridPos"]["y"], p["gridPos"]["y"] + p["gridPos"]["h"])}
    for line in range(min(lines, default=0), max(lines, default=-1)):
        if line not in lines:
            dashboard.say("grid", f"line {line} is empty")


def check_ids(dashboard):
    seen = set()
    for panel in dashboard.panels:
        if not isinstance(panel["id"], int) or not 0 < panel["id"] < 2 ** 31:
            dashboard.say(f"panel {panel['id']}", "is no id")
        if panel["id"] in seen:
            dashboard.say(f"panel {panel['id']}", "an id given twice")
        seen.add(panel["id"])


def check_source(dashboard, where, source, sources):
    uid = source.get("uid", "")
    if uid in KEPT_UIDS or uid in sources:
        return
    name = re.fullmatch(r"\$\{?(\w+)\}?", uid)
    variable = dashboard.variables.get(name[1]) if name else None
    if not variable or variable["type"] != "datasource":
        dashboard.say(where, f"data source `{uid}` is neither a variable nor provisioned")
    elif variable["query"] != source.get("type"):
        dashboard.say(where, f"data source `{uid}` is of type {variable['query']}, not {source.get('type')}")


def check_targets(dashboard, panel, sources):
    seen = set()
    ids = {p["id"] for p in dashboard.panels}
    for target in panel.get("targets", []):
        where = f"panel {panel['id']} {target.get('refId')}"
        if target.get("refId") in seen:
            dashboard.say(where, "a refId given twice")
        seen.add(target.get("refId"))
        check_source(dashboard, where, target.get("datasource", {}), sources)
        if "expr" in target and not target["expr"].strip():
            dashboard.say(where, "an empty query")
        if "panelId" in target and target["panelId"] not in ids - {panel["id"]}:
            dashboard.say(where, f"panel {target['panelId']} is not there")
        if target.get("instant") and target.get("range"):
            dashboard.say(where, "both instant and range")


def check_color(dashboard, where, color):
    if color and color not in COLORS and not re.fullmatch(r"#[0-9a-fA-F]{3,8}|rgba?\(.*\)", color):
        dashboard.say(where, f"unknown colour `{color}`")


def check_field(dashboard, where, field):
    """Standard properties, of defaults or collected from an override."""
    unit = field.get("unit")
    if unit and unit not in UNITS and not unit.startswith(PREFIXES):
        dashboard.say(where, f"unknown unit `{unit}`")
    color = field.get("color", {})
    if color and color["mode"] not in REGISTRIES["colorModes"]:
        dashboard.say(where, f"unknown colour mode `{color['mode']}`")
    check_color(dashboard, where, color.get("fixedColor"))
    steps = field.get("thresholds", {}).get("steps", [{"value": None}])
    values = [step["value"] for step in steps]
    if not values or values[0] is not None or None in values[1:] or values[1:] != sorted(set(values[1:])):
        dashboard.say(where, f"thresholds do not rise from a base: {values}")
    for step in steps:
        check_color(dashboard, where, step.get("color"))
    indices = []
    for mapping in field.get("mappings", []):
        options = mapping["options"]
        results = options.values() if mapping["type"] == "value" else [options["result"]]
        indices += [result.get("index") for result in results]
        for result in results:
            check_color(dashboard, where, result.get("color"))
    if sorted(indices) != list(range(len(indices))):
        dashboard.say(where, f"mappings are not counted from 0: {indices}")
    if "min" in field and "max" in field and field["min"] >= field["max"]:
        dashboard.say(where, "min is not below max")


def check_fields(dashboard, panel, schemas):
    where = f"panel {panel['id']}"
    config = panel.get("fieldConfig", {})
    check_field(dashboard, where, config.get("defaults", {}))
    for override in config.get("overrides", []):
        ids = [p["id"] for p in override["properties"]]
        if not ids or len(ids) != len(set(ids)):
            dashboard.say(where, f"an override sets nothing, or something twice: {ids}")
        for name in ids:
            custom = name.startswith("custom.") and name.split(".")[1]
            if name not in PROPERTIES and custom not in schemas.custom[panel["type"]]:
                dashboard.say(where, f"an override sets `{name}`, which {panel['type']} lacks")
        check_field(dashboard, where, {p["id"]: p["value"] for p in override["properties"]})
    options = panel.get("options", {})
    calcs = options.get("reduceOptions", {}).get("calcs", []) + options.get("legend", {}).get("calcs", [])
    for calc in calcs:
        if calc not in REDUCERS:
            dashboard.say(where, f"unknown reducer `{calc}`")
    for transformation in panel.get("transformations", []):
        if transformation["id"] not in REGISTRIES["transformers"]:
            dashboard.say(where, f"unknown transformation `{transformation['id']}`")


def strings(node):
    if isinstance(node, str):
        yield node
    elif isinstance(node, (list, dict)):
        for item in node.values() if isinstance(node, dict) else node:
            yield from strings(item)


def check_variables(dashboard):
    names = [v["name"] for v in dashboard.data["templating"]["list"]]
    if len(names) != len(set(names)):
        dashboard.say("variables", f"a name given twice: {names}")
    for variable in dashboard.variables.values():
        where = f"variable {variable['name']}"
        if not re.fullmatch(r"\w+", variable["name"]):
            dashboard.say(where, "no name for a variable")
        options = {option["value"] for option in variable.get("options", [])}
        if variable["type"] == "custom":
            options |= {"$__all"} if variable.get("includeAll") else set()
            value = variable["current"].get("value", [])
            for chosen in [value] if isinstance(value, str) else value:
                if chosen not in options:
                    dashboard.say(where, f"`{chosen}` is selected and no option")
        if variable["type"] == "query" and variable["query"].get("query") != variable["definition"]:
            dashboard.say(where, "its definition is not its query")
    for panel in dashboard.panels:
        if panel.get("repeat") and panel["repeat"] not in dashboard.variables:
            dashboard.say(f"panel {panel['id']}", f"repeats for `{panel['repeat']}`, which is no variable")
    used = [panel.get(key) for panel in dashboard.panels for key in
            ("title", "description", "targets", "interval", "datasource", "options")]
    used += [dashboard.data["annotations"], dashboard.data["templating"], dashboard.data["links"]]
    for text in strings(used):
        for name in (match[1] or match[2] or match[3] for match in VARIABLE.finditer(text)):
            if name not in dashboard.variables and not name.startswith("__") and not name.isdigit():
                dashboard.say("variables", f"`{name}` in {text[:80]!r} is no variable")


def check_annotations(dashboard, sources):
    annotations = dashboard.data["annotations"]["list"]
    if not annotations or annotations[0].get("builtIn") != 1:
        dashboard.say("annotations", "Grafana's own do not come first")
    ids = {panel["id"] for panel in dashboard.panels}
    for annotation in annotations:
        check_source(dashboard, annotation["name"], annotation["datasource"], sources)
        for panel in annotation.get("filter", {}).get("ids", []):
            if panel not in ids:
                dashboard.say(annotation["name"], f"panel {panel} is not there")


def check_links(dashboard, others):
    urls = [u for u in strings(dashboard.data) if re.search(r"(^|[^/])/d/", u) and "\n" not in u and " " not in u]
    for url in urls:
        uid = re.search(r"/d/([^/?]+)", url)[1]
        other = others.get(uid)
        if not other:
            dashboard.say("links", f"no dashboard `{uid}`: {url}")
            continue
        for name in re.findall(r"[?&]var-(\w+)=", url):
            if name not in other.variables:
                dashboard.say("links", f"`{uid}` has no variable `{name}`: {url}")
        for panel in re.findall(r"[?&]viewPanel=(\d+)", url):
            if int(panel) not in {p["id"] for p in other.panels}:
                dashboard.say("links", f"`{uid}` has no panel {panel}: {url}")


def key_order(key):
    is_index = re.fullmatch(r"0|[1-9]\d{0,8}", key)
    return (0, int(key), "") if is_index else (1, 0, key.encode("utf-8"))


def check_text(dashboard, text):
    """The bytes are those of a canonical printer with the keys in Grafana's order."""
    def pairs(entries):
        keys = [key for key, _ in entries]
        if keys != sorted(keys, key=key_order) or len(keys) != len(set(keys)):
            dashboard.say("text", f"keys in no order: {keys}")
        return dict(entries)
    data = json.loads(text, object_pairs_hook=pairs)
    if json.dumps(data, indent=2, ensure_ascii=False).count("\n") + 1 != text.count("\n"):
        dashboard.say("text", "not in Grafana's layout")


def check_dashboard(dashboard, schemas, sources):
    """What one dashboard tells by itself; only its schema when that is broken."""
    dashboard.found += schemas.problems(schemas.dashboard, dashboard.data, dashboard.path)
    for panel in dashboard.panels:
        where = f"{dashboard.path}: panel {panel.get('id')}"
        if panel.get("type") == "library-panel-ref":
            if not {"id", "gridPos", "libraryPanel"} <= set(panel) or not panel["libraryPanel"]["uid"]:
                dashboard.found.append(f"{where}: a library panel without its uid")
        elif panel.get("type") not in schemas.panels:
            dashboard.found.append(f"{where}: unknown type {panel.get('type')}")
        else:
            dashboard.found += schemas.problems(schemas.of_panel(panel), panel, where)
    if dashboard.found:
        return
    check_places(dashboard, dashboard.top, 0)
    check_ids(dashboard)
    for panel in dashboard.panels:
        check_targets(dashboard, panel, sources)
        if panel["type"] in schemas.custom:
            check_fields(dashboard, panel, schemas)
    check_variables(dashboard)
    check_annotations(dashboard, sources)


def check_uids(dashboards):
    seen, titles = {}, set()
    for dashboard in dashboards:
        uid, path = dashboard.data.get("uid"), pathlib.Path(dashboard.path)
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,40}", uid or "") or path.stem != uid:
            dashboard.say("uid", f"`{uid}` is no uid, or not the file's name")
        if uid in seen:
            dashboard.say("uid", f"`{uid}` is given twice")
        if (path.parent, dashboard.data["title"]) in titles:
            dashboard.say("title", f"`{dashboard.data['title']}` stands twice in its folder")
        seen[uid] = dashboard
        titles.add((path.parent, dashboard.data["title"]))
    return seen


def check_provisioning(folder, schemas):
    """The problems of the provisioning files, and the data sources and folders they tell."""
    import yaml
    found, uids, folders = [], {}, {}
    for kind in schemas.files:
        for path in sorted((folder / "grafana/provisioning" / kind).glob("*")):
            data = yaml.safe_load(path.read_text())
            found += schemas.problems(schemas.files[kind], data, str(path))
            for source in data.get("datasources", []):
                if source["uid"] in uids:
                    found.append(f"{path}: uid `{source['uid']}` is given twice")
                uids[source["uid"]] = source
                for name, secret in source.get("secureJsonData", {}).items():
                    if not re.fullmatch(r"\$\w+|\$\{\w+\}|\$__\w+\{[^}]+\}", secret):
                        found.append(f"{path}: `{name}` is an inline secret")
            for provider in data.get("providers", []):
                name = provider["options"]["path"].split("/")[-1]
                if name in folders or provider["name"] in {p["name"] for p in folders.values()}:
                    found.append(f"{path}: provider `{provider['name']}` stands twice")
                folders[name] = provider
    defaults = [uid for uid, source in uids.items() if source.get("isDefault")]
    if len(defaults) > 1:
        found.append(f"{folder}: several default data sources: {defaults}")
    return found, uids, folders


def check_output(folder, schemas):
    """Everything of Grafana below a folder of output, of one environment."""
    folder = pathlib.Path(folder)
    found, sources, folders = check_provisioning(folder, schemas)
    dashboards = []
    for path in sorted((folder / "grafana/dashboards").glob("*/*.json")):
        text = path.read_text()
        dashboard = Dashboard(str(path), json.loads(text))
        check_dashboard(dashboard, schemas, sources)
        check_text(dashboard, text)
        if path.parent.name not in folders:
            dashboard.say("folder", "no provider loads it")
        dashboards.append(dashboard)
    by_uid = check_uids(dashboards)
    for dashboard in dashboards:
        check_links(dashboard, by_uid)
        found += dashboard.found
    return found, dashboards


def main():
    schemas, lines = Schemas(), []
    for folder in sys.argv[1:]:
        found, dashboards = check_output(folder, schemas)
        lines += found if dashboards else [f"{folder}: no dashboards"]
    print("\n".join(lines) or "nothing to say")
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main())
