/*
 * The shape of a selector: what its name stands for, narrowed by its matchers.
 *
 * To a matcher an absent label is an empty one, so `=~".*"`, `!="x"` and `=""` accept series
 * without the label. A matcher narrows what it accepts: the values of the label, and its
 * presence when only one of "there" and "absent" is accepted. When neither is, the source is
 * out.
 */
#include "analysis/known_selectors.h"
#include "analysis/shaper.h"

#include "promql/variable.h"

/* A matcher made ready for many alternatives. */
struct ready_matcher {
    bool is_variable; /* then nothing else is set */
    const struct name *label;
    struct value_bound bound;
    bool accepts_absent;
    /* What it did to the last label that it looked at: many alternatives have the same. */
    bool has_looked;
    enum presence presence;
    const struct value_set *whole; /* or NULL, as in the label */
    const struct value_set *part;  /* accepted values where the label is there, or NULL */
    bool accepts;
    bool excludes;
    bool has_narrowed; /* what it left of the label of the alternative at hand */
    struct shape_label narrowed;
};

struct selecting {
    struct shaper *shaper;
    const struct promql_selector *selector;
    const struct promql_matcher *matchers;
    struct ready_matcher *ready; /* by matcher */
    uint8_t *facts;              /* by matcher: enum matcher_fact */
    struct alternative_vec found;
    enum shape_filling filling;
    bool has_unknown; /* a recording whose shape is not known may be among them */
    bool has_cycle;
    bool is_once; /* something is of this place or moment, or in the shaper's arena */
};

static bool
is_name_matcher(const struct promql_matcher *matcher)
{
    return str_is(matcher->label, "__name__");
}

static void
make_ready(struct selecting *selecting, struct shape_selector *info)
{
    struct shaper *shaper = selecting->shaper;
    size_t count = selecting->selector->matchers.count;
    selecting->ready = ARENA_ARRAY(shaper->arena, struct ready_matcher, count);
    selecting->facts = ARENA_ARRAY(shaper->arena, uint8_t, count);
    info->matchers = selecting->facts;
    for (size_t i = 0; i < count; i++) {
        const struct promql_matcher *matcher = &selecting->matchers[i];
        struct ready_matcher *ready = &selecting->ready[i];
        ready->label = intern(shaper->names, matcher->label);
        ready->is_variable = matcher->has_variable || matcher->match == PROMQL_MATCH_VARIABLE;
        if (!ready->is_variable) {
            ready->bound = value_bound_of(shaper->sets, matcher->match, matcher->value);
            ready->accepts_absent = value_bound_accepts(ready->bound, STR(""));
        }
    }
}

static bool
may_be_absent(const struct shape_label *label)
{
    bool may_be_empty =
        label->values && !label->values->is_closed && label->values->bound_count == 0;
    return label->presence != PRESENCE_ALWAYS || may_be_empty;
}

static struct span
matcher_span(const struct promql_matcher *matcher)
{
    return span_is_set(matcher->label_span)
               ? span_join(matcher->label_span, matcher->value_span)
               : matcher->value_span;
}

/* The label as the matchers before this one have left it. `missing` has room for one that is
 * not listed. */
static const struct shape_label *
label_so_far(const struct selecting *selecting, size_t index,
    const struct shape_alternative *alternative, struct shape_label *missing)
{
    const struct name *name = selecting->ready[index].label;
    for (size_t i = index; i-- > 0;) {
        const struct ready_matcher *before = &selecting->ready[i];
        if (before->has_narrowed && before->label == name) {
            return &before->narrowed;
        }
    }
    for (size_t i = 0; i < alternative->count; i++) {
        if (alternative->labels[i].name == name) {
            return &alternative->labels[i];
        }
    }
    *missing = shape_alternative_label(alternative, name);
    return missing;
}

