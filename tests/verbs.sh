#!/bin/sh
# Every verb once, as a newcomer would type it: from `init` through `build` to `fmt` and `import`.
# usage: verbs.sh TOCSIN ROOT
set -u
tocsin=$(realpath "$1"); root=$2
. "$root/tests/tap.sh"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export LC_ALL=C NO_COLOR=1

# does NAME STATUS PATTERN COMMAND...: the command ends with the status and prints the pattern.
does() {
  name=$1 wanted=$2 pattern=$3; shift 3
  "$@" >said 2>&1; status=$?
  if [ "$status" = "$wanted" ] && { [ -z "$pattern" ] || grep -q -e "$pattern" said; }; then tap_ok "$name"
  else tap_not_ok "$name" "status $status, wanted $wanted and \`$pattern\`:
$(head -30 said)"; fi
}

tap_begin
does 'init makes a project' 0 'tocsin build' "$tocsin" init monitoring/shop
does 'init leaves a full folder alone' 2 'not empty' "$tocsin" init monitoring/shop
does 'it compiles without a finding' 0 'shop: [0-9]* files written, 0 unchanged, 0 removed; 2 metrics, 4 rules, 0 findings' \
  "$tocsin" build monitoring/shop
does 'a second build writes nothing' 0 'shop: 0 files written' "$tocsin" build monitoring
does 'build --check is content' 0 '' "$tocsin" build --check monitoring
echo '# a comment' >>monitoring/shop/shop.yaml
does 'a comment makes nothing stale' 0 '' "$tocsin" build --check monitoring
echo 'by hand' >>out/shop/prometheus/rules/http.yml
does 'build --check sees an edited output' 1 'stale: out/shop/prometheus/rules/http.yml' "$tocsin" build --check monitoring
does 'build mends it' 0 '1 file written' "$tocsin" build monitoring
mkfifo monitoring/shop/pipe.yaml
does 'a pipe among the files is refused' 1 'cannot read .*pipe.yaml.: it is neither' timeout 5 "$tocsin" check monitoring/shop
rm monitoring/shop/pipe.yaml
does 'check is silent' 0 '' "$tocsin" check monitoring
[ ! -s said ] || tap_not_ok 'check says nothing' "$(cat said)"
does 'uses lists readers' 0 'alerts/http/HighErrorRate#critical' "$tocsin" uses monitoring http_requests_total
does 'uses knows near names' 1 'did you mean `http_requests_total`' "$tocsin" uses monitoring http_request_total
does 'route tells who' 0 'oncall' "$tocsin" route monitoring/shop HighErrorRate
does 'route takes labels' 0 'team' "$tocsin" route monitoring/shop severity=warning
does 'show prints a rule' 0 'alert: HighErrorRate' "$tocsin" show monitoring/shop 'alerts/http/HighErrorRate#critical'
does 'route names the route and its place' 0 'oncall *severity="critical" *[a-z/]*routing.yaml:[0-9]*:[0-9]*$' "$tocsin" route monitoring/shop http/HighErrorRate
does 'route tells what may mute' 0 'muted while .*severity="critical".* fires' "$tocsin" route monitoring/shop HighErrorRate
does 'route without arguments lists every alert' 0 'http/HighErrorRate#critical *critical *oncall' "$tocsin" route monitoring/shop
does 'route walks labels to the end' 0 '^  team  *default' "$tocsin" route monitoring/shop severity=nothing
does 'route knows near names' 1 'did you mean `HighErrorRate`' "$tocsin" route monitoring/shop HihErrorRate
does 'route wants one alert or labels' 2 'no label' "$tocsin" route monitoring/shop HighErrorRate severity=critical
does 'route knows environments' 2 'no environment is called `prdo`; did you mean `prod`' "$tocsin" route "$root/specs/healthhub" -e prdo
does 'route answers for one environment' 0 'staging-slack' "$tocsin" route "$root/specs/healthhub" -e staging HighErrorRate
! grep -q oncall said || tap_not_ok 'route leaves the other environment out' "$(cat said)"
does 'route says that nobody is told' 0 'orders/NoOrders  critical  nobody' "$tocsin" route "$root/tests/golden/minimal/in"
does 'route knows the times of a route' 0 'pager *team="web" > severity="critical" .*(not during night)  (depends on the labels' \
  "$tocsin" route "$root/tests/golden/routing/in" orders/Waiting#critical
does 'a list of default receivers has its routes' 0 '^  desk *severity!="critical"' "$tocsin" route "$root/tests/golden/routing/in" severity=info
does 'an answer about a broken spec is status 1' 1 'undefined-metric' "$tocsin" route "$root/tests/golden/broken-leaves-old/in" NoOrders
does 'show tells who reads a recording' 0 'selected by *recordings/latency/job:latency_seconds:worst5m' \
  "$tocsin" show "$root/tests/golden/namesakes/in" recordings/latency/job:latency_seconds:quantile5m
