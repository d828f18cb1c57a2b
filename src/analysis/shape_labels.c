/*
 * label_replace and label_join: what the label they write can be.
 *
 * Where the source labels take finitely many values the functions are simply carried out on
 * each. An empty result deletes the label; a pattern that does not match leaves the old one.
 */
#include "analysis/expand.h"
#include "analysis/shaper.h"

enum {
    MOST_JOINED = 64,   /* combinations of values */
    LONGEST_TEXT = 512, /* calls in each other may double a text every time */
};

VEC_DECLARE(outcome_vec, const struct name *);

/* What the written label can be, collected case by case. */
struct outcome {
    struct shaper *shaper;
    struct outcome_vec texts;
    const struct value_set *others; /* values from elsewhere, or NULL */
    bool may_be_absent;
};

static void
add_set(struct outcome *outcome, const struct value_set *values)
{
    struct value_sets *sets = outcome->shaper->sets;
    const struct value_set *set = values ? values : value_set_open(sets);
    outcome->others = outcome->others ? value_set_join(sets, outcome->others, set) : set;
}

static void
add_text(struct outcome *outcome, struct str text)
{
    if (text.len == 0) {
        outcome->may_be_absent = true;
    } else if (text.len > LONGEST_TEXT) {
        add_set(outcome, NULL);
    } else {
        const struct name *name = intern(outcome->shaper->names, text);
        VEC_PUSH(outcome->shaper->arena, &outcome->texts, name);
    }
}

static void
add_label(struct outcome *outcome, const struct shape_label *label)
{
    if (label->presence != PRESENCE_ALWAYS) {
        outcome->may_be_absent = true;
    }
    if (label->presence != PRESENCE_NEVER) {
        add_set(outcome, label->values);
    }
}

static struct shape_label
outcome_label(struct outcome *outcome, const struct name *name, struct cause cause)
{
    struct value_sets *sets = outcome->shaper->sets;
    const struct value_set *values =
        value_set_closed(sets, outcome->texts.at, outcome->texts.count);
    if (outcome->others) {
        values = values ? value_set_join(sets, values, outcome->others) : outcome->others;
    }
    struct shape_label label = label_any(outcome->shaper, name, cause);
    label.presence = !values                  ? PRESENCE_NEVER
                     : outcome->may_be_absent ? PRESENCE_MAYBE
                                              : PRESENCE_ALWAYS;
    label.values = values ? values : label.values;
    return label;
}

/* The text of a string argument; false for a variable or anything else. */
static bool
read_string(struct shaper *shaper, uint32_t call, uint32_t index, struct str *text)
{
    uint32_t node = promql_unwrap(shaper->tree, promql_operand(shaper->tree, call, index));
    const struct promql_node *at = &shaper->tree->nodes[node];
    if (at->kind != PROMQL_KIND_STRING || at->flags & PROMQL_FLAG_VARIABLE) {
        return false;
    }
    *text = promql_string_of(shaper->tree, node);
    return true;
}

struct replacing {
    struct shaper *shaper;
    const struct name *target;
    const struct name *source;
    struct str replacement;
    struct str pattern;
    const struct regex *regex;
    struct cause cause;
};

static bool
replacing_init(struct replacing *replacing, struct shaper *shaper, uint32_t node)
{
    struct str target;
    struct str source;
    struct str error;
    *replacing = (struct replacing){ .shaper = shaper,
        .cause = { CAUSE_FUNCTION, promql_op_span(shaper->tree, node) } };
    if (!read_string(shaper, node, 1, &target) ||
        !read_string(shaper, node, 2, &replacing->replacement) ||
        !read_string(shaper, node, 3, &source) ||
        !read_string(shaper, node, 4, &replacing->pattern)) {
        return false;
    }
    replacing->target = intern(shaper->names, target);
    replacing->source = intern(shaper->names, source);
    replacing->regex =
        regex_compile(shaper->analysis->model->regexes, replacing->pattern, &error);
    return replacing->regex != NULL;
}

