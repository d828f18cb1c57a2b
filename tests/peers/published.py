"""What Sloth's and Pyrra's published example SLOs say, as far as it decides what is measured and when it alerts, and the series
that their metrics would have. The files named are those of the two projects, both under the Apache License 2.0:
https://github.com/slok/sloth (as of v0.16.0) and https://github.com/pyrra-dev/pyrra (as of 1ba95af, 2026-08). Of most files only
one state is to be had here, not always the newest."""
from traffic import Clients, Counters, Gauge, Histogram


class Slo:
    """Sloth: errors and total, or ratio, are PromQL with WINDOW for its window. Pyrra: selectors, with success for its latency."""

    def __init__(self, tool, name, source, objective, traffic, days=30, errors=None, total=None, success=None, ratio=None,
                 gauge=None, by=(), table=None, alerts=True, is_long=False):
        self.tool, self.name, self.source, self.objective, self.traffic = tool, name, source, objective, traffic
        self.days, self.errors, self.total, self.success, self.ratio, self.gauge = days, errors, total, success, ratio, gauge
        self.by, self.table, self.alerts, self.is_long = by, table, alerts, is_long

    @property
    def budget(self):
        return round(1 - float(self.objective) / 100, 10)


def sloth(name, source, objective, traffic, **facts):
    return Slo("sloth", name, "examples/" + source, objective, traffic, **facts)


def pyrra(name, source, objective, traffic, **facts):
    return Slo("pyrra", name, "examples/" + source, objective, traffic, **facts)


def requests(job):
    total = f'sum(rate(http_request_duration_seconds_count{{job="{job}"}}[WINDOW]))'
    return {"total": total, "errors": total.replace('"}', '",code=~"(5..|429)"}'),
            "traffic": Counters("http_request_duration_seconds_count", {"job": job}, {"code": "200"}, {"code": "429"},
                                noise={"job": "another", "code": "500"})}


def satisfaction(below):
    count = "sum_over_time((count(unifipoller_client_satisfaction_ratio{}))[WINDOW:])"
    return {"total": count.format(""), "errors": count.format(f" < {below}") + " OR on() vector(0)",
            "traffic": Clients("unifipoller_client_satisfaction_ratio", {"job": "unifi"}, 12, bad=below - 0.1, good=0.9)}


SATISFACTION = "unifipoller_client_satisfaction_ratio[WINDOW]"
APISERVER = "apiserver_request_duration_seconds"
WEEK = [("page", "1h", "5m", 8), ("page", "6h", "30m", 12.5), ("ticket", "1d", "2h", 20), ("ticket", "3d", "6h", 42)]
CUSTOM = [("page", "30m", "2m", 1), ("page", "3h", "15m", 2), ("ticket", "12h", "1h", 5), ("ticket", "36h", "3h", 5)]

