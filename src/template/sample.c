/*
 * t.sample: the text of one concrete series that a selector selects, for tests, and its labels.
 *
 * Matchers ask one label each, so every label finds its value by itself: the first of a list of
 * attempts that the catalog allows and all matchers accept. Only a selector that must not
 * select the series looks at the whole; it needs one label whose value fails one of its
 * matchers.
 */
#include "template/expression.h"

#include <lauxlib.h>

#include "model/bounds.h"
#include "promql/variable.h"
#include "regex/example.h"
#include "regex/literals.h"
#include "template/catalog.h"
#include "template/library.h"
#include "template/number.h"
#include "template/state.h"

enum {
    MOST_CHOICES = 4,   /* alternatives of a pattern that are tried */
    PATTERN_STEPS = 20, /* what compiling one and trying its texts costs */
};

struct matcher_run {
    const struct promql_matcher *at;
    size_t count;
    struct str name; /* the metric */
};

/* A label of the series in the making. */
struct wanted {
    struct str name;
    struct str value;                  /* empty: the series lacks it */
    struct str usual;                  /* tried first, when it is not empty */
    const struct label_domain *domain; /* NULL: no catalog and no job tells the label */
    bool is_given;                     /* `value` is fixed */
};

VEC_DECLARE(wanted_vec, struct wanted);

struct sampler {
    lua_State *lua;
    struct arena *arena;
    const struct model *facts;
    const struct metric *metric; /* NULL: not in the catalog */
    struct matcher_run selector;
    struct matcher_run excluding; /* `name` is empty: none */
    struct wanted_vec given;
};

static const struct regex *
compile(const struct sampler *sampler, struct str pattern)
{
    struct str error;
    return regex_compile(sampler->facts->regexes, pattern, &error);
}

static bool
accepts(const struct sampler *sampler, const struct promql_matcher *matcher, struct str value)
{
    bool is_regex =
        matcher->match == PROMQL_MATCH_REGEX || matcher->match == PROMQL_MATCH_NREGEX;
    bool is_not = matcher->match == PROMQL_MATCH_NEQ || matcher->match == PROMQL_MATCH_NREGEX;
    if (!is_regex) {
        return str_equal(matcher->value, value) != is_not;
    }
    const struct regex *regex = compile(sampler, matcher->value);
    return regex && regex_matches(regex, value) != is_not;
}

static bool
is_of_domain(const struct label_domain *domain, struct str value)
{
    for (size_t i = 0; domain->is_closed && i < domain->value_count; i++) {
        if (str_equal(domain->values[i]->text, value)) {
            return true;
        }
    }
    return !domain->is_closed && (!domain->regex || regex_matches(domain->regex, value));
}

/* Whether the label may have this value: all matchers of the selector accept it, and `avoided`,
 * when there is one, does not. Keeps it then. A metric of the catalog has no other labels than
 * are told. */
static bool
try_value(const struct sampler *sampler, struct wanted *wanted,
    const struct promql_matcher *avoided, struct str value)
{
    bool is_allowed = wanted->is_given ? str_equal(wanted->value, value)
                      : wanted->domain ? is_of_domain(wanted->domain, value)
                                       : !sampler->metric || value.len == 0;
    if (!is_allowed || (avoided && accepts(sampler, avoided, value))) {
        return false;
    }
    for (size_t i = 0; i < sampler->selector.count; i++) {
        const struct promql_matcher *matcher = &sampler->selector.at[i];
        if (str_equal(matcher->label, wanted->name) && !accepts(sampler, matcher, value)) {
            return false;
        }
    }
    wanted->value = value;
    return true;
}

/* Texts made from a pattern: digits and letters for its dots, its first alternatives. */
static bool
try_pattern(const struct sampler *sampler, struct wanted *wanted,
    const struct promql_matcher *avoided, struct str pattern)
{
    bool is_found = false;
    struct buf text;
    running_charge(sampler->lua, PATTERN_STEPS); /* ends the use perhaps: before the buffer */
    buf_init(&text);
    for (unsigned i = 0; !is_found && i < 4 * MOST_CHOICES; i++) {
        struct regex_style style = { i / 4, i & 1 ? 'a' : '0', i & 2 };
        buf_clear(&text);
        is_found =
            regex_example(pattern, style, &text) &&
            try_value(sampler, wanted, avoided, arena_copy(sampler->arena, buf_str(&text)));
    }
    buf_finish(&text);
    return is_found;
}