/* One value of the source label; the empty text for an absent one. */
static void
replace_value(struct replacing *replacing, struct str value, const struct shape_label *old,
    struct outcome *outcome)
{
    size_t count = (size_t)regex_group_count(replacing->regex) + 1;
    struct str *groups = ARENA_ARRAY(replacing->shaper->arena, struct str, count);
    if (!regex_groups(replacing->regex, value, groups)) {
        if (replacing->source == replacing->target) {
            add_text(outcome, value);
        } else {
            add_label(outcome, old);
        }
        return;
    }
    struct buf text;
    buf_init(&text);
    expand_groups(&text, replacing->regex, replacing->replacement, groups);
    add_text(outcome, buf_str(&text));
    buf_finish(&text);
}

/* `label_replace(v, "to", "$1", "from", "(.*)")`: a plain copy, the commonest use. */
static bool
is_copy(const struct replacing *replacing)
{
    bool takes_all = str_is(replacing->pattern, "(.*)") || str_is(replacing->pattern, "(.+)");
    return takes_all &&
           (str_is(replacing->replacement, "$1") || str_is(replacing->replacement, "${1}"));
}

static bool
matches_any_text(const struct replacing *replacing)
{
    struct str pattern = replacing->pattern;
    return str_is(pattern, ".*") || str_is(pattern, "(.*)") || str_is(pattern, ".+") ||
           str_is(pattern, "(.+)");
}

/* A value of the source label of which only its form is known. */
static void
replace_open(struct replacing *replacing, const struct shape_label *from,
    const struct shape_label *old, struct outcome *outcome)
{
    if (is_copy(replacing)) {
        add_set(outcome, from->values);
        return;
    }
    if (!expand_has_group(replacing->replacement)) {
        struct buf text;
        buf_init(&text);
        expand_groups(&text, replacing->regex, replacing->replacement, NULL);
        add_text(outcome, buf_str(&text));
        buf_finish(&text);
    } else {
        add_set(outcome, NULL);
        outcome->may_be_absent |= !expand_has_text(replacing->replacement);
    }
    if (!matches_any_text(replacing)) {
        add_label(outcome, old);
    }
}

static struct shape_alternative
replace(struct replacing *replacing, const struct shape_alternative *alternative)
{
    struct shape_label from = shape_alternative_label(alternative, replacing->source);
    struct shape_label old = shape_alternative_label(alternative, replacing->target);
    struct outcome outcome = { .shaper = replacing->shaper };
    bool is_closed = from.values && from.values->is_closed;
    for (size_t i = 0;
         from.presence != PRESENCE_NEVER && is_closed && i < from.values->value_count; i++) {
        replace_value(replacing, from.values->values[i]->text, &old, &outcome);
    }
    if (from.presence != PRESENCE_NEVER && !is_closed) {
        replace_open(replacing, &from, &old, &outcome);
    }
    if (from.presence != PRESENCE_ALWAYS) {
        replace_value(replacing, STR(""), &old, &outcome);
    }
    struct shape_label label = outcome_label(&outcome, replacing->target, replacing->cause);
    if (label.presence == old.presence && label.values == old.values) {
        return *alternative;
    }
    label.declared = is_copy(replacing) ? from.declared : NULL;
    return alternative_with(replacing->shaper, alternative, label);
}

bool
shape_label_replace(struct shaper *shaper, uint32_t node, const struct shape *operand,
    struct alternative_vec *out)
{
    struct replacing replacing;
    if (!replacing_init(&replacing, shaper, node)) {
        return false;
    }
    for (size_t i = 0; i < operand->count; i++) {
        VEC_PUSH(shaper->arena, out, replace(&replacing, &operand->alternatives[i]));
    }
    return true;
}

/* All texts that one source label can give, the empty one included; false when not finite. */
static bool
list_texts(struct shaper *shaper, const struct shape_label *label, struct str_vec *texts)
{
    if (label->presence != PRESENCE_ALWAYS) {
        VEC_PUSH(shaper->arena, texts, STR(""));
    }
    if (label->presence == PRESENCE_NEVER) {
        return true;
    }
    if (!label->values || !label->values->is_closed) {
        return false;
    }
    for (size_t i = 0; i < label->values->value_count; i++) {
        VEC_PUSH(shaper->arena, texts, label->values->values[i]->text);
    }
    return true;
}