/* What is left of a label by a matcher that excludes something. */
static struct shape_label
narrowed_label(const struct shape_label *label, const struct promql_matcher *matcher,
    const struct value_set *present, bool accepts_absent)
{
    struct shape_label narrowed = *label;
    struct cause cause = { CAUSE_MATCHER, matcher_span(matcher) };
    enum presence presence = !present ? PRESENCE_NEVER
                             : accepts_absent && label->presence == PRESENCE_MAYBE
                                 ? PRESENCE_MAYBE
                                 : PRESENCE_ALWAYS;
    if (presence != label->presence) {
        narrowed.presence = presence;
        narrowed.presence_cause = cause;
    }
    if (present && present != label->values) {
        narrowed.values = present;
        narrowed.values_cause = cause;
    }
    return narrowed;
}

static uint8_t
look_at_variable(const struct promql_matcher *matcher, const struct shape_label *label)
{
    bool may_have = label->presence != PRESENCE_NEVER || promql_variable_is_in(matcher->label);
    return MATCHER_FACT_UNKNOWN | MATCHER_FACT_ACCEPTS |
           (may_have ? MATCHER_FACT_HAS_LABEL : 0);
}

/* What the matcher does to the label. An open label without a form of its own may have the
 * empty value, though it is declared. */
static uint8_t
look_at_label(
    struct shaper *shaper, struct ready_matcher *ready, const struct shape_label *label)
{
    const struct value_set *values =
        label->values ? label->values : value_set_open(shaper->sets);
    bool may_have = label->presence != PRESENCE_NEVER;
    bool absent = ready->accepts_absent && may_be_absent(label);
    ready->has_looked = true;
    ready->presence = label->presence;
    ready->whole = label->values;
    ready->part = may_have ? value_set_narrow_by(shaper->sets, values, ready->bound) : NULL;
    ready->accepts = ready->part || absent;
    ready->excludes = (may_have && ready->part != label->values) ||
                      (!ready->accepts_absent && label->presence != PRESENCE_ALWAYS);
    return (uint8_t)((may_have ? MATCHER_FACT_HAS_LABEL : 0) |
                     (ready->accepts ? MATCHER_FACT_ACCEPTS : 0) |
                     (ready->excludes ? MATCHER_FACT_EXCLUDES : 0));
}

/* Looks at one matcher; false when nothing of the alternative is left. */
static bool
look_at_matcher(
    struct selecting *selecting, size_t index, const struct shape_alternative *alternative)
{
    struct shaper *shaper = selecting->shaper;
    const struct promql_matcher *matcher = &selecting->matchers[index];
    struct ready_matcher *ready = &selecting->ready[index];
    struct shape_label missing;
    const struct shape_label *label = label_so_far(selecting, index, alternative, &missing);
    ready->has_narrowed = false;
    if (ready->is_variable) {
        selecting->facts[index] |= look_at_variable(matcher, label);
        return true;
    }
    bool is_same = ready->has_looked && ready->presence == label->presence &&
                   ready->whole == label->values;
    if (!is_same) {
        selecting->facts[index] |= look_at_label(shaper, ready, label);
    }
    if (ready->accepts && ready->excludes) {
        ready->narrowed = narrowed_label(label, matcher, ready->part, ready->accepts_absent);
        ready->has_narrowed = true;
    }
    return ready->accepts;
}

/* Looks at all matchers, also behind one that leaves nothing: each has its facts. */
static bool
look_at_matchers(struct selecting *selecting, const struct shape_alternative *alternative)
{
    bool is_left = true;
    for (size_t i = 0; i < selecting->selector->matchers.count; i++) {
        is_left &= look_at_matcher(selecting, i, alternative);
    }
    return is_left;
}