/* The value of a matcher, each of the texts in it, or a text made from its pattern. */
static bool
try_matcher(const struct sampler *sampler, struct wanted *wanted,
    const struct promql_matcher *avoided, const struct promql_matcher *matcher)
{
    if (matcher->match == PROMQL_MATCH_EQL || matcher->match == PROMQL_MATCH_NEQ) {
        return try_value(sampler, wanted, avoided, matcher->value);
    }
    struct literal_vec texts = { 0 };
    if (!literals_of_pattern(sampler->arena, matcher->value, &texts)) {
        return try_pattern(sampler, wanted, avoided, matcher->value);
    }
    running_charge(sampler->lua, texts.count);
    for (size_t i = 0; i < texts.count; i++) {
        if (try_value(sampler, wanted, avoided, texts.at[i])) {
            return true;
        }
    }
    return false;
}

static bool
try_matchers(const struct sampler *sampler, struct wanted *wanted,
    const struct promql_matcher *avoided, const struct matcher_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        if (str_equal(run->at[i].label, wanted->name) &&
            try_matcher(sampler, wanted, avoided, &run->at[i])) {
            return true;
        }
    }
    return false;
}

/* What the catalog tells. A label that nothing tells is rather left out. */
static bool
try_domain(
    const struct sampler *sampler, struct wanted *wanted, const struct promql_matcher *avoided)
{
    const struct label_domain *domain = wanted->domain;
    if (!domain) {
        return try_value(sampler, wanted, avoided, STR(""));
    }
    running_charge(sampler->lua, 1 + domain->value_count / 8);
    for (size_t i = 0; domain->is_closed && i < domain->value_count; i++) {
        if (try_value(sampler, wanted, avoided, domain->values[i]->text)) {
            return true;
        }
    }
    return false;
}

static bool
try_words(
    const struct sampler *sampler, struct wanted *wanted, const struct promql_matcher *avoided)
{
    return try_value(sampler, wanted, avoided, STR("sample")) ||
           try_value(sampler, wanted, avoided, STR("other"));
}

/* A text of the form that the catalog tells. */
static bool
try_form(
    const struct sampler *sampler, struct wanted *wanted, const struct promql_matcher *avoided)
{
    const struct label_domain *domain = wanted->domain;
    return domain && domain->regex && try_pattern(sampler, wanted, avoided, domain->match.str);
}

/* Finds the value of a label; false when none of the attempts will do. */
static bool
find_value(
    const struct sampler *sampler, struct wanted *wanted, const struct promql_matcher *avoided)
{
    running_charge(sampler->lua, 1);
    if (wanted->is_given) {
        return try_value(sampler, wanted, avoided, wanted->value);
    }
    if ((wanted->usual.len && try_value(sampler, wanted, avoided, wanted->usual)) ||
        try_domain(sampler, wanted, avoided)) {
        return true;
    }
    if (wanted->domain && wanted->domain->is_closed) {
        return false; /* it has no other values */
    }
    return (wanted->domain && try_words(sampler, wanted, avoided)) ||
           try_matchers(sampler, wanted, avoided, &sampler->selector) ||
           try_form(sampler, wanted, avoided) || try_words(sampler, wanted, avoided) ||
           try_value(sampler, wanted, avoided, STR("")) ||
           try_matchers(sampler, wanted, avoided, &sampler->excluding);
}

static struct wanted *
find_wanted(const struct wanted_vec *all, struct str name)
{
    for (size_t i = 0; i < all->count; i++) {
        if (str_equal(all->at[i].name, name)) {
            return &all->at[i];
        }
    }
    return NULL;
}

