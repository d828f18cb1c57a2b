/*
 * Derived names.
 */
#include "model/names.h"

#include <stdint.h>

#include "base/buf.h"
#include "model/dashboard.h"

static bool
is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool
is_word(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* A capital begins a word after a small letter or digit, and before a small letter when it ends
 * a run of capitals: APILatency is `api-latency`. */
static bool
begins_word(struct str name, size_t i)
{
    if (i == 0 || !is_upper(name.at[i])) {
        return false;
    }
    if (!is_upper(name.at[i - 1])) {
        return true;
    }
    return i + 1 < name.len && name.at[i + 1] >= 'a' && name.at[i + 1] <= 'z';
}

struct str
names_kebab(struct arena *arena, struct str name)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool needs_gap = !is_word(c) || begins_word(name, i);
        if (needs_gap && buf.len > 0 && buf.at[buf.len - 1] != '-') {
            buf_add_char(&buf, '-');
        }
        if (is_word(c)) {
            buf_add_char(&buf, is_upper(c) ? (char)(c - 'A' + 'a') : c);
        }
    }
    while (buf.len > 0 && buf.at[buf.len - 1] == '-') {
        buf.len--;
    }
    struct str kebab = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return kebab;
}

struct str
names_camel(struct arena *arena, struct str name)
{
    bool is_first = true;
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool is_lower = c >= 'a' && c <= 'z';
        if (is_word(c)) {
            buf_add_char(&buf, is_first && is_lower ? (char)(c - 'a' + 'A') : c);
        }
        is_first = !is_word(c);
    }
    struct str camel = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return camel;
}

struct str
names_file(struct arena *arena, struct str name)
{
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool is_safe = is_word(c) || c == '-' || c == '_' || (c == '.' && buf.len > 0);
        buf_add_char(&buf, is_safe ? c : '-');
    }
    if (buf.len == 0) {
        buf_add_char(&buf, '-');
    }
    struct str file = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return file;
}

/* FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), 32 bits. Never change it: uids hold it.
 */
static uint32_t
hash_name(struct str name)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.len; i++) {
        hash = (hash ^ (unsigned char)name.at[i]) * 16777619u;
    }
    return hash;
}

struct str
names_uid(struct arena *arena, struct str key)
{
    enum { LONGEST = 40, HASH_LEN = 9 };
    struct buf buf;
    buf_init(&buf);
    for (size_t i = 0; i < key.len; i++) {
        char c = key.at[i];
        buf_add_char(&buf, is_word(c) || c == '_' ? c : '-');
    }
    if (buf.len > LONGEST) {
        buf.len = LONGEST - HASH_LEN;
        buf_printf(&buf, "-%08x", (unsigned)hash_name(key));
    }
    struct str uid = arena_copy(arena, buf_str(&buf));
    buf_finish(&buf);
    return uid;
}

struct str
names_dashboard_path(struct arena *arena, struct str uid)
{
    return arena_printf(arena, "/d/%.*s", STR_ARG(uid));
}

struct str
names_dashboard_url(struct arena *arena, struct str grafana, struct str uid)
{
    while (str_ends_with(grafana, STR("/"))) {
        grafana.len--;
    }
    struct str path = names_dashboard_path(arena, uid);
    return grafana.len == 0 ? STR("")
                            : arena_printf(arena, "%.*s%.*s", STR_ARG(grafana), STR_ARG(path));
}

struct str
names_dashboard_uid(struct arena *arena, const struct dashboard *dashboard)
{
    return dashboard->uid.str.len > 0 ? dashboard->uid.str
                                      : names_uid(arena, dashboard->key.str);
}

/* What a panel is called that has neither key nor title. */
static struct str
name_without_title(struct arena *arena, const struct panel *panel)
{
    if (panel->alert.str.len > 0) {
        return names_kebab(arena, panel->alert.str);
    }
    if (panel->library.str.len > 0) {
        return panel->library.str;
    }
    return panel->kind >= 0 ? str_from(panel_kind_text((enum panel_kind)panel->kind)) : STR("");
}

struct str
names_panel_key(struct arena *arena, const struct dashboard_row *row, const struct panel *panel)
{
    struct str own = panel->key.str;
    if (own.len == 0) {
        own = names_kebab(arena, panel->title.str);
    }
    if (own.len == 0 && panel->title.str.len == 0) {
        own = name_without_title(arena, panel);
    }
    if (own.len == 0 || !row || row->key.str.len == 0) {
        return own;
    }
    return arena_printf(arena, "%.*s/%.*s", STR_ARG(row->key.str), STR_ARG(own));
}
