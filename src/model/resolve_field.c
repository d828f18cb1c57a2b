/*
 * How values are shown: keys that are numbers or ranges, and links.
 */
#include "model/resolve_dashboard.h"

#include <stdlib.h>

#include "model/grafana_options.h"
#include "schema/quantity.h"
#include "schema/complain.h"

static void
report_number(
    struct dashboard_scope *scope, struct text key, const char *what, const char *expected)
{
    struct str quoted = complain_quote(scope->arena, key.str);
    struct finding *finding = diag_report(
        scope->diags, &kind_invalid_value, key.span, "%.*s is %s", STR_ARG(quoted), what);
    finding_caption(scope->diags, finding, "%s", expected);
    struct str better;
    if (quantity_mend(scope->arena, key.str, &better)) {
        finding_help(scope->diags, finding, "did you mean `%.*s`?", STR_ARG(better));
    }
}

/* With `mode: percentage`, `80%` is 80. */
static bool
read_threshold(struct threshold *step, bool is_percentage)
{
    struct str key = step->key.str;
    step->is_base = str_is(key, "base");
    if (step->is_base) {
        return true;
    }
    if (is_percentage && str_ends_with(key, STR("%"))) {
        key = str_slice(key, 0, key.len - 1);
    }
    step->value = (struct number){ .is_set = true, .span = step->key.span, .text = key };
    return quantity_parse(key, &step->value.value);
}

static int
compare_thresholds(const void *a, const void *b)
{
    const struct threshold *left = a;
    const struct threshold *right = b;
    if (left->is_base || right->is_base) {
        return right->is_base - left->is_base;
    }
    int order = ratio_compare(left->value.value, right->value.value);
    /* keys differ, so that equal numbers have an order too, for messages */
    return order != 0 ? order : str_compare(left->key.str, right->key.str);
}

static void
check_equal_thresholds(struct dashboard_scope *scope, const struct threshold_list *steps)
{
    for (size_t i = 1; i < steps->count; i++) {
        const struct threshold *left = &steps->at[i - 1];
        const struct threshold *right = &steps->at[i];
        if (left->is_base || ratio_compare(left->value.value, right->value.value) != 0) {
            continue;
        }
        bool is_right_second = right->key.span.at > left->key.span.at;
        const struct threshold *first = is_right_second ? left : right;
        const struct threshold *second = is_right_second ? right : left;
        struct finding *finding = diag_report(scope->diags, &kind_duplicate_key,
            second->key.span, "two thresholds begin at the same number");
        finding_caption(scope->diags, finding, "only one of the colours would be seen");
        finding_label(scope->diags, finding, first->key.span, "the same number");
    }
}

/* Written in any order, since tables of Lua have none: a step is at its number wherever it
 * stands. */
static void
resolve_thresholds(struct dashboard_scope *scope, struct field_config *config)
{
    struct threshold_list *steps = &config->thresholds;
    bool is_percentage = config->thresholds_mode.is_set && config->thresholds_mode.value == 1;
    size_t kept = 0;
    for (size_t i = 0; i < steps->count; i++) {
        if (read_threshold(&steps->at[i], is_percentage)) {
            steps->at[kept++] = steps->at[i];
        } else {
            report_number(scope, steps->at[i].key, "no number that a threshold begins at",
                "expected a number such as `0.9`, `90%` or `500ms`, or `base`");
        }
    }
    steps->count = kept;
    if (kept > 0) {
        qsort(steps->at, kept, sizeof steps->at[0], compare_thresholds);
    }
    check_equal_thresholds(scope, steps);
}

static bool
is_special(struct str key)
{
    static const char *const words[] = { "null", "nan", "null+nan", "true", "false", "empty" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_is(key, words[i])) {
            return true;
        }
    }
    return false;
}

static bool
read_end(struct str text, struct ratio *out, bool *has)
{
    *has = text.len > 0;
    return text.len == 0 || quantity_parse(text, out);
}