/* Each label once: what is added first stays, but for the domain of a given value. */
static struct wanted *
want(const struct sampler *sampler, struct wanted_vec *all, struct str name,
    const struct label_domain *domain)
{
    struct wanted *known = find_wanted(all, name);
    running_charge(sampler->lua, (all->count + sampler->given.count) / 8);
    if (known) {
        return known;
    }
    struct wanted *given = find_wanted(&sampler->given, name);
    struct wanted wanted = { .name = name, .domain = domain };
    if (given) {
        wanted.value = given->value;
        wanted.is_given = true;
    }
    VEC_PUSH(sampler->arena, all, wanted);
    return &all->at[all->count - 1];
}

/* `le` and `quantile`, which no metric lists. */
static void
want_bounds(const struct sampler *sampler, struct wanted_vec *all, const char *name,
    const struct number_list *bounds)
{
    struct bound_text_vec texts = { 0 };
    running_charge(sampler->lua, bounds->count);
    for (size_t i = 0; i < bounds->count; i++) {
        bounds_spell(sampler->arena, sampler->facts->names,
            sampler->facts->versions.prometheus.version, ratio_to_double(bounds->at[i].value),
            &texts);
    }
    bool is_bucket = str_is(str_from(name), "le");
    if (is_bucket) {
        VEC_PUSH(sampler->arena, &texts, intern(sampler->facts->names, STR("+Inf")));
    }
    struct label_domain *domain = ARENA_NEW(sampler->arena, struct label_domain);
    *domain = (struct label_domain){
        .is_closed = bounds->count > 0, .values = texts.at, .value_count = texts.count
    };
    want(sampler, all, str_from(name), domain);
}

/* The labels of the metric itself; a target label of the same name hides one. */
static void
want_own(const struct sampler *sampler, struct wanted_vec *all, const struct job *job)
{
    const struct metric *metric = sampler->metric;
    for (size_t i = 0; metric && i < metric->labels.count; i++) {
        const struct label *label = &metric->labels.at[i];
        if (!job || !label_list_find(job->labels, label->name)) {
            want(sampler, all, label->name->text, label->domain);
        }
    }
    struct str name = sampler->selector.name;
    bool is_plain = metric && str_equal(metric->key.str, name);
    if (metric && !is_plain && str_ends_with(name, STR("_bucket"))) {
        want_bounds(sampler, all, "le", &metric->buckets);
    } else if (is_plain && metric->kind == METRIC_KIND_SUMMARY) {
        want_bounds(sampler, all, "quantile", &metric->quantiles);
    } else if (is_plain && metric->kind == METRIC_KIND_STATESET) {
        want(sampler, all, name, ARENA_NEW(sampler->arena, struct label_domain));
    }
}

static struct wanted *
want_first(const struct sampler *sampler, struct wanted_vec *all, const struct job *job,
    struct str text, struct str usual)
{
    const struct name *name = intern(sampler->facts->names, text);
    const struct label *label = label_list_find(job->labels, name);
    struct wanted *wanted = want(sampler, all, name->text, label->domain);
    wanted->usual = usual;
    return wanted;
}

static struct wanted *
want_job(const struct sampler *sampler, struct wanted_vec *all, const struct job *job)
{
    return want_first(sampler, all, job, STR("job"), job->key.str);
}

static void
want_target(const struct sampler *sampler, struct wanted_vec *all, const struct job *job)
{
    want_job(sampler, all, job);
    want_first(sampler, all, job, STR("instance"),
        job->targets.count ? job->targets.at[0].str : STR(""));
    for (size_t i = 0; i < job->labels.count; i++) {
        want(sampler, all, job->labels.at[i].name->text, job->labels.at[i].domain);
    }
}

static void
want_matched(
    const struct sampler *sampler, struct wanted_vec *all, const struct matcher_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        if (!str_is(run->at[i].label, "__name__")) {
            want(sampler, all, run->at[i].label, NULL);
        }
    }
}

static bool
is_excluded(const struct sampler *sampler, const struct wanted_vec *all)
{
    const struct matcher_run *run = &sampler->excluding;
    bool is_selected = str_equal(run->name, sampler->selector.name);
    for (size_t i = 0; is_selected && i < run->count; i++) {
        const struct wanted *wanted = find_wanted(all, run->at[i].label);
        is_selected = !wanted || accepts(sampler, &run->at[i], wanted->value);
    }
    return is_selected;
}