if command -v amtool >/dev/null; then
  differing=
  for severity in critical warning info ''; do
    for team in web db other ''; do
      labels="severity=$severity team=$team"
      # shellcheck disable=SC2086
      ours=$("$tocsin" route "$root/tests/golden/routing/in" $labels | awk '!/^  muted/ { print $1 }' | paste -sd,)
      # shellcheck disable=SC2086
      theirs=$(amtool config routes test $labels \
        --config.file="$root/tests/golden/routing/out/shop/alertmanager/alertmanager.yml" 2>/dev/null)
      [ -n "$theirs" ] && [ "$ours" = "$theirs" ] || differing="$differing
$labels: $ours, but amtool says $theirs"
    done
  done
  [ -z "$differing" ] && tap_ok 'route agrees with amtool' || tap_not_ok 'route agrees with amtool' "$differing"
else
  tap_skip 'route agrees with amtool' 'amtool is missing; ./dev deps installs it'
fi
does 'show tells who is told' 0 '^  oncall  severity="critical"' "$tocsin" show monitoring/shop 'alerts/http/HighErrorRate#critical'
does 'show without a severity shows all' 0 'HighErrorRate#warning' "$tocsin" show monitoring/shop alerts/http/HighErrorRate
does 'show explains a metric' 0 'at most [0-9]* of one target' "$tocsin" show monitoring/shop metrics/http_requests_total
does 'show lists the users of a metric' 0 'selected by *alerts/http/HighErrorRate#critical' "$tocsin" show monitoring/shop metrics/http_requests_total
does 'show shows a receiver' 0 '^  alerts/http/HighErrorRate#critical' "$tocsin" show monitoring/shop routing/receivers/oncall
does 'show leads from the output to the spec' 0 '^alerts/http/HighErrorRate#critical .*alerts.yaml:[0-9]*:[0-9]*$' \
  "$tocsin" show monitoring/shop out/shop/prometheus/rules/http.yml
does 'show prints a panel' 0 '"title": "Response time"' "$tocsin" show "$root/tests/golden/dashboards/in" dashboards/shop/response-time
does 'show tells what its queries give' 0 '^result of B: histogram_quantile(0.99' \
  "$tocsin" show "$root/tests/golden/dashboards/in" dashboards/shop/response-time
does 'show lists the panels of a dashboard' 0 '^    timeseries *dashboards/shop/answers ' \
  "$tocsin" show "$root/tests/golden/dashboards/in" dashboards/shop
does 'show leads from a dashboard back to its panels' 0 '^dashboards/shop/answers .*shop.yaml:[0-9]*:[0-9]*$' \
  "$tocsin" show "$root/tests/golden/dashboards/in" out/shop/grafana/dashboards/shop/shop.json
does 'show knows near panels' 1 'did you mean `dashboards/shop/answers`' \
  "$tocsin" show "$root/tests/golden/dashboards/in" dashboards/shop/answer
does 'show knows near objects' 1 'did you mean `metrics/http_requests_total`' "$tocsin" show monitoring/shop metrics/http_request_total
slos=$root/tests/golden/slos/in
does 'slo tells when a page fires and ends' 0 '^  critical  fast  1h, 5m   14.4       1.44%        2%            52s / 5m       9m / 4m     never        never ' \
  "$tocsin" slo "$slos" api-availability
does 'slo tells of the slow page' 0 '^  critical  slow  6h, 30m  6          0.6%         5%            2m / 30m       22m / 28m   3.6h / 12m   never ' \
  "$tocsin" slo "$slos" api-availability
does 'slo tells of the slow ticket' 0 '^  warning   slow  3d, 6h   1          0.1%         10%           4m / 6h        43m / 5.9h  7.2h / 5.4h  36h / 3h  -$' \
  "$tocsin" slo "$slos" api-availability
! grep -q '^latency$' said || tap_not_ok 'slo tells of those that are asked for' "$(cat said)"
does 'slo leaves out what no outage reaches' 0 'outage, 20x  10x  *2x  ' "$tocsin" slo "$slos" latency
does 'slo has a table for each objective' 0 '^  silver: 99.5% in 28d' "$tocsin" slo "$slos" tenants latency
does 'slo tells how often one fires for nothing' 0 '^  warning .* 36h / 3h  15$' "$tocsin" slo "$slos" orders
does 'slo tells of all' 0 '^rendering$' "$tocsin" slo "$slos"
does 'slo reads the guide of HealthHub' 0 '^  critical  fast  1h, 5m   14         1.4%         1.94%         50s / 5m' "$tocsin" slo "$root/specs/healthhub" -e prod
for page in healthhub slos; do
  # shellcheck disable=SC2046
  (cd "$root" && "$tocsin" slo $(sed -n 's/^\$ tocsin slo //p' "docs/$page.md")) >said
  awk '/^\$ tocsin slo / { on = 1; next } /^```/ { on = 0 } on' "$root/docs/$page.md" >wanted
  tap_same "slo says what docs/$page.md shows" wanted said
