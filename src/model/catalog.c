/*
 * The record tables of labels, metrics, catalogs and jobs, with their short forms.
 */
#include "model/catalog.h"

#include "model/prometheus_records.h"

const char *
metric_kind_text(enum metric_kind kind)
{
    static const char *const texts[] = { "a counter", "a gauge", "a histogram", "a summary",
        "an info metric", "a state set", "an untyped metric" };
    return (int)kind < 0 ? "a metric of no valid kind" : texts[kind];
}

const struct label *
label_list_find(struct label_list list, const struct name *name)
{
    size_t low = 0;
    size_t high = list.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct label *label = &list.at[middle];
        if (label->name == name) {
            return label;
        }
        if (str_compare(label->name->text, name->text) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

/* `status: [a, b]` becomes `{name: status, values: [a, b]}`, `code: http_status` becomes
 * `{name: code, like: http_status}`, `reason: {max: 10}` becomes `{name: reason, max: 10}`. */
static const struct value *
name_label(struct schema_context *context, const struct value *value)
{
    if (value->kind != VALUE_KIND_MAP || value->entries.count != 1) {
        return value;
    }
    const struct value_entry *entry = &value->entries.at[0];
    struct value *longer = value_new_map(context->arena, value->span);
    value_add_entry(context->arena, longer, STR("name"), entry->key_span,
        value_new_text(context->arena, entry->key, entry->key_span));
    if (entry->value->kind == VALUE_KIND_MAP) {
        for (size_t i = 0; i < entry->value->entries.count; i++) {
            const struct value_entry *inner = &entry->value->entries.at[i];
            value_add_entry(context->arena, longer, inner->key, inner->key_span, inner->value);
        }
    } else {
        bool is_list = entry->value->kind == VALUE_KIND_LIST;
        value_add_entry(context->arena, longer, is_list ? STR("values") : STR("like"),
            entry->key_span, entry->value);
    }
    return longer;
}

/* The keys that describe the values of a label, the same wherever values are described. */
#define DOMAIN_FIELDS(owner)                                                                   \
    { .key = "values",                                                                         \
        .type = FIELD_TYPE_TEXT,                                                               \
        .shape = FIELD_SHAPE_LIST,                                                             \
        .place = offsetof(owner, values),                                                      \
        .doc = "All values it can take: a closed set." },                                      \
        { .key = "match",                                                                      \
            .type = FIELD_TYPE_REGEX,                                                          \
            .place = offsetof(owner, match),                                                   \
            .doc = "The form of its values: an RE2 pattern for the whole value." },            \
        { .key = "max",                                                                        \
            .type = FIELD_TYPE_COUNT,                                                          \
            .place = offsetof(owner, max),                                                     \
            .doc = "How many different values it has at most." },                              \
    {                                                                                          \
        .key = "class", .type = FIELD_TYPE_KEY, .place = offsetof(owner, class),               \
        .doc = "What kind of data it tells, such as `phi`; followed wherever it flows."        \
    }

/* What stands behind the name in the short forms that `name_label` knows; for the schema only.
 */
static const struct field named_label_fields[] = {
    { .key = "like",
        .type = FIELD_TYPE_LABEL,
        .place = SCHEMA_NO_PLACE,
        .doc = "The label of the vocabulary whose values it takes; default: its own name." },
    DOMAIN_FIELDS(struct label_ref),
    { .key = NULL },
};

static const struct record named_label_record = {
    RECORD_DEFAULTS,
    .name = "the values of a label",
    .doc =
        "What values a label takes in one metric: those of a label of the vocabulary, or its "
        "own.",
    .fields = named_label_fields,
    .text_field = "like",
    .list_field = "values",
};

static const struct field named_label = { .key = "name",
    .type = FIELD_TYPE_RECORD,
    .shape = FIELD_SHAPE_MAP,
    .record = &named_label_record,
    .key_type = FIELD_TYPE_LABEL };

static const struct field label_ref_fields[] = {
    { .key = "name",
        .type = FIELD_TYPE_LABEL,
        .place = offsetof(struct label_ref, name),
        .is_required = true,
        .doc = "The label, or a named set of the vocabulary." },
    { .key = "like",
        .type = FIELD_TYPE_LABEL,
        .place = offsetof(struct label_ref, like),
        .doc = "The label of the vocabulary whose values it takes; default: its own name." },
    DOMAIN_FIELDS(struct label_ref),
    { .key = NULL },
};

const struct record label_ref_record = {
    RECORD_DEFAULTS,
    .name = "a label of a metric",
    .doc =
        "A label that a metric has. `method` takes its values from the vocabulary, "
        "`status_code: http_status` those of another label there, `status: [open, closed]` or "
        "`reason: {max: 10}` its own.",
    .fields = label_ref_fields,
    .size = sizeof(struct label_ref),
    .align = _Alignof(struct label_ref),
    .text_field = "name",
    .span_place = offsetof(struct label_ref, span),
    .rewrite = name_label,
    .also = &named_label,
};

static const struct field label_entry_fields[] = {
    DOMAIN_FIELDS(struct label_entry),
    { .key = "help",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct label_entry, help),
        .doc = "What the label tells." },
    { .key = "set",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct label_entry, set),
        .record = &label_ref_record,
        .doc = "The labels of a named set." },
    { .key = NULL },
};

