/*
 * Building and printing the value trees of dashboards.
 */
#include "emit/grafana.h"

#include <inttypes.h>
#include <stdlib.h>

#include "data/json_write.h"

void
grafana_set(
    struct grafana *grafana, struct value *map, const char *key, const struct value *value)
{
    struct str name = str_from(key);
    for (size_t i = 0; i < map->entries.count; i++) {
        if (str_equal(map->entries.at[i].key, name)) {
            map->entries.at[i].value = value;
            return;
        }
    }
    value_add_entry(grafana->arena, map, name, span_none(), value);
}

struct value *
grafana_map(struct grafana *grafana)
{
    return value_new_map(grafana->arena, span_none());
}

struct value *
grafana_list(struct grafana *grafana)
{
    return value_new_list(grafana->arena, span_none());
}

struct value *
grafana_text(struct grafana *grafana, struct str text)
{
    return value_new_text(grafana->arena, text, span_none());
}

struct value *
grafana_texts(struct grafana *grafana, struct text_list texts)
{
    struct value *list = grafana_list(grafana);
    for (size_t i = 0; i < texts.count; i++) {
        value_add_item(grafana->arena, list, grafana_text(grafana, texts.at[i].str));
    }
    return list;
}

struct value *
grafana_number(struct grafana *grafana, struct ratio number)
{
    struct buf buf;
    buf_init(&buf);
    ratio_print(&buf, number);
    struct value *value = value_new(grafana->arena, VALUE_KIND_NUMBER, span_none());
    value->text = arena_copy(grafana->arena, buf_str(&buf));
    buf_finish(&buf);
    return value;
}

void
grafana_set_text(struct grafana *grafana, struct value *map, const char *key, struct str text)
{
    grafana_set(grafana, map, key, grafana_text(grafana, text));
}

void
grafana_set_bool(struct grafana *grafana, struct value *map, const char *key, bool truth)
{
    struct value *value = value_new(grafana->arena, VALUE_KIND_BOOL, span_none());
    value->truth = truth;
    grafana_set(grafana, map, key, value);
}

void
grafana_set_ratio(
    struct grafana *grafana, struct value *map, const char *key, struct ratio number)
{
    grafana_set(grafana, map, key, grafana_number(grafana, number));
}

void
grafana_set_integer(struct grafana *grafana, struct value *map, const char *key, int64_t number)
{
    struct value *value = value_new(grafana->arena, VALUE_KIND_NUMBER, span_none());
    value->text = arena_printf(grafana->arena, "%" PRId64, number);
    grafana_set(grafana, map, key, value);
}

void
grafana_add_text(struct grafana *grafana, struct value *map, const char *key, struct str text)
{
    if (text.len > 0) {
        grafana_set_text(grafana, map, key, text);
    }
}

void
grafana_add_list(
    struct grafana *grafana, struct value *map, const char *key, struct value *list)
{
    if (list->items.count > 0) {
        grafana_set(grafana, map, key, list);
    }
}

struct value *
grafana_datasource(struct grafana *grafana, const struct datasource_ref *ref)
{
    struct value *map = grafana_map(grafana);
    grafana_add_text(grafana, map, "type", ref->type);
    grafana_add_text(grafana, map, "uid", ref->uid);
    return map;
}

struct str
grafana_query(struct grafana *grafana, const struct promql_tree *tree)
{
    struct buf buf;
    buf_init(&buf);
    promql_print_pretty(&buf, tree, promql_root(tree), NULL);
    struct str text = arena_copy(grafana->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

/* The keys that a JavaScript object keeps in the order of their numbers: canonical ones below
 * 2^32 - 1. Nine digits are enough: nobody maps ten-digit values. */
static bool
is_index(struct str key)
{
    if (key.len == 0 || key.len > 9 || (key.at[0] == '0' && key.len > 1)) {
        return false;
    }
    for (size_t i = 0; i < key.len; i++) {
        if (key.at[i] < '0' || key.at[i] > '9') {
            return false;
        }
    }
    return true;
}

static int
compare_entries(const void *a, const void *b)
{
    struct str left = (*(const struct value_entry *const *)a)->key;
    struct str right = (*(const struct value_entry *const *)b)->key;
    bool is_left = is_index(left);
    bool is_right = is_index(right);
    if (is_left != is_right) {
        return is_left ? -1 : 1;
    }
    if (is_left && left.len != right.len) {
        return left.len < right.len ? -1 : 1;
    }
    return str_compare(left, right);
}

/* Most maps have a few keys, many of them in order already; what a user wrote may have many. */
static void
sort_entries(const struct value_entry **entries, size_t count)
{
    enum { FEW = 24 };
    if (count > FEW) {
        qsort(entries, count, sizeof *entries, compare_entries);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const struct value_entry *entry = entries[i];
        size_t at = i;
        for (; at > 0 && compare_entries(&entries[at - 1], &entry) > 0; at--) {
            entries[at] = entries[at - 1];
        }
        entries[at] = entry;
    }
}

static void print_value(
    struct arena *arena, struct json_writer *json, const struct value *value);

static void
print_map(struct arena *arena, struct json_writer *json, const struct value *map)
{
    size_t count = map->entries.count;
    const struct value_entry **sorted = ARENA_ARRAY(arena, const struct value_entry *, count);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &map->entries.at[i];
    }
    sort_entries(sorted, count);
    json_begin_object(json);
    for (size_t i = 0; i < count; i++) {
        json_key(json, sorted[i]->key);
        print_value(arena, json, sorted[i]->value);
    }
    json_end_object(json);
}

/* Recursion is bounded by the readers' depth limits: deep trees are the user's options. */
static void
print_value(struct arena *arena, struct json_writer *json, const struct value *value)
{
    if (value->kind == VALUE_KIND_MAP) {
        print_map(arena, json, value);
        return;
    }
    if (value->kind != VALUE_KIND_LIST) {
        json_value(json, value);
        return;
    }
    json_begin_list(json);
    for (size_t i = 0; i < value->items.count; i++) {
        print_value(arena, json, value->items.at[i]);
    }
    json_end_list(json);
}

void
grafana_print(struct grafana *grafana, struct buf *buf, const struct value *value)
{
    struct json_writer json;
    json_writer_init(&json, buf, JSON_LAYOUT_INDENTED);
    print_value(grafana->arena, &json, value);
    buf_add_char(buf, '\n');
}