done
does 'slo knows near names' 1 'no SLO is called `tenant`; did you mean `tenants`' "$tocsin" slo "$slos" latency tenant
does 'slo says that there are none' 1 'the spec has no SLOs' "$tocsin" slo "$root/tests/golden/minimal/in"
does 'slo wants a spec' 2 'usage: tocsin slo SPEC' "$tocsin" slo
does 'show knows near files' 1 'did you mean `out/shop/prometheus/rules/http.yml`' "$tocsin" show monitoring/shop out/shop/prometheus/rules/htp.yml
does 'show lists what it knows' 1 'PATH is' "$tocsin" show monitoring/shop nonsense
does 'show leads from a bare name to its path' 1 'did you mean `alerts/http/HighErrorRate#critical`' \
  "$tocsin" show monitoring/shop HighErrorRate
templates=$root/tests/golden/lua-templates/in
does 'expand prints what templates made' 0 'expr: sum(rate(requests_total\[5m\])) < 1' "$tocsin" expand "$templates"
does 'expand knows environments' 2 'no environment is called `prd`; did you mean `prod`' "$tocsin" expand "$templates" -e prd
does 'expand takes one system' 2 'one system at a time' "$tocsin" expand "$templates" "$root/tests/golden/minimal/in"
does 'expand tells what keeps it from it' 1 'no Lua template is called `trafic`' "$tocsin" expand "$root/tests/golden/lua-refused/in"
does 'expand tells where it cannot write' 2 'cannot write `nowhere/x.yaml`' "$tocsin" expand "$templates" -o nowhere/x.yaml
does 'template lists what a spec can use' 0 '^teams-pair *A row for each  (.*/in/templates/teams-pair.lua)' "$tocsin" template "$templates"
does 'template prints a page' 0 '| `requests` | counter | required | What is counted. |' "$tocsin" template "$templates" traffic
does 'template knows its own without a spec' 0 '^# targets' "$tocsin" template targets
does 'template knows near names' 2 'did you mean `targets`' "$tocsin" template target
does 'explain lists all checks' 0 'undefined-metric' "$tocsin" explain
does 'explain knows near names' 2 'did you mean `undefined-metric`' "$tocsin" explain undefinedmetric
does 'schema is JSON Schema' 0 'json-schema.org' "$tocsin" schema
does 'fmt finds nothing to do' 0 '' "$tocsin" fmt --check monitoring
sed -i 's/sum by (job) (rate(http_requests_total\[5m\]))/sum(rate(http_requests_total[5m]))  by(job)/' monitoring/shop/alerts.yaml
does 'fmt --check sees another form' 1 'not in form' "$tocsin" fmt --check monitoring
does 'fmt brings it back' 0 '' "$tocsin" fmt monitoring
does 'fmt has changed only that' 0 '' "$tocsin" build --check monitoring
cat >board.yaml <<'BOARD'
dashboards:
  shop:
    title: Shop
    panels:
      - title: Orders
        timeseries: {orders: 'sum(rate(shop_orders_total{kind=~"$kind"}[$__rate_interval]))  by(kind)'}
      - title: Log
        logs: '{app="shop"}   |= "error"'
BOARD
does 'fmt reads variables in dashboards' 0 '' "$tocsin" fmt board.yaml
does 'fmt forms queries of panels' 0 'sum by (kind) (rate(shop_orders_total{kind=~"$kind"}\[$__rate_interval\]))' cat board.yaml
does 'fmt leaves LogQL alone' 0 '}   |= "error"' cat board.yaml
does 'promql answers in JSON' 0 '"ok":true,"type":"vector","printed":"sum by (a) (rate(x\[5m\]))"' \
  sh -c "printf 'sum(rate(x[5m]))by(a)\nsum(\n' | $tocsin promql"
does 'import writes a catalog' 0 'histogram: Time' sh -c "$tocsin import --catalog app - <<'PAGE'
# HELP app_seconds Time
# TYPE app_seconds histogram
app_seconds_bucket{le=\"1\",path=\"/\"} 1
app_seconds_bucket{le=\"+Inf\",path=\"/\"} 2
app_seconds_sum{path=\"/\"} 3
app_seconds_count{path=\"/\"} 2
PAGE"
does 'import refuses an empty page' 1 'there are no metrics' sh -c "$tocsin import - </dev/null"
if command -v promtool >/dev/null; then
  does 'test runs the alert tests' 0 'passed' "$tocsin" test monitoring
  cat >monitoring/shop/recorded.yaml <<'RECORDED'
recordings:
  doubled:
    rules:
      shop:up:doubled:
        expr: up * 2
        tests: [{given: {up: '1.0007'}, at: 0s, gives: 2}]
RECORDED
  does 'test tells what a recording gives instead' 1 '{} 2.001E+00' "$tocsin" test monitoring
  sed -i 's/1.0007/1.0002/' monitoring/shop/recorded.yaml
  does 'test compares four digits' 0 'passed' "$tocsin" test monitoring
  rm monitoring/shop/recorded.yaml
else
  tap_skip 'test runs the alert tests' 'promtool is missing; ./dev deps installs it'
fi
does 'an unknown verb has a suggestion' 2 'did you mean `build`' "$tocsin" biuld
does 'an unknown option has a suggestion' 2 'did you mean `--check`' "$tocsin" build --chekc
does 'nothing to compile is status 2' 2 'no system' "$tocsin" check "$root/docs"
does 'a missing folder is status 2' 2 'no such file' "$tocsin" check nowhere
tap_end