/* Gives one label a value that the other selector refuses. */
static bool
get_away(const struct sampler *sampler, const struct wanted_vec *all)
{
    for (size_t i = 0; i < sampler->excluding.count; i++) {
        struct wanted *wanted = find_wanted(all, sampler->excluding.at[i].label);
        if (wanted && find_value(sampler, wanted, &sampler->excluding.at[i])) {
            return true;
        }
    }
    return false;
}

/* The labels of a series of this job, or, with NULL, of none. */
static bool
find_values(const struct sampler *sampler, const struct job *job, struct wanted_vec *all)
{
    *all = (struct wanted_vec){ 0 };
    want_own(sampler, all, job);
    if (job) {
        want_target(sampler, all, job);
    }
    for (size_t i = 0; i < sampler->given.count; i++) {
        want(sampler, all, sampler->given.at[i].name, NULL);
    }
    want_matched(sampler, all, &sampler->selector);
    want_matched(sampler, all, &sampler->excluding);
    for (size_t i = 0; i < all->count; i++) {
        if (!find_value(sampler, &all->at[i], NULL)) {
            return false;
        }
    }
    return !is_excluded(sampler, all) || get_away(sampler, all);
}

/* `up` and what else Prometheus adds is of every job; what no catalog has may be of none. */
static bool
is_of_job(const struct sampler *sampler, const struct job *job)
{
    struct str name = sampler->selector.name;
    if (sampler->metric) {
        return catalog_job_exposes(job, sampler->metric);
    }
    return str_is(name, "up") || str_starts_with(name, STR("scrape_"));
}

/* Whether the selector lets the name of the job through; before all other labels are tried in
 * vain, for there may be many jobs. */
static bool
selects_job(const struct sampler *sampler, const struct job *job)
{
    struct wanted_vec target = { 0 };
    return find_value(sampler, want_job(sampler, &target, job), NULL);
}

static bool
find_series(const struct sampler *sampler, struct wanted_vec *all)
{
    bool has_job = false;
    for (size_t i = 0; i < sampler->facts->jobs.count; i++) {
        const struct job *job = &sampler->facts->jobs.at[i];
        if (is_of_job(sampler, job)) {
            has_job = true;
            if (selects_job(sampler, job) && find_values(sampler, job, all)) {
                return true;
            }
        }
    }
    return !has_job && find_values(sampler, NULL, all);
}

/* The matchers of the selector at `index`. */
static struct matcher_run
take_selector(lua_State *lua, int index)
{
    const struct promql_tree *tree = expression_operand(lua, index);
    if (tree->count != 1 || tree->nodes[0].kind != PROMQL_KIND_SELECTOR) {
        expression_error(lua, "leave functions and ranges away",
            "`%s` takes a metric or a selector as argument %d, found another expression",
            expression_name(lua), index);
    }
    const struct promql_selector *selector = promql_selector_of(tree, 0);
    running_charge(lua, selector->matchers.count);
    return (struct matcher_run){ tree->matchers + selector->matchers.first,
        selector->matchers.count, promql_selector_name(tree, selector, NULL) };
}

/* The text on top of the stack; a number is a bound, in its first spelling. */
static bool
take_value(const struct sampler *sampler, struct str *value)
{
    lua_State *lua = sampler->lua;
    struct ratio bound;
    if (lua_type(lua, -1) == LUA_TSTRING) {
        *value = arena_copy(sampler->arena, text_at(lua, -1));
        return true;
    }
    if (!number_to_ratio(lua, lua_gettop(lua), &bound)) {
        return false;
    }
    struct bound_text_vec texts = { 0 };
    bounds_spell(sampler->arena, sampler->facts->names,
        sampler->facts->versions.prometheus.version, ratio_to_double(bound), &texts);
    *value = texts.at[0]->text;
    return true;
}