/* Every text so far followed by the separator (but for the first) and every new one. */
static struct str_vec
append_texts(struct shaper *shaper, const struct str_vec *so_far, const struct str_vec *texts,
    struct str separator)
{
    struct str_vec joined = { 0 };
    for (size_t i = 0; i < so_far->count; i++) {
        for (size_t j = 0; j < texts->count; j++) {
            VEC_PUSH(shaper->arena, &joined,
                arena_printf(shaper->arena, "%.*s%.*s%.*s", STR_ARG(so_far->at[i]),
                    STR_ARG(separator), STR_ARG(texts->at[j])));
        }
    }
    return joined;
}

struct label_joining {
    struct shaper *shaper;
    const struct name *target;
    struct str separator;
    struct name_run sources;
    struct cause cause;
};

/* All joined texts, or false when they are not finite or too many. */
static bool
join_texts(struct label_joining *joining, const struct shape_alternative *alternative,
    struct str_vec *joined)
{
    VEC_PUSH(joining->shaper->arena, joined, STR(""));
    for (uint32_t i = 0; i < joining->sources.count; i++) {
        struct str_vec texts = { 0 };
        struct shape_label label = shape_alternative_label(
            alternative, intern(joining->shaper->names, joining->sources.at[i].name));
        if (!list_texts(joining->shaper, &label, &texts) ||
            joined->count * texts.count > MOST_JOINED) {
            return false;
        }
        *joined =
            append_texts(joining->shaper, joined, &texts, i > 0 ? joining->separator : STR(""));
    }
    return true;
}

/* Whether the joined text is never empty though it is not known. */
static bool
is_never_empty(const struct label_joining *joining, const struct shape_alternative *alternative)
{
    if (joining->sources.count > 1 && joining->separator.len > 0) {
        return true;
    }
    for (uint32_t i = 0; i < joining->sources.count; i++) {
        struct shape_label label = shape_alternative_label(
            alternative, intern(joining->shaper->names, joining->sources.at[i].name));
        if (label.presence == PRESENCE_ALWAYS) {
            return true;
        }
    }
    return false;
}

static struct shape_alternative
join_labels(struct label_joining *joining, const struct shape_alternative *alternative)
{
    struct outcome outcome = { .shaper = joining->shaper };
    struct str_vec joined = { 0 };
    if (join_texts(joining, alternative, &joined)) {
        for (size_t i = 0; i < joined.count; i++) {
            add_text(&outcome, joined.at[i]);
        }
    } else {
        add_set(&outcome, NULL);
        outcome.may_be_absent = !is_never_empty(joining, alternative);
    }
    return alternative_with(
        joining->shaper, alternative, outcome_label(&outcome, joining->target, joining->cause));
}

bool
shape_label_join(struct shaper *shaper, uint32_t node, const struct shape *operand,
    struct alternative_vec *out)
{
    enum { MOST_SOURCES = 64 }; /* nobody joins more labels, and texts grow with each */
    uint32_t count = promql_operand_count(shaper->tree, node);
    struct str target;
    struct label_joining joining = { .shaper = shaper,
        .cause = { CAUSE_FUNCTION, promql_op_span(shaper->tree, node) } };
    if (count < 3 || count - 3 > MOST_SOURCES || !read_string(shaper, node, 1, &target) ||
        !read_string(shaper, node, 2, &joining.separator)) {
        return false;
    }
    struct promql_label *sources = ARENA_ARRAY(shaper->arena, struct promql_label, count - 3);
    for (uint32_t i = 3; i < count; i++) {
        if (!read_string(shaper, node, i, &sources[i - 3].name)) {
            return false;
        }
    }
    joining.target = intern(shaper->names, target);
    joining.sources = (struct name_run){ sources, count - 3 };
    for (size_t i = 0; i < operand->count; i++) {
        VEC_PUSH(shaper->arena, out, join_labels(&joining, &operand->alternatives[i]));
    }
    return true;
}
