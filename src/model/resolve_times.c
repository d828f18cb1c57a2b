/*
 * The times of a dashboard: its range, its refresh, its zone and calendar.
 */
#include "model/grafana_time.h"
#include "model/resolve_dashboard.h"
#include "promql/variable.h"
#include "schema/complain.h"

static void
report_time(struct dashboard_scope *scope, struct text text)
{
    struct str quoted = complain_quote(scope->arena, text.str);
    struct finding *finding = diag_report(scope->diags, &kind_invalid_value, text.span,
        "%.*s is no time that Grafana reads", STR_ARG(quoted));
    finding_caption(scope->diags, finding,
        "expected `6h`, `now-6h`, `now-1d/d`, or a moment such as `2026-01-31T12:00:00Z`");
    if (str_contains(text.str, STR(" "))) {
        finding_help(scope->diags, finding, "leave out the blanks");
    }
}

/* `6h` is so long ago. Empty after a finding. */
static struct str
resolve_time(struct dashboard_scope *scope, struct text text, const char *fallback)
{
    if (!text.str.at) {
        return str_from(fallback);
    }
    if (grafana_is_interval(text.str)) {
        return arena_printf(scope->arena, "now-%.*s", STR_ARG(text.str));
    }
    if (grafana_is_moment(text.str)) {
        return text.str;
    }
    report_time(scope, text);
    return STR("");
}

static void
resolve_refresh(struct dashboard_scope *scope, struct text refresh)
{
    static const char *const words[] = { "", "off", "false", "auto" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_is(refresh.str, words[i])) {
            return;
        }
    }
    resolve_interval(scope, "refresh", refresh);
}

/* Names of IANA's zones begin with one of these, but for a few old ones. */
static const char *const areas[] = { "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/",
    "Atlantic/", "Australia/", "Brazil/", "Canada/", "Chile/", "Etc/", "Europe/", "Indian/",
    "Mexico/", "Pacific/", "US/", NULL };
static const char *const old_zones[] = { "", "browser", "utc", "UTC", "CET", "CST6CDT", "Cuba",
    "EET", "EST", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "GMT", "GMT+0", "GMT-0", "GMT0",
    "Greenwich", "HST", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan",
    "Kwajalein", "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT",
    "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT", "Universal", "W-SU",
    "WET", "Zulu", NULL };

/* The cities are not known here: a list of them would be older than the next zone. */
static void
resolve_timezone(struct dashboard_scope *scope, struct text timezone)
{
    bool is_known = !timezone.str.at || promql_variable_is_in(timezone.str);
    for (size_t i = 0; old_zones[i] && !is_known; i++) {
        is_known = str_is(timezone.str, old_zones[i]);
    }
    for (size_t i = 0; areas[i] && !is_known; i++) {
        struct str area = str_from(areas[i]);
        is_known = str_starts_with(timezone.str, area) && timezone.str.len > area.len;
    }
    if (is_known) {
        return;
    }
    struct str quoted = complain_quote(scope->arena, timezone.str);
    struct finding *finding = diag_report(scope->diags, &kind_invalid_value, timezone.span,
        "%.*s is no time zone", STR_ARG(quoted));
    finding_caption(
        scope->diags, finding, "expected `browser`, `utc` or a name such as `Europe/Berlin`");
    finding_note(scope->diags, finding, "Grafana would show the time of the reader's browser");
}

/* `now-6h` is 6 h ago; false for moments, and for what is rounded (`now-1d/d`). */
static bool
is_ago(struct str time, int64_t *milliseconds)
{
    *milliseconds = 0;
    if (str_is(time, "now")) {
        return true;
    }
    return str_starts_with(time, STR("now-")) &&
           grafana_interval_length(str_slice(time, strlen("now-"), time.len), milliseconds);
}

static void
check_range(struct dashboard_scope *scope, const struct time_range *range)
{
    int64_t from;
    int64_t to;
    if (!is_ago(range->start, &from) || !is_ago(range->end, &to) || from > to) {
        return;
    }
    struct text place = range->to.str.at ? range->to : range->from;
    struct finding *finding = diag_report(
        scope->diags, &kind_invalid_value, place.span, "the range ends before it begins");
    finding_caption(scope->diags, finding, "`to` is not after `from`");
    finding_help(scope->diags, finding, "write the time that is longer ago into `from`");
}

void
resolve_times(struct dashboard_scope *scope, struct dashboard *dashboard)
{
    static const char *const days[] = { "", "monday", "saturday", "sunday", "browser", NULL };
    dashboard->range.start = resolve_time(scope, dashboard->range.from, "");
    dashboard->range.end =
        resolve_time(scope, dashboard->range.to, dashboard->range.start.len > 0 ? "now" : "");
    resolve_refresh(scope, dashboard->refresh);
    for (size_t i = 0; i < dashboard->refresh_intervals.count; i++) {
        resolve_interval(scope, "refresh_intervals", dashboard->refresh_intervals.at[i]);
    }
    check_range(scope, &dashboard->range);
    resolve_timezone(scope, dashboard->timezone);
    resolve_word(scope, "week_start", dashboard->week_start, days);
    if (dashboard->fiscal_year_start.value > 11) {
        struct finding *finding =
            diag_report(scope->diags, &kind_invalid_value, dashboard->fiscal_year_start.span,
                "there is no month %lld", (long long)dashboard->fiscal_year_start.value);
        finding_caption(scope->diags, finding, "January is 0, December 11");
    }
}