static void
take_given(struct sampler *sampler, int index)
{
    lua_State *lua = sampler->lua;
    if (lua_isnoneornil(lua, index)) {
        return;
    }
    if (lua_type(lua, index) != LUA_TTABLE) {
        expression_error(lua, "write it as `{job = \"api\"}`",
            "`%s` takes a table of labels as argument %d, found %s", expression_name(lua),
            index, expression_found(lua, index));
    }
    struct str_vec names = library_names(lua, index);
    for (size_t i = 0; i < names.count; i++) {
        lua_pushlstring(lua, names.at[i].at, names.at[i].len);
        lua_rawget(lua, index);
        struct wanted wanted = { .name = names.at[i] };
        if (!take_value(sampler, &wanted.value) || !promql_is_label_name(wanted.name)) {
            expression_error(lua, "write it as `{job = \"api\"}`",
                "`%s` takes names of labels with a text each, found %.*s", expression_name(lua),
                STR_ARG(running_quote(lua, names.at[i])));
        }
        VEC_PUSH(sampler->arena, &sampler->given, wanted);
        lua_pop(lua, 1);
    }
}

/* Whether values can be told from the matchers: Grafana's variables and patterns of names hide
 * them. */
static bool
is_plain(const struct matcher_run *run)
{
    bool is_plain = run->name.len > 0;
    for (size_t i = 0; i < run->count; i++) {
        const struct promql_matcher *matcher = &run->at[i];
        is_plain &= !matcher->has_variable && matcher->match != PROMQL_MATCH_VARIABLE;
        is_plain &= !str_is(matcher->label, "__name__") || matcher->match == PROMQL_MATCH_EQL;
    }
    return is_plain;
}

static void
push_labels(const struct sampler *sampler, const struct wanted_vec *all)
{
    lua_State *lua = sampler->lua;
    running_charge(lua, all->count);
    lua_createtable(lua, 0, (int)all->count);
    for (size_t i = 0; i < all->count; i++) {
        if (all->at[i].value.len) {
            lua_pushlstring(lua, all->at[i].name.at, all->at[i].name.len);
            lua_pushlstring(lua, all->at[i].value.at, all->at[i].value.len);
            lua_rawset(lua, -3);
        }
    }
}

static void
push_series(const struct sampler *sampler, const struct wanted_vec *all)
{
    struct promql_builder builder;
    promql_builder_init(&builder);
    promql_build_selector(&builder, sampler->selector.name, NULL, 0, span_none());
    for (size_t i = 0; i < all->count; i++) {
        struct promql_matcher matcher = {
            .label = all->at[i].name, .value = all->at[i].value, .match = PROMQL_MATCH_EQL
        };
        if (matcher.value.len) {
            promql_build_add_matcher(&builder, &matcher);
        }
    }
    const struct promql_tree *tree = promql_builder_tree(&builder, sampler->arena);
    promql_builder_finish(&builder);
    struct str text = promql_text(sampler->arena, tree, promql_root(tree));
    library_charge_text(sampler->lua, text.len);
    lua_pushlstring(sampler->lua, text.at, text.len);
}

/* A classic histogram has no series of its own name. */
static bool
has_series(const struct sampler *sampler)
{
    const struct metric *metric = sampler->metric;
    bool is_plain = metric && str_equal(metric->key.str, sampler->selector.name);
    return !is_plain || metric->kind != METRIC_KIND_HISTOGRAM || metric->native.truth;
}

/* t.sample(selector, {label = value}, excluding) */
static int
push_sample(lua_State *lua)
{
    const struct running *running = running_of(lua);
    lua_settop(lua, 3);
    struct sampler sampler = {
        .lua = lua, .arena = running->arena, .facts = running->templates->facts
    };
    sampler.selector = take_selector(lua, 1);
    take_given(&sampler, 2);
    if (!lua_isnil(lua, 3)) {
        sampler.excluding = take_selector(lua, 3);
    }
    sampler.metric = catalog_find_series(lua, sampler.selector.name);
    struct wanted_vec all;
    bool is_found = is_plain(&sampler.selector) && has_series(&sampler) &&
                    (lua_isnil(lua, 3) || is_plain(&sampler.excluding)) &&
                    find_series(&sampler, &all);
    if (!is_found) {
        lua_pushnil(lua);
        return 1;
    }
    push_series(&sampler, &all);
    push_labels(&sampler, &all);
    return 2;
}

void
expression_open_samples(lua_State *lua)
{
    expression_set_function(lua, "sample", "t.sample", push_sample, 0);
}
