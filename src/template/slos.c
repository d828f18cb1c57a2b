/*
 * The declared SLOs in Lua, for the templates of rows, panels and rules.
 *
 * Which SLOs there are is known when those under `use:` have run, which may make some: earlier
 * asking is an error, so that no template draws an empty page. When one of them has failed
 * nobody may ask, or its absence would be told again by all who look for it.
 */
#include <lauxlib.h>

#include "model/objective.h"
#include "model/slo.h"
#include "schema/quantity.h"
#include "template/expand.h"
#include "template/expression.h"
#include "template/facts.h"

static const struct slo_list *
slos_of(lua_State *lua)
{
    const struct slo_list *slos = running_of(lua)->templates->slos;
    if (!slos) {
        running_error_help(lua, "ask in a template of a row, a panel or rules",
            "the SLOs are not known yet: templates below `use:` and of SLOs may make some");
    }
    if (running_of(lua)->templates->lacks_slos) {
        running_stop(lua);
    }
    return slos;
}

/* Same order as enum slo_indicator. */
static const char *const indicators[] = { "errors", "good", "latency", "up", "ratio" };

/* nil where all values have the same. */
static void
push_objectives(lua_State *lua, const struct named_text_list *list)
{
    if (list->count == 0) {
        lua_pushnil(lua);
        return;
    }
    running_charge(lua, list->count);
    lua_createtable(lua, 0, (int)list->count);
    for (size_t i = 0; i < list->count; i++) {
        struct ratio objective;
        if (quantity_parse(list->at[i].value.str, &objective)) {
            facts_push_text(lua, list->at[i].key.str);
            number_push(lua, objective, list->at[i].value.str, list->at[i].value.span);
            lua_rawset(lua, -3);
        }
    }
}

/* One row of the burn rate table, with exact numbers. */
static void
push_row(lua_State *lua, const struct objective_row *row)
{
    running_charge(lua, 1);
    lua_createtable(lua, 0, 7);
    facts_push_text(lua, row->alert.str);
    lua_setfield(lua, -2, "alert");
    facts_push_text(lua, row->severity.str);
    lua_setfield(lua, -2, "severity");
    facts_push_text(lua, row->tier.str);
    lua_setfield(lua, -2, "tier");
    lua_pushstring(lua, slo_urgency_words[row->urgency.value]);
    lua_setfield(lua, -2, "urgency");
    duration_push(lua, row->long_window.milliseconds, STR(""), row->long_window.span);
    lua_setfield(lua, -2, "long");
    duration_push(lua, row->short_window.milliseconds, STR(""), row->short_window.span);
    lua_setfield(lua, -2, "short");
    number_push(lua, row->burn.value, row->burn.text, row->burn.span);
    lua_setfield(lua, -2, "burn");
}

/* The rows that the SLO's template returned as `objectives`; none when it made none. */
static void
push_alerts(lua_State *lua, const struct slo *slo)
{
    const struct objective *objective =
        expand_find_objective(running_of(lua)->templates, slo->key.str);
    size_t count = objective ? objective->alerts.count : 0;
    lua_createtable(lua, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        push_row(lua, &objective->alerts.at[i]);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
}

static const char *const slo_keys[] = { "name", "title", "help", "objective", "objectives",
    "window", "indicator", "by", "owner", "impact", "regulatory", "alerts", NULL };

static bool
slo_get(lua_State *lua, const void *object, struct str key)
{
    const struct slo *slo = object;
    if (str_is(key, "name")) {
        facts_push_text(lua, slo->key.str);
    } else if (str_is(key, "title")) {
        facts_push_text(lua, slo->title.str);
    } else if (str_is(key, "help")) {
        facts_push_text(lua, slo->help.str);
    } else if (str_is(key, "objective")) {
        number_push(lua, slo->objective.value, slo->objective.text, slo->objective.span);
    } else if (str_is(key, "objectives")) {
        push_objectives(lua, &slo->objectives);
    } else if (str_is(key, "window")) {
        duration_push(lua, slo->window.milliseconds, STR(""), slo->window.span);
    } else if (str_is(key, "indicator")) {
        lua_pushstring(lua, indicators[slo->indicator]);
    } else if (str_is(key, "by")) {
        facts_push_texts(lua, &slo->by);
    } else if (str_is(key, "owner")) {
        facts_push_text(lua, slo->owner.str);
    } else if (str_is(key, "impact")) {
        facts_push_text(lua, slo->impact.str);
    } else if (str_is(key, "regulatory")) {
        lua_pushboolean(lua, slo->regulatory.truth);
    } else if (str_is(key, "alerts")) {
        push_alerts(lua, slo);
    } else {
        return false;
    }
    return true;
}

static const struct view_class slo_class = {
    .name = "an SLO",
    .keys = slo_keys,
    .get = slo_get,
};

static bool
slos_get(lua_State *lua, const void *object, struct str key)
{
    (void)object;
    const struct slo_list *slos = slos_of(lua);
    for (size_t i = 0; i < slos->count; i++) {
        if (str_equal(slos->at[i].key.str, key)) {
            view_push(lua, &slo_class, &slos->at[i], slos->at[i].span);
            return true;
        }
    }
    return false;
}

static size_t
slos_count(lua_State *lua, const void *object)
{
    (void)object;
    return slos_of(lua)->count;
}

static struct str
slos_key_at(lua_State *lua, const void *object, size_t index)
{
    (void)object;
    return slos_of(lua)->at[index].key.str;
}

const struct view_class slos_class = {
    .name = "the set of SLOs",
    .get = slos_get,
    .count = slos_count,
    .key_at = slos_key_at,
};