const struct record label_entry_record = {
    RECORD_DEFAULTS,
    .name = "an entry of the vocabulary",
    .doc =
        "What values a label takes, said once for all metrics; or, as a list, a named set of "
        "labels that metrics share.",
    .fields = label_entry_fields,
    .size = sizeof(struct label_entry),
    .align = _Alignof(struct label_entry),
    .list_field = "set",
    .key_place = offsetof(struct label_entry, key),
    .span_place = offsetof(struct label_entry, span),
};

static const char *const created_words[] = { "at_start", "on_first_event", NULL };
static const char *const status_words[] = { "stable", "planned", "deprecated", NULL };

#define METRIC_KIND_FIELD(word, number, text)                                                  \
    {                                                                                          \
        .key = word, .type = FIELD_TYPE_TEXT, .place = offsetof(struct metric, help),          \
        .is_in_group = true, .group_value = number, .doc = text                                \
    }

static const struct field metric_fields[] = {
    METRIC_KIND_FIELD(
        "counter", METRIC_KIND_COUNTER, "A value that only grows; the text is its help."),
    METRIC_KIND_FIELD(
        "gauge", METRIC_KIND_GAUGE, "A value that goes up and down; the text is its help."),
    METRIC_KIND_FIELD("histogram", METRIC_KIND_HISTOGRAM,
        "A distribution over buckets; the key is the name without `_bucket`."),
    METRIC_KIND_FIELD("summary", METRIC_KIND_SUMMARY,
        "A distribution with quantiles of its own; the key is the name without `_sum`."),
    METRIC_KIND_FIELD("info", METRIC_KIND_INFO, "A 1 whose labels tell facts."),
    METRIC_KIND_FIELD("stateset", METRIC_KIND_STATESET, "A 0 or 1 for each state."),
    METRIC_KIND_FIELD("untyped", METRIC_KIND_UNTYPED, "A value of unknown kind."),
    { .key = "labels",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct metric, label_refs),
        .record = &label_ref_record,
        .doc = "Its labels; target labels such as `job` and `instance` belong to the job." },
    { .key = "buckets",
        .type = FIELD_TYPE_NUMBER,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct metric, buckets),
        .doc = "The upper bounds of a histogram's buckets, ascending, without `+Inf`." },
    { .key = "native",
        .type = FIELD_TYPE_BOOL,
        .place = offsetof(struct metric, native),
        .tool = TOOL_PROMETHEUS,
        .since = "2.40",
        .doc = "A native histogram: one series, no `_bucket`." },
    { .key = "quantiles",
        .type = FIELD_TYPE_NUMBER,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct metric, quantiles),
        .doc = "The quantiles of a summary." },
    { .key = "key",
        .type = FIELD_TYPE_LABEL,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct metric, key_labels),
        .doc =
            "The labels that tell its series apart, when fewer than all do (info metrics)." },
    { .key = "created",
        .type = FIELD_TYPE_CHOICE,
        .words = created_words,
        .place = offsetof(struct metric, created),
        .fallback = "at_start",
        .doc = "Whether its series are there from the start or only after a first event." },
    { .key = "subset_of",
        .type = FIELD_TYPE_METRIC,
        .place = offsetof(struct metric, subset_of),
        .doc =
            "A counter that counts each of these events too, so that the ratio is at most 1." },
    { .key = "states",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct metric, states),
        .doc = "What each value means: `{0: closed}`." },
    { .key = "unit",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct metric, unit),
        .doc =
            "Its unit, where the name does not tell: `seconds`, `bytes`, `ratio`, `percent`, "
            "`requests`, `bytes per second`." },
    { .key = "range",
        .type = FIELD_TYPE_NUMBER,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct metric, range),
        .doc = "The least and the greatest value: `[0, 1]`." },
    { .key = "status",
        .type = FIELD_TYPE_CHOICE,
        .words = status_words,
        .place = offsetof(struct metric, status),
        .fallback = "stable",
        .doc = "`planned`: not exposed yet; using it is a finding." },
    { .key = "since",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct metric, since),
        .doc = "The first version of its exporter that has it." },
    { .key = "until",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct metric, until),
        .doc = "The last version of its exporter that has it." },
    FIELD_ALLOW(struct metric),
    { .key = NULL },
};