static void
add_alternative(struct selecting *selecting, const struct shape_alternative *whole,
    enum shape_filling filling)
{
    if (!look_at_matchers(selecting, whole)) {
        return;
    }
    struct shape_alternative alternative = *whole;
    bool is_narrowed = false;
    for (size_t i = 0; i < selecting->selector->matchers.count; i++) {
        const struct ready_matcher *ready = &selecting->ready[i];
        if (ready->has_narrowed) {
            alternative = alternative_with(selecting->shaper, &alternative, ready->narrowed);
            is_narrowed = true;
            selecting->is_once = true;
        }
    }
    if (is_narrowed && filling == SHAPE_FILLING_ALWAYS) {
        filling = SHAPE_FILLING_MAYBE;
    }
    selecting->filling = selecting->found.count == 0
                             ? filling
                             : shape_filling_either(selecting->filling, filling);
    VEC_PUSH(selecting->shaper->arena, &selecting->found, alternative);
}

static void
add_scraped(struct selecting *selecting, const struct world_source *source)
{
    enum shape_filling filling = SHAPE_FILLING_ALWAYS;
    if (source->metric && source->metric->created.value == METRIC_CREATED_ON_FIRST_EVENT) {
        filling = SHAPE_FILLING_AFTER_EVENT;
    }
    add_alternative(
        selecting, source_alternative(selecting->shaper->analysis, source), filling);
}

/* ALERTS has the labels of the alert, and whether it is pending or firing. */
static struct shape_alternative
alert_series(struct shaper *shaper, const struct world_source *source,
    const struct shape_alternative *alert)
{
    struct cause cause = { CAUSE_RULE,
        shaper->analysis->rules->all.at[source->rule].name.span };
    struct shape_label name = label_any(shaper, shaper->metric_name, cause);
    name.values = value_set_one(shaper->sets, source->name->text);
    struct shape_alternative result = alternative_with(shaper, alert, name);
    if (str_is(source->name->text, "ALERTS")) {
        const struct name *states[] = { intern(shaper->names, STR("firing")),
            intern(shaper->names, STR("pending")) };
        struct shape_label state =
            label_any(shaper, intern(shaper->names, STR("alertstate")), cause);
        state.values = value_set_closed(shaper->sets, states, 2);
        result = alternative_with(shaper, &result, state);
    }
    result.kind = SERIES_KIND_GAUGE;
    result.is_counting = false;
    result.is_aggregated = false;
    return result;
}

/* Nothing is known of what is selected: no matcher can be wrong. */
static void
forgive_matchers(struct selecting *selecting)
{
    for (size_t i = 0; i < selecting->selector->matchers.count; i++) {
        selecting->facts[i] |=
            MATCHER_FACT_UNKNOWN | MATCHER_FACT_ACCEPTS | MATCHER_FACT_HAS_LABEL;
    }
}

static void
add_recorded(struct selecting *selecting, const struct world_source *source)
{
    const struct analysis *analysis = selecting->shaper->analysis;
    const struct shape *output = analysis->results[source->rule].output;
    selecting->is_once |= !output || source->kind == WORLD_SOURCE_ALERT;
    if (!output || output->is_unknown) {
        if (!rule_may_be_selected(
                analysis, source->rule, selecting->shaper->tree, selecting->selector)) {
            return;
        }
        selecting->has_unknown = true;
        selecting->has_cycle |= output && output->fault == SHAPE_FAULT_CYCLE;
        forgive_matchers(selecting);
        return;
    }
    for (size_t i = 0; i < output->count; i++) {
        struct shape_alternative alternative = output->alternatives[i];
        if (source->kind == WORLD_SOURCE_ALERT) {
            alternative = alert_series(selecting->shaper, source, &alternative);
        }
        alternative.source = source;
        add_alternative(selecting, &alternative, output->filling);
    }
}

static void
add_sources(
    struct selecting *selecting, const struct world_source *const *sources, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_rule =
            sources[i]->kind == WORLD_SOURCE_RECORDED || sources[i]->kind == WORLD_SOURCE_ALERT;
        (is_rule ? add_recorded : add_scraped)(selecting, sources[i]);
    }
}

