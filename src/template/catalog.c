/*
 * The catalog in Lua: metrics, their labels, the vocabulary.
 *
 * Metrics are found by a sorted index of all catalogs, made once per environment when a
 * template first asks. What they say of themselves comes in small objects; lists of texts and
 * numbers are plain tables, made anew each time and the template's own.
 */
#include "template/catalog.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "model/unit.h"
#include "template/facts.h"

static int
compare_metrics(const void *a, const void *b)
{
    const struct metric *left = *(const struct metric *const *)a;
    const struct metric *right = *(const struct metric *const *)b;
    int order = str_compare(left->key.str, right->key.str);
    return order ? order : right->is_own - left->is_own;
}

static void
make_index(const struct templates *templates, struct catalog_index *index)
{
    const struct catalog_list *catalogs = &templates->facts->catalogs;
    size_t count = 0;
    for (size_t i = 0; i < catalogs->count; i++) {
        count += catalogs->at[i]->metrics.count;
    }
    const struct metric **all = ARENA_ARRAY(templates->arena, const struct metric *, count);
    count = 0;
    for (size_t i = 0; i < catalogs->count; i++) {
        for (size_t j = 0; j < catalogs->at[i]->metrics.count; j++) {
            const struct metric *metric = &catalogs->at[i]->metrics.at[j];
            if (!metric->is_broken) {
                all[count++] = metric;
            }
        }
    }
    if (count) {
        qsort(all, count, sizeof(const struct metric *), compare_metrics);
    }
    index->at = all;
    for (size_t i = 0; i < count; i++) {
        if (!i || !str_equal(all[i]->key.str, all[index->count - 1]->key.str)) {
            all[index->count++] = all[i];
        }
    }
}

const struct catalog_index *
catalog_index(lua_State *lua)
{
    struct templates *templates = running_of(lua)->templates;
    if (!templates->metrics) {
        struct catalog_index *index = ARENA_NEW(templates->arena, struct catalog_index);
        make_index(templates, index);
        templates->metrics = index;
    }
    return templates->metrics;
}