SLOTH = [
    sloth("myservice-requests-availability", "getting-started.yml", "99.9", **requests("myservice"), is_long=True),
    sloth("myservice2-requests-availability", "multifile.yml", "99.99", **requests("myservice")),
    sloth("good-wifi-client-satisfaction", "home-wifi.yml", "95", **satisfaction(0.75)),
    sloth("risk-wifi-client-satisfaction", "home-wifi.yml", "99.9", **satisfaction(0.5)),
    sloth("wifi-client-satisfaction", "raw-home-wifi.yml", "95",
          Gauge("unifipoller_client_satisfaction_ratio", {"job": "unifi"}, 3),
          ratio=f"1 - (sum(sum_over_time({SATISFACTION})) / sum(count_over_time({SATISFACTION})))"),
    sloth("k8s-apiserver-requests-availability", "kubernetes-apiserver.yml", "99.9",
          Counters("apiserver_request_total", {"job": "apiserver", "verb": "GET"}, {"code": "200"}, {"code": "503"}),
          errors='sum(rate(apiserver_request_total{code=~"(5..|429)"}[WINDOW]))',
          total="sum(rate(apiserver_request_total[WINDOW]))"),
    sloth("k8s-apiserver-requests-latency", "kubernetes-apiserver.yml", "99",
          Histogram(APISERVER, {"job": "apiserver", "verb": "GET"}, "0.4", noise={"job": "apiserver", "verb": "WATCH"}),
          errors=f'(sum(rate({APISERVER}_count{{verb!="WATCH"}}[WINDOW])) - '
                 f'sum(rate({APISERVER}_bucket{{le="0.4",verb!="WATCH"}}[WINDOW])))',
          total=f'sum(rate({APISERVER}_count{{verb!="WATCH"}}[WINDOW]))'),
    sloth("myapp-http-availability", "no-alerts.yml", "99.99", **requests("myapp"), alerts=False),
    sloth("my-service-requests", "openslo-getting-started.yml", "99.9", requests("myservice")["traffic"], alerts=False,
          ratio='1 - ((sum(rate(http_request_duration_seconds_count{job="myservice",code!~"(5..|429)"}[WINDOW]))) / '
                '(sum(rate(http_request_duration_seconds_count{job="myservice"}[WINDOW]))))'),
    sloth("myservice-7d", "windows/7d.yaml", "99.9", **requests("myservice"), days=7, table=WEEK),
    sloth("myservice-custom-30d", "windows/custom-30d.yaml", "99.9", **requests("myservice"), table=CUSTOM),
]

NGINX = '{namespace="lastfm",ingress="lastfm",service="lastfm"}'
NGINX_LABELS = {"job": "nginx", "namespace": "lastfm", "ingress": "lastfm", "service": "lastfm"}
CADDY = 'caddy_http_response_duration_seconds_{}{{job="caddy",handler="subroute",code!~"5.."{}}}'


def two_weeks(name, metric, job, objective, matcher, good=None, bad=None, errors=None, groups=None, by=(), source=None):
    """Most examples for Kubernetes: errors are a part of the same counter, or another counter."""
    matchers = f'job="{job}"' + (f",{matcher}" if matcher else "")
    part = f"{errors}{{{matchers}}}" if errors else f"{metric}{{{matchers},{bad[1]}}}"
    traffic = Counters(metric, {"job": job}, good or {}, bad[0] if bad else {}, errors=errors, groups=groups)
    return pyrra(name, source or f"kubernetes/manifests/slos/slo-{name}.yaml", objective, traffic, days=14, errors=part,
                 total=f"{metric}{{{matchers}}}", by=by)


def slow(name, metric, source, objective, labels, matchers, le, days):
    return pyrra(name, source, objective, Histogram(metric, labels, le), days=days,
                 success=f'{metric}_bucket{{{matchers},le="{le}"}}', total=f"{metric}_count{{{matchers}}}")


def reading(scope, le, source):
    matchers = f'component="apiserver",scope=~"{scope}|",verb=~"LIST|GET"'
    labels = {"job": "apiserver", "component": "apiserver", "scope": scope, "verb": "LIST"}
    return slow(f"apiserver-read-{scope}-latency", "apiserver_request_sli_duration_seconds", source, "99", labels, matchers, le, 14)


HTTP_500, OK_200 = ({"code": "500"}, 'code=~"5.."'), {"code": "200"}