/* Series that no catalog tells, from the open jobs. */
static void
add_open(struct selecting *selecting, const struct name *name)
{
    const struct world *world = selecting->shaper->analysis->world;
    for (size_t i = 0; i < world->open_jobs.count; i++) {
        selecting->is_once = true;
        struct shape_alternative open =
            source_open_alternative(selecting->shaper, world->open_jobs.at[i], name);
        add_alternative(selecting, &open, SHAPE_FILLING_MAYBE);
    }
}

/* The rules of a name with very many, chosen by a label that they all set; else NULL. */
static const struct world_source_vec *
indexed_rules(const struct selecting *selecting, const struct world_name *found, bool *is_known)
{
    *is_known = false;
    for (size_t i = 0; found->by_label && i < selecting->selector->matchers.count; i++) {
        const struct promql_matcher *matcher = &selecting->matchers[i];
        if (matcher->match == PROMQL_MATCH_EQL && !matcher->has_variable) {
            const struct world_source_vec *rules =
                world_rules_with(found, matcher->label, matcher->value, is_known);
            if (*is_known) {
                return rules;
            }
        }
    }
    return NULL;
}

static void
add_name(struct selecting *selecting, const struct world_name *found)
{
    bool is_known;
    const struct world_source_vec *rules = indexed_rules(selecting, found, &is_known);
    size_t scraped = found->sources.count - found->rule_count;
    add_sources(selecting, found->sources.at, scraped);
    if (rules && rules->count > 0) {
        add_sources(selecting, rules->at, rules->count);
    } else {
        /* Without the index, and for the facts about each matcher when the index has nothing.
         */
        add_sources(selecting, found->sources.at + scraped, found->rule_count);
    }
}

static bool
asks_for_job(const struct selecting *selecting)
{
    for (size_t i = 0; i < selecting->selector->matchers.count; i++) {
        if (str_is(selecting->matchers[i].label, "job") ||
            str_is(selecting->matchers[i].label, "instance")) {
            return true;
        }
    }
    return false;
}

static void
settle(struct selecting *selecting, struct shape *shape, bool is_undefined)
{
    shape->filling = selecting->filling;
    if (selecting->has_unknown) {
        shape_make_unknown(shape, selecting->has_cycle ? SHAPE_FAULT_CYCLE : SHAPE_FAULT_NONE);
    } else if (selecting->found.count == 0) {
        shape_make_unknown(shape, is_undefined ? SHAPE_FAULT_UNDEFINED : SHAPE_FAULT_NO_SERIES);
    } else {
        shape_settle(selecting->shaper, shape, &selecting->found);
    }
}

static void
select_name(struct selecting *selecting, struct shape *shape, struct shape_selector *info)
{
    const struct world *world = selecting->shaper->analysis->world;
    const struct world_name *found = world_find(world, info->name);
    const struct name *name = intern(selecting->shaper->names, info->name);
    if (found) {
        info->sources = found->sources.at;
        info->source_count = found->sources.count;
        add_name(selecting, found);
    }
    bool may_be_open = !found || (selecting->found.count == 0 && asks_for_job(selecting));
    if (may_be_open && !selecting->has_unknown) {
        size_t before = selecting->found.count;
        add_open(selecting, name);
        info->is_open = selecting->found.count > before;
    }
    bool is_unknown_name = !found && world_may_have(world, info->name);
    if (is_unknown_name && selecting->found.count == 0 && world->open_jobs.count == 0) {
        selecting->has_unknown = true;
        info->is_open = true;
    }
    settle(selecting, shape, !found);
}

static bool
accepts_name(const struct selecting *selecting, struct str name)
{
    for (size_t i = 0; i < selecting->selector->matchers.count; i++) {
        const struct ready_matcher *ready = &selecting->ready[i];
        if (is_name_matcher(&selecting->matchers[i]) && !ready->is_variable &&
            !value_bound_accepts(ready->bound, name)) {
            return false;
        }
    }
    return true;
}