const struct metric *
catalog_find(lua_State *lua, struct str name)
{
    const struct catalog_index *index = catalog_index(lua);
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(index->at[middle]->key.str, name);
        if (order == 0) {
            return index->at[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

const struct metric *
catalog_find_series(lua_State *lua, struct str name)
{
    static const char *const suffixes[] = { "_bucket", "_count", "_sum" };
    const struct metric *metric = catalog_find(lua, name);
    for (size_t i = 0; !metric && i < sizeof suffixes / sizeof suffixes[0]; i++) {
        struct str suffix = str_from(suffixes[i]);
        if (str_ends_with(name, suffix)) {
            metric = catalog_find(lua, str_slice(name, 0, name.len - suffix.len));
            bool has_parts = metric && (metric->kind == METRIC_KIND_HISTOGRAM ||
                                           metric->kind == METRIC_KIND_SUMMARY);
            return has_parts ? metric : NULL;
        }
    }
    return metric;
}

bool
catalog_job_exposes(const struct job *job, const struct metric *metric)
{
    for (size_t i = 0; i < job->catalog_count; i++) {
        if (job->catalogs[i] == metric->catalog) {
            return true;
        }
    }
    return false;
}

bool
catalog_has_label(lua_State *lua, const struct metric *metric, struct str label)
{
    const struct model *facts = running_of(lua)->templates->facts;
    const struct name *name = intern_find(facts->names, label);
    if (!name) {
        return false;
    }
    if (label_list_find(metric->labels, name)) {
        return true;
    }
    for (size_t i = 0; i < facts->jobs.count; i++) {
        const struct job *job = &facts->jobs.at[i];
        if (catalog_job_exposes(job, metric) && label_list_find(job->labels, name)) {
            return true;
        }
    }
    return false;
}

void
facts_push_text(lua_State *lua, struct str text)
{
    if (text.at) {
        lua_pushlstring(lua, text.at, text.len);
    } else {
        lua_pushnil(lua);
    }
}

void
facts_push_texts(lua_State *lua, const struct text_list *list)
{
    running_charge(lua, list->count);
    lua_createtable(lua, (int)list->count, 0);
    for (size_t i = 0; i < list->count; i++) {
        facts_push_text(lua, list->at[i].str);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
}

void
facts_push_numbers(lua_State *lua, const struct number_list *list)
{
    running_charge(lua, list->count);
    lua_createtable(lua, (int)list->count, 0);
    for (size_t i = 0; i < list->count; i++) {
        const struct number *number = &list->at[i];
        number_push(lua, number->value, number->text, number->span);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
}

static void
push_values(lua_State *lua, const struct label_domain *domain)
{
    if (!domain->is_closed) {
        lua_pushnil(lua);
        return;
    }
    running_charge(lua, domain->value_count);
    lua_createtable(lua, (int)domain->value_count, 0);
    for (size_t i = 0; i < domain->value_count; i++) {
        facts_push_text(lua, domain->values[i]->text);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
}

/* What a label's values are; false when the key asks for something else. */
static bool
push_domain(lua_State *lua, const struct label_domain *domain, struct str key)
{
    if (str_is(key, "values")) {
        push_values(lua, domain);
    } else if (str_is(key, "is_closed")) {
        lua_pushboolean(lua, domain->is_closed);
    } else if (str_is(key, "match")) {
        facts_push_text(lua, domain->match.str);
    } else if (str_is(key, "class")) {
        facts_push_text(lua, domain->class.str);
    } else if (str_is(key, "max") && domain->max > 0) {
        lua_pushinteger(lua, domain->max);
    } else if (str_is(key, "max")) {
        lua_pushnil(lua);
    } else {
        return false;
    }
    return true;
}

static const char *const label_keys[] = { "name", "values", "is_closed", "max", "match",
    "class", NULL };

static bool
label_get(lua_State *lua, const void *object, struct str key)
{
    const struct label *label = object;
    if (str_is(key, "name")) {
        facts_push_text(lua, label->name->text);
        return true;
    }
    return push_domain(lua, label->domain, key);
}

static const struct view_class label_class = {
    .name = "a label",
    .keys = label_keys,
    .get = label_get,
};

static bool
labels_get(lua_State *lua, const void *object, struct str key)
{
    const struct label_list *labels = object;
    const struct name *name = intern_find(running_of(lua)->templates->facts->names, key);
    const struct label *label = name ? label_list_find(*labels, name) : NULL;
    if (label) {
        view_push(lua, &label_class, label, label->span);
    }
    return label != NULL;
}

static size_t
labels_count(lua_State *lua, const void *object)
{
    (void)lua;
    return ((const struct label_list *)object)->count;
}

static struct str
labels_key_at(lua_State *lua, const void *object, size_t index)
{
    (void)lua;
    return ((const struct label_list *)object)->at[index].name->text;
}

const struct view_class catalog_labels_class = {
    .name = "the set of labels",
    .get = labels_get,
    .count = labels_count,
    .key_at = labels_key_at,
};

/* `{value = "0", name = "closed"}` for each, in the order of the catalog. */
static void
push_states(lua_State *lua, const struct metric *metric)
{
    const struct named_text_list *states = &metric->states;
    running_charge(lua, states->count);
    lua_createtable(lua, (int)states->count, 0);
    for (size_t i = 0; i < states->count; i++) {
        lua_createtable(lua, 0, 2);
        facts_push_text(lua, states->at[i].key.str);
        lua_setfield(lua, -2, "value");
        facts_push_text(lua, states->at[i].value.str);
        lua_setfield(lua, -2, "name");
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
}

static void
push_label_names(lua_State *lua, const struct metric *metric)
{
    running_charge(lua, metric->labels.count);
    lua_createtable(lua, (int)metric->labels.count, 0);
    for (size_t i = 0; i < metric->labels.count; i++) {
        facts_push_text(lua, metric->labels.at[i].name->text);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
}

static void
push_jobs(lua_State *lua, const struct metric *metric)
{
    const struct job_list *jobs = &running_of(lua)->templates->facts->jobs;
    int count = 0;
    running_charge(lua, jobs->count);
    for (size_t i = 0; i < jobs->count; i++) {
        count += catalog_job_exposes(&jobs->at[i], metric);
    }
    lua_createtable(lua, count, 0);
    count = 0;
    for (size_t i = 0; i < jobs->count; i++) {
        if (catalog_job_exposes(&jobs->at[i], metric)) {
            facts_push_text(lua, jobs->at[i].key.str);
            lua_rawseti(lua, -2, ++count);
        }
    }
}

static const char *const metric_keys[] = { "name", "type", "help", "unit", "measure", "scale",
    "labels", "label_names", "key_labels", "buckets", "quantiles", "states", "range", "native",
    "created", "status", "subset_of", "since", "until", "catalog", "jobs", "is_own", NULL };

const char *
catalog_type_word(const struct metric *metric)
{
    static const char *const words[] = { "counter", "gauge", "histogram", "summary", "info",
        "stateset", "untyped" };
    return words[metric->kind];
}

/* The keys that are one word or truth. */
static bool
push_word(lua_State *lua, const struct metric *metric, struct str key)
{
    static const char *const statuses[] = { "stable", "planned", "deprecated" };
    static const char *const created[] = { "at_start", "on_first_event" };
    if (str_is(key, "type")) {
        lua_pushstring(lua, catalog_type_word(metric));
    } else if (str_is(key, "status")) {
        lua_pushstring(lua, statuses[metric->status.value]);
    } else if (str_is(key, "created")) {
        lua_pushstring(lua, created[metric->created.value]);
    } else if (str_is(key, "native")) {
        lua_pushboolean(lua, metric->native.truth);
    } else if (str_is(key, "is_own")) {
        lua_pushboolean(lua, metric->is_own);
    } else {
        return false;
    }
    return true;
}

static bool
push_list(lua_State *lua, const struct metric *metric, struct str key)
{
    if (str_is(key, "labels")) {
        view_push(lua, &catalog_labels_class, &metric->labels, metric->span);
    } else if (str_is(key, "label_names")) {
        push_label_names(lua, metric);
    } else if (str_is(key, "key_labels")) {
        facts_push_texts(lua, &metric->key_labels);
    } else if (str_is(key, "buckets")) {
        facts_push_numbers(lua, &metric->buckets);
    } else if (str_is(key, "quantiles")) {
        facts_push_numbers(lua, &metric->quantiles);
    } else if (str_is(key, "range")) {
        facts_push_numbers(lua, &metric->range);
    } else if (str_is(key, "states")) {
        push_states(lua, metric);
    } else if (str_is(key, "jobs")) {
        push_jobs(lua, metric);
    } else {
        return false;
    }
    return true;
}

/* What is measured: declared, or told by the name, the kind and the help. */
static void
push_measure(lua_State *lua, const struct metric *metric)
{
    const char *word = unit_base_text(unit_of_metric(metric).base);
    if (word) {
        lua_pushstring(lua, word);
    } else {
        lua_pushnil(lua);
    }
}

static void
push_scale(lua_State *lua, const struct metric *metric)
{
    struct unit unit = unit_of_metric(metric);
    if (unit.base == UNIT_UNKNOWN) {
        lua_pushnil(lua);
    } else {
        number_push(lua, unit.scale, (struct str){ 0 }, span_none());
    }
}

static bool
metric_get(lua_State *lua, const void *object, struct str key)
{
    const struct metric *metric = object;
    if (push_word(lua, metric, key) || push_list(lua, metric, key)) {
        return true;
    }
    if (str_is(key, "name")) {
        facts_push_text(lua, metric->key.str);
    } else if (str_is(key, "help")) {
        facts_push_text(lua, metric->help.str);
    } else if (str_is(key, "unit")) {
        facts_push_text(lua, metric->unit.str);
    } else if (str_is(key, "measure")) {
        push_measure(lua, metric);
    } else if (str_is(key, "scale")) {
        push_scale(lua, metric);
    } else if (str_is(key, "subset_of")) {
        facts_push_text(lua, metric->subset_of.str);
    } else if (str_is(key, "since")) {
        facts_push_text(lua, metric->since.str);
    } else if (str_is(key, "until")) {
        facts_push_text(lua, metric->until.str);
    } else if (str_is(key, "catalog")) {
        facts_push_text(lua, metric->catalog->key.str);
    } else {
        return false;
    }
    return true;
}

const struct view_class catalog_metric_class = {
    .name = "a metric",
    .keys = metric_keys,
    .get = metric_get,
};

const struct metric *
metric_take(lua_State *lua, int index)
{
    return view_take(lua, index, &catalog_metric_class);
}

bool
metric_is(lua_State *lua, int index)
{
    return metric_take(lua, index) != NULL;
}

bool
metric_push(lua_State *lua, struct str name, struct span span)
{
    const struct metric *metric = catalog_find(lua, name);
    if (metric) {
        view_push(lua, &catalog_metric_class, metric, span);
    }
    return metric != NULL;
}

static bool
metrics_get(lua_State *lua, const void *object, struct str key)
{
    (void)object;
    return metric_push(lua, key, span_none());
}

static size_t
metrics_count(lua_State *lua, const void *object)
{
    (void)object;
    return catalog_index(lua)->count;
}

static struct str
metrics_key_at(lua_State *lua, const void *object, size_t index)
{
    (void)object;
    return catalog_index(lua)->at[index]->key.str;
}

const struct view_class catalog_metrics_class = {
    .name = "the set of metrics",
    .get = metrics_get,
    .count = metrics_count,
    .key_at = metrics_key_at,
};

static const struct label_entry *
find_entry(const struct label_entry_list *entries, struct str key)
{
    for (size_t i = 0; i < entries->count; i++) {
        if (str_equal(entries->at[i].key.str, key)) {
            return &entries->at[i];
        }
    }
    return NULL;
}

static const char *const entry_keys[] = { "name", "help", "values", "is_closed", "max", "match",
    "class", "set", NULL };

/* The names in a set; nil for a label. */
static void
push_set(lua_State *lua, const struct label_entry *entry)
{
    if (entry->domain) {
        lua_pushnil(lua);
        return;
    }
    running_charge(lua, entry->set.count);
    lua_createtable(lua, (int)entry->set.count, 0);
    for (size_t i = 0; i < entry->set.count; i++) {
        facts_push_text(lua, entry->set.at[i].name.str);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
}

static bool
entry_get(lua_State *lua, const void *object, struct str key)
{
    static const struct label_domain nothing = { .is_closed = false };
    const struct label_entry *entry = object;
    if (str_is(key, "name")) {
        facts_push_text(lua, entry->key.str);
    } else if (str_is(key, "help")) {
        facts_push_text(lua, entry->help.str);
    } else if (str_is(key, "set")) {
        push_set(lua, entry);
    } else {
        return push_domain(lua, entry->domain ? entry->domain : &nothing, key);
    }
    return true;
}

static const struct view_class entry_class = {
    .name = "a label of the vocabulary",
    .keys = entry_keys,
    .get = entry_get,
};

static bool
vocabulary_get(lua_State *lua, const void *object, struct str key)
{
    const struct label_entry *entry = find_entry(object, key);
    if (entry) {
        view_push(lua, &entry_class, entry, entry->span);
    }
    return entry != NULL;
}

static size_t
vocabulary_count(lua_State *lua, const void *object)
{
    (void)lua;
    return ((const struct label_entry_list *)object)->count;
}

static struct str
vocabulary_key_at(lua_State *lua, const void *object, size_t index)
{
    (void)lua;
    return ((const struct label_entry_list *)object)->at[index].key.str;
}

const struct view_class catalog_vocabulary_class = {
    .name = "the vocabulary",
    .get = vocabulary_get,
    .count = vocabulary_count,
    .key_at = vocabulary_key_at,
};