/* `10..20`, `100..`, `..0`. */
static void
read_range(struct dashboard_scope *scope, struct value_mapping *mapping, size_t dots)
{
    struct str key = mapping->key.str;
    struct str from = str_trim(str_slice(key, 0, dots));
    struct str to = str_trim(str_slice(key, dots + strlen(".."), key.len));
    mapping->kind = VALUE_MAPPING_RANGE;
    if (!read_end(from, &mapping->from, &mapping->has_from) ||
        !read_end(to, &mapping->to, &mapping->has_to) || from.len + to.len == 0) {
        struct str quoted = complain_quote(scope->arena, key);
        struct finding *finding = diag_report(scope->diags, &kind_invalid_value,
            mapping->key.span, "%.*s is no range of values", STR_ARG(quoted));
        finding_caption(
            scope->diags, finding, "expected `10..20`, or an open end: `100..`, `..0`");
        return;
    }
    if (mapping->has_from && mapping->has_to && ratio_compare(mapping->from, mapping->to) > 0) {
        struct str quoted = complain_quote(scope->arena, key);
        struct finding *finding = diag_report(scope->diags, &kind_invalid_value,
            mapping->key.span, "the range %.*s holds no value", STR_ARG(quoted));
        finding_caption(scope->diags, finding, "it ends before it begins");
        finding_help(scope->diags, finding, "write `%.*s..%.*s`", STR_ARG(to), STR_ARG(from));
    }
}

static void
resolve_mapping(struct dashboard_scope *scope, struct value_mapping *mapping)
{
    struct str key = mapping->key.str;
    size_t dots = str_find(key, STR(".."));
    mapping->match = key;
    mapping->kind = VALUE_MAPPING_VALUE;
    if (is_special(key)) {
        mapping->kind = VALUE_MAPPING_SPECIAL;
    } else if (key.len > 2 && key.at[0] == '/' && key.at[key.len - 1] == '/') {
        mapping->kind = VALUE_MAPPING_REGEX;
    } else if (dots != SIZE_MAX) {
        read_range(scope, mapping, dots);
    }
}

static void
check_link(struct dashboard_scope *scope, const struct link *link, bool is_panel)
{
    static const char *const icons[] = { "external link", "dashboard", "question", "info",
        "bolt", "doc", "cloud", NULL };
    resolve_word(scope, "icon", link->icon, icons);
    if (is_panel && link->kind == LINK_KIND_TAGS) {
        struct finding *finding = diag_report(scope->diags, &kind_invalid_value,
            link->tags.count > 0 ? link->tags.at[0].span : link->span,
            "a panel's link leads to one place, not to all dashboards with a tag");
        finding_help(scope->diags, finding,
            "move it to the `links` of the dashboard, or write `to` or `url`");
    }
    if (link->kind != LINK_KIND_TO && link->panel.str.at) {
        struct finding *finding = diag_report(scope->diags, &kind_conflicting_keys,
            link->panel.span, "`panel` names a panel of the dashboard that `to` names");
        finding_help(scope->diags, finding, "add `to`, or remove `panel`");
    }
    if (link->kind != LINK_KIND_TO && link->vars.count > 0) {
        struct finding *finding =
            diag_report(scope->diags, &kind_conflicting_keys, link->vars.at[0].key.span,
                "`vars` sets variables of the dashboard that `to` names");
        finding_help(scope->diags, finding,
            "add `to`, or write the variables into `url` as `?var-name=value`");
    }
}

void
resolve_links(struct dashboard_scope *scope, struct link_list *links, bool is_panel)
{
    for (size_t i = 0; i < links->count; i++) {
        check_link(scope, &links->at[i], is_panel);
    }
}

void
resolve_field_config(struct dashboard_scope *scope, struct field_config *config)
{
    resolve_thresholds(scope, config);
    for (size_t i = 0; i < config->mappings.count; i++) {
        resolve_mapping(scope, &config->mappings.at[i]);
    }
    resolve_links(scope, &config->links, true);
}
