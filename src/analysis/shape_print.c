/*
 * Shapes as text, for tests and for `tocsin promql --shape`.
 */
#include "analysis/shape.h"

enum { MOST_SHOWN_VALUES = 12 };

const char *
presence_text(enum presence presence)
{
    switch (presence) {
    case PRESENCE_NEVER:
        return "never";
    case PRESENCE_MAYBE:
        return "maybe";
    case PRESENCE_ALWAYS:
        return "always";
    }
    return "";
}

static const char *
kind_word(enum series_kind kind)
{
    switch (kind) {
    case SERIES_KIND_NONE:
        return "computed";
    case SERIES_KIND_COUNTER:
        return "counter";
    case SERIES_KIND_GAUGE:
        return "gauge";
    case SERIES_KIND_BUCKET:
        return "bucket";
    case SERIES_KIND_SUM:
        return "sum";
    case SERIES_KIND_COUNT:
        return "count";
    case SERIES_KIND_QUANTILE:
        return "quantile";
    case SERIES_KIND_NATIVE_HISTOGRAM:
        return "native";
    case SERIES_KIND_INFO:
        return "info";
    case SERIES_KIND_STATESET:
        return "stateset";
    case SERIES_KIND_UNTYPED:
        return "untyped";
    }
    return "";
}

static const char *
filling_word(enum shape_filling filling)
{
    switch (filling) {
    case SHAPE_FILLING_ALWAYS:
        return "always";
    case SHAPE_FILLING_MAYBE:
        return "maybe";
    case SHAPE_FILLING_AFTER_EVENT:
        return "after-event";
    }
    return "";
}

static const char *
fault_word(enum shape_fault fault)
{
    switch (fault) {
    case SHAPE_FAULT_NONE:
        return "";
    case SHAPE_FAULT_UNDEFINED:
        return " undefined";
    case SHAPE_FAULT_NO_SERIES:
        return " no-series";
    case SHAPE_FAULT_NO_BUCKETS:
        return " no-buckets";
    case SHAPE_FAULT_NO_MATCH:
        return " no-match";
    case SHAPE_FAULT_CYCLE:
        return " cycle";
    }
    return "";
}

static void
print_label(struct buf *buf, const struct shape_label *label)
{
    buf_add(buf, label->name->text);
    if (label->presence == PRESENCE_MAYBE) {
        buf_add_char(buf, '?');
    }
    buf_add_char(buf, ' ');
    value_set_print(buf, label->values, MOST_SHOWN_VALUES);
}

static void
print_alternative(struct buf *buf, const struct shape_alternative *alternative)
{
    buf_printf(buf, "%s%s%s (", kind_word(alternative->kind),
        alternative->is_aggregated ? " aggregated" : "",
        alternative->is_counting ? " counting" : "");
    const char *separator = "";
    for (size_t i = 0; i < alternative->count; i++) {
        const struct shape_label *label = &alternative->labels[i];
        if (label->presence != PRESENCE_NEVER) {
            buf_add_text(buf, separator);
            print_label(buf, label);
            separator = ", ";
        } else if (alternative->rest != PRESENCE_NEVER) {
            buf_printf(buf, "%sno %.*s", separator, STR_ARG(label->name->text));
            separator = ", ";
        }
    }
    if (alternative->rest != PRESENCE_NEVER) {
        buf_printf(buf, "%s…", separator);
    }
    buf_add_char(buf, ')');
}

void
shape_print(struct buf *buf, const struct shape *shape)
{
    buf_add_text(buf, promql_type_name(shape->type));
    if (shape->is_unknown) {
        buf_printf(buf, " unknown%s", fault_word(shape->fault));
        return;
    }
    if (shape->type != PROMQL_TYPE_VECTOR && shape->type != PROMQL_TYPE_MATRIX) {
        return;
    }
    buf_printf(buf, " %s%s", filling_word(shape->filling), shape->is_joined ? " joined" : "");
    for (size_t i = 0; i < shape->count; i++) {
        buf_add_text(buf, "; ");
        print_alternative(buf, &shape->alternatives[i]);
    }
}