/* `{__name__=~"…"}`: all names that match. */
static void
select_names(struct selecting *selecting, struct shape *shape)
{
    const struct world *world = selecting->shaper->analysis->world;
    size_t count = 0;
    for (size_t i = 0; i < world->names.count; i++) {
        if (accepts_name(selecting, world->names.entries[i].key)) {
            const struct world_name *found = world->names.entries[i].value;
            add_sources(selecting, found->sources.at, found->sources.count);
            count++;
        }
    }
    if (world->open_jobs.count > 0 || world->has_foreign_rules) {
        selecting->has_unknown = true;
    }
    settle(selecting, shape, count == 0);
}

static bool
matches_names(const struct selecting *selecting)
{
    for (size_t i = 0; i < selecting->selector->matchers.count; i++) {
        const struct promql_matcher *matcher = &selecting->matchers[i];
        if (is_name_matcher(matcher) && !matcher->has_variable) {
            return true;
        }
    }
    return false;
}

/* `{job="x"}`: any series at all that has what the matchers ask for. */
static void
select_anything(struct selecting *selecting, struct shape *shape)
{
    struct cause cause = { CAUSE_MATCHER, selecting->selector->braces };
    struct shape_alternative any = alternative_empty(cause);
    any.rest = PRESENCE_MAYBE;
    any.kind = SERIES_KIND_UNTYPED;
    any = alternative_with(selecting->shaper, &any,
        label_any(selecting->shaper, selecting->shaper->metric_name, cause));
    add_alternative(selecting, &any, SHAPE_FILLING_MAYBE);
    settle(selecting, shape, false);
}

/* As a selector of the same text; only where it stands is its own. */
static void
take_known(const struct shape *known, struct shape *shape, struct shape_selector *info)
{
    enum promql_type type = shape->type;
    info->sources = known->selector->sources;
    info->source_count = known->selector->source_count;
    info->matchers = known->selector->matchers;
    info->is_open = known->selector->is_open;
    *shape = *known;
    shape->type = type;
    shape->selector = info;
}

/* Of one name. */
static void
select_known(struct selecting *selecting, struct shape *shape, struct shape_selector *info)
{
    struct known_selectors *selectors = selecting->shaper->analysis->selectors;
    struct str key = known_selectors_key(
        selectors, info->name, selecting->matchers, selecting->selector->matchers.count);
    const struct shape *known = key.len > 0 ? known_selectors_find(selectors, key) : NULL;
    if (known) {
        take_known(known, shape, info);
        return;
    }
    make_ready(selecting, info);
    struct promql_label name = { .name = info->name };
    if (name_run_has_variable((struct name_run){ &name, 1 })) {
        shape_make_unknown(shape, SHAPE_FAULT_NONE);
        return;
    }
    select_name(selecting, shape, info);
    if (key.len > 0 && !selecting->is_once && !shape->is_unknown && !shape->is_joined) {
        known_selectors_keep(selectors, key, shape, selecting->selector->matchers.count);
    }
}

void
shape_selector(struct shaper *shaper, uint32_t node)
{
    const struct promql_tree *tree = shaper->tree;
    const struct promql_selector *selector = promql_selector_of(tree, node);
    uint32_t count = selector->matchers.count;
    struct shape *shape = &shaper->at[node];
    struct shape_selector *info = ARENA_NEW(shaper->arena, struct shape_selector);
    struct selecting selecting = {
        .shaper = shaper,
        .selector = selector,
        .matchers = count ? tree->matchers + selector->matchers.first : NULL,
    };
    info->selector = selector;
    info->name = promql_selector_name(tree, selector, &info->name_span);
    shape->selector = info;
    if (info->name.len > 0) {
        select_known(&selecting, shape, info);
    } else if (matches_names(&selecting)) {
        make_ready(&selecting, info);
        select_names(&selecting, shape);
    } else {
        make_ready(&selecting, info);
        select_anything(&selecting, shape);
    }
}