PYRRA = [
    pyrra("nginx-api-errors", "nginx.yaml", "99.9",
          Counters("nginx_ingress_controller_requests", NGINX_LABELS, {"status": "200"}, {"status": "502"}), days=28, is_long=True,
          errors="nginx_ingress_controller_requests" + NGINX.replace("}", ',status=~"5.."}'),
          total="nginx_ingress_controller_requests" + NGINX),
    pyrra("caddy-response-latency", "caddy-response-latency.yaml", "90",
          Histogram("caddy_http_response_duration_seconds", {"job": "caddy", "handler": "subroute", "code": "200"}, "0.05",
                    noise={"job": "caddy", "handler": "subroute", "code": "500"}),
          days=28, success=CADDY.format("bucket", ',le="0.05"'), total=CADDY.format("count", "")),
    pyrra("prometheus-availability", "dynamic-burn-rate-bool-gauge.yaml", "99.9",
          Clients("up", {"job": "prometheus-k8s"}, 4, bad=0, good=1), days=28, gauge='up{job="prometheus-k8s"}'),
    pyrra("apiserver-read-response-errors", "kubernetes/manifests/slos/slo-apiserver-read-response-errors.yaml", "99",
          Counters("apiserver_request_total", {"job": "apiserver", "component": "apiserver", "verb": "LIST"}, OK_200, HTTP_500[0],
                   noise={"job": "apiserver", "component": "apiserver", "verb": "POST", "code": "500"}),
          days=14, errors='apiserver_request_total{component="apiserver",verb=~"LIST|GET",code=~"5.."}',
          total='apiserver_request_total{component="apiserver",verb=~"LIST|GET"}'),
    reading("cluster", "5", "mimir/example-slo.yaml"),
    reading("resource", "0.1", "kubernetes/manifests/slos/slo-apiserver-read-resource-latency.yaml"),
    two_weeks("coredns-response-errors", "coredns_dns_responses_total", "kube-dns", "99.99", "", good={"rcode": "NOERROR"},
              bad=({"rcode": "SERVFAIL"}, 'rcode="SERVFAIL"')),
    slow("coredns-request-latency", "coredns_dns_request_duration_seconds", "kubernetes/slos/coredns-request-latency.yaml", "99",
         {"job": "coredns"}, 'job="coredns"', "0.032", 14),
    two_weeks("kubelet-request-errors", "rest_client_requests_total", "kubelet", "99", "", good=OK_200, bad=HTTP_500),
    two_weeks("kubelet-runtime-errors", "kubelet_runtime_operations_total", "kubelet", "99", "",
              errors="kubelet_runtime_operations_errors_total"),
    two_weeks("prometheus-http-errors", "prometheus_http_requests_total", "prometheus-k8s", "99.99", "", good=OK_200, bad=HTTP_500,
              source="kubernetes/slos/prometheus-http-errors.yaml"),
    two_weeks("prometheus-notification-errors", "prometheus_notifications_sent_total", "prometheus-k8s", "99", "",
              errors="prometheus_notifications_errors_total"),
    two_weeks("prometheus-operator-http-errors", "prometheus_operator_kubernetes_client_http_requests_total", "prometheus-operator",
              "99.5", "", good={"status_code": "200"}, bad=({"status_code": "500"}, 'status_code=~"5.."')),
    two_weeks("prometheus-operator-reconcile-errors", "prometheus_operator_reconcile_operations_total", "prometheus-operator",
              "95", "", errors="prometheus_operator_reconcile_errors_total", by=("controller",),
              groups=[({"controller": "alertmanager"}, 1), ({"controller": "thanos"}, 0.45)]),
    two_weeks("prometheus-query-errors", "prometheus_http_requests_total", "prometheus-k8s", "99", 'handler=~"/api/v1/query.*"',
              good=OK_200, bad=HTTP_500, by=("handler",),
              groups=[({"handler": "/api/v1/query"}, 1), ({"handler": "/api/v1/query_range"}, 0.45), ({"handler": "/-/ready"}, 1)]),
    two_weeks("prometheus-rule-evaluation-failures", "prometheus_rule_evaluations_total", "prometheus-k8s", "99.99", "",
              errors="prometheus_rule_evaluation_failures_total"),
    two_weeks("prometheus-sd-kubernetes-errors", "prometheus_sd_kubernetes_http_request_total", "prometheus-k8s", "99", "",
              good={"status_code": "200"}, bad=({"status_code": "<error>"}, 'status_code=~"5..|<error>"')),
]

# The second SLO of nginx.yaml: `success` asks for status=~"5..", so that only failed requests are good.
NGINX_LATENCY = slow("nginx-api-latency", "nginx_ingress_controller_request_duration_seconds", "examples/nginx.yaml", "90",
                     dict(NGINX_LABELS, status="200"), NGINX[1:-1], "1", 28)
NGINX_LATENCY.success = NGINX_LATENCY.success.replace(",le=", ',status=~"5..",le=')