const struct record metric_record = {
    RECORD_DEFAULTS,
    .name = "a metric",
    .doc = "A metric; the key of its kind carries its help: `counter: Requests answered`.",
    .fields = metric_fields,
    .size = sizeof(struct metric),
    .align = _Alignof(struct metric),
    .group = "its kind",
    .group_place = offsetof(struct metric, kind),
    .key_place = offsetof(struct metric, key),
    .span_place = offsetof(struct metric, span),
};

static const struct field catalog_fields[] = {
    { .key = "extends",
        .type = FIELD_TYPE_KEY,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct catalog, extends),
        .doc = "Other catalogs that the same program exposes, such as `exporters/go`." },
    { .key = "metrics",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct catalog, metrics),
        .record = &metric_record,
        .key_type = FIELD_TYPE_METRIC,
        .doc = "The metrics by name." },
    { .key = NULL },
};

const struct record catalog_record = {
    RECORD_DEFAULTS,
    .name = "a catalog",
    .doc = "The metrics that one kind of program exposes.",
    .fields = catalog_fields,
    .size = sizeof(struct catalog),
    .align = _Alignof(struct catalog),
    .key_place = offsetof(struct catalog, key),
    .span_place = offsetof(struct catalog, span),
};

static const struct field job_label_fields[] = {
    { .key = "value",
        .type = FIELD_TYPE_TEXT,
        .place = offsetof(struct job_label, value),
        .doc = "A fixed value, written to the scrape configuration." },
    DOMAIN_FIELDS(struct job_label),
    { .key = NULL },
};

static const struct record job_label_record = {
    RECORD_DEFAULTS,
    .name = "a target label",
    .doc =
        "A label that every series of the job carries. A text is fixed and emitted; anything "
        "else declares what relabelling writes.",
    .fields = job_label_fields,
    .size = sizeof(struct job_label),
    .align = _Alignof(struct job_label),
    .text_field = "value",
    .key_place = offsetof(struct job_label, key),
    .span_place = offsetof(struct job_label, span),
};

static const struct field job_fields[] = {
    { .key = "targets",
        .type = FIELD_TYPE_TEXT,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct job, targets),
        .doc = "Fixed targets, `host:port`." },
    { .key = "interval",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct job, interval),
        .doc = "How often it is scraped; default: `prometheus.scrape_interval`." },
    { .key = "timeout",
        .type = FIELD_TYPE_DURATION,
        .place = offsetof(struct job, timeout),
        .doc = "After how long a scrape fails; default: `prometheus.scrape_timeout`." },
    { .key = "exposes",
        .type = FIELD_TYPE_KEY,
        .shape = FIELD_SHAPE_LIST,
        .place = offsetof(struct job, exposes),
        .doc = "The catalogs that its targets expose; default: the one named like the system. "
               "`unknown`: nobody knows, so every metric may come from here." },
    { .key = "labels",
        .type = FIELD_TYPE_RECORD,
        .shape = FIELD_SHAPE_MAP,
        .place = offsetof(struct job, label_entries),
        .record = &job_label_record,
        .key_type = FIELD_TYPE_LABEL,
        .doc = "Labels that all its series carry." },
    FIELD_ALLOW(struct job),
#include "model/prometheus_scrape_rows.def"
    { .key = NULL },
};

const struct record job_record = {
    RECORD_DEFAULTS,
    .name = "a job",
    .doc = "What Prometheus scrapes: a `scrape_config`, and which catalogs its targets expose.",
    .fields = job_fields,
    .size = sizeof(struct job),
    .align = _Alignof(struct job),
    .key_place = offsetof(struct job, key),
    .span_place = offsetof(struct job, span),
    .value_place = offsetof(struct job, value),
};
