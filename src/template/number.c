/*
 * Exact numbers: ratios behind Lua's arithmetic.
 *
 * `1 - t.number("99.9%")` is 0.001 and prints so. Integers of Lua are exact as they are; a
 * float stands for the shortest decimal that reads back as the same double, so that `14.4` is
 * 72/5 and not the double beside it. Durations are numbers of seconds that remember to print
 * as `5m`.
 */
#include "template/number.h"

#include <lauxlib.h>
#include <math.h>

#include "base/duration.h"
#include "schema/quantity.h"
#include "template/expression.h"
#include "template/object.h"
#include "template/state.h"

struct number_object {
    struct ratio value;
    struct str text; /* as written, or empty */
    struct span span;
    bool is_duration;
};

static const char number_class[] = "tocsin.number";

static struct number_object *
number_at(lua_State *lua, int index)
{
    return object_at(lua, index, number_class);
}

bool
number_is(lua_State *lua, int index)
{
    return number_at(lua, index) != NULL;
}

bool
number_is_duration(lua_State *lua, int index)
{
    const struct number_object *object = number_at(lua, index);
    return object && object->is_duration;
}

static void
push(lua_State *lua, const struct number_object *number)
{
    running_charge(lua, 1);
    struct number_object *object = object_push(lua, number_class, sizeof *object);
    *object = *number;
}

void
number_push(lua_State *lua, struct ratio number, struct str text, struct span span)
{
    push(lua, &(struct number_object){ number, text, span, false });
}

void
duration_push(lua_State *lua, int64_t milliseconds, struct str text, struct span span)
{
    struct ratio seconds = { milliseconds, 1 };
    ratio_make(milliseconds, 1000, &seconds);
    push(lua, &(struct number_object){ seconds, text, span, true });
}

static bool
float_to_ratio(double number, struct ratio *out)
{
    struct buf buf;
    buf_init(&buf);
    number_print(&buf, number);
    bool is_exact = ratio_parse(buf_str(&buf), out);
    buf_finish(&buf);
    return is_exact;
}

bool
number_to_ratio(lua_State *lua, int index, struct ratio *out)
{
    const struct number_object *object = number_at(lua, index);
    if (object) {
        *out = object->value;
        return true;
    }
    if (lua_isinteger(lua, index)) {
        return ratio_make(lua_tointeger(lua, index), 1, out);
    }
    return lua_type(lua, index) == LUA_TNUMBER && float_to_ratio(lua_tonumber(lua, index), out);
}

bool
number_to_double(lua_State *lua, int index, double *out)
{
    const struct number_object *object = number_at(lua, index);
    if (object) {
        *out = ratio_to_double(object->value);
        return true;
    }
    if (lua_type(lua, index) != LUA_TNUMBER) {
        return false;
    }
    *out = lua_tonumber(lua, index);
    return true;
}

/* Seconds that are whole milliseconds, and not negative, print as a duration. */
static bool
to_milliseconds(struct ratio seconds, int64_t *milliseconds)
{
    struct ratio thousandfold;
    if (seconds.num < 0 || !ratio_multiply(seconds, ratio_from(1000), &thousandfold) ||
        thousandfold.den != 1) {
        return false;
    }
    *milliseconds = thousandfold.num;
    return true;
}

bool
number_to_milliseconds(lua_State *lua, int index, int64_t *milliseconds)
{
    const struct number_object *object = number_at(lua, index);
    return object && object->is_duration && to_milliseconds(object->value, milliseconds);
}

static void
print(struct buf *buf, const struct number_object *number)
{
    int64_t milliseconds;
    if (number->is_duration && to_milliseconds(number->value, &milliseconds)) {
        duration_print(buf, milliseconds);
    } else {
        ratio_print(buf, number->value);
    }
}

/* In the arena of the results, for values and messages. */
static struct str
printed(lua_State *lua, const struct number_object *number)
{
    struct buf buf;
    buf_init(&buf);
    print(&buf, number);
    struct str text = arena_copy(running_of(lua)->templates->arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

struct str
number_text(lua_State *lua, int index)
{
    return printed(lua, number_at(lua, index));
}

const struct value *
number_take(lua_State *lua, int index)
{
    const struct number_object *object = number_at(lua, index);
    struct arena *arena = running_of(lua)->templates->arena;
    running_charge(lua, 1);
    struct span span = span_is_set(object->span) ? object->span : running_line(lua);
    struct str text = object->text.len ? arena_copy(arena, object->text) : printed(lua, object);
    struct value *value = value_new_text(arena, text, span);
    value->is_plain = true;
    return value;
}

static int
to_string(lua_State *lua)
{
    struct str text = printed(lua, object_expect(lua, 1, number_class));
    lua_pushlstring(lua, text.at, text.len);
    return 1;
}

static int
concatenate(lua_State *lua)
{
    for (int i = 1; i <= 2; i++) {
        if (!number_is(lua, i) && lua_type(lua, i) != LUA_TSTRING &&
            lua_type(lua, i) != LUA_TNUMBER) {
            expression_error(
                lua, NULL, "`..` cannot join a number and %s", expression_found(lua, i));
        }
    }
    luaL_tolstring(lua, 1, NULL);
    luaL_tolstring(lua, 2, NULL);
    lua_concat(lua, 2);
    return 1;
}

static struct ratio
operand(lua_State *lua, int index, const char *op)
{
    struct ratio ratio;
    if (!number_to_ratio(lua, index, &ratio)) {
        if (lua_type(lua, index) == LUA_TNUMBER) {
            expression_error(lua, NULL, "`%s` cannot take %g: it has no exact value of 64 bits",
                op, lua_tonumber(lua, index));
        }
        expression_error(
            lua, NULL, "`%s` takes a number here, found %s", op, expression_found(lua, index));
    }
    return ratio;
}

/* What becomes of durations: seconds stay seconds when they are added to, or multiplied; a
 * duration by a duration is a plain number. */
static bool
gives_duration(enum promql_op op, bool left, bool right)
{
    if (op == PROMQL_OP_MUL) {
        return left != right;
    }
    return op == PROMQL_OP_DIV ? left && !right : left || right;
}

static bool
calculate(enum promql_op op, struct ratio a, struct ratio b, struct ratio *out)
{
    if (op == PROMQL_OP_ADD) {
        return ratio_add(a, b, out);
    }
    if (op == PROMQL_OP_SUB) {
        return ratio_subtract(a, b, out);
    }
    if (op == PROMQL_OP_MUL) {
        return ratio_multiply(a, b, out);
    }
    return ratio_divide(a, b, out);
}

static _Noreturn void
refuse(lua_State *lua, const char *op, struct ratio a, struct ratio b)
{
    struct str left = printed(lua, &(struct number_object){ .value = a });
    struct str right = printed(lua, &(struct number_object){ .value = b });
    if (b.num == 0 && *op == '/') {
        expression_error(
            lua, NULL, "`%.*s / 0`: a number cannot be divided by zero", STR_ARG(left));
    }
    expression_error(lua, "leave the arithmetic to PromQL, or take rounder numbers",
        "`%.*s %s %.*s` has no exact value of 64 bits", STR_ARG(left), op, STR_ARG(right));
}

static int
arithmetic(lua_State *lua)
{
    enum promql_op op = (enum promql_op)expression_index(lua);
    const char *text = promql_op_text(op);
    const struct number_object *objects[2];
    struct ratio operands[2];
    struct ratio result;
    for (int i = 0; i < 2; i++) {
        objects[i] = object_at(lua, i + 1, number_class);
        if (!objects[i] && (expression_is(lua, i + 1) || metric_is(lua, i + 1))) {
            return expression_binary(lua, op);
        }
    }
    for (int i = 0; i < 2; i++) {
        operands[i] = objects[i] ? objects[i]->value : operand(lua, i + 1, text);
    }
    if (!calculate(op, operands[0], operands[1], &result)) {
        refuse(lua, text, operands[0], operands[1]);
    }
    bool is_duration = gives_duration(
        op, objects[0] && objects[0]->is_duration, objects[1] && objects[1]->is_duration);
    push(lua, &(struct number_object){ .value = result, .is_duration = is_duration });
    return 1;
}

static int
unsupported(lua_State *lua)
{
    for (int i = 1; i <= 2; i++) {
        if (expression_is(lua, i) || metric_is(lua, i)) {
            return expression_binary(lua, (enum promql_op)expression_index(lua));
        }
    }
    expression_error(lua, "exact numbers know `+`, `-`, `*` and `/`",
        "`%s` is no operation of exact numbers", expression_name(lua));
}

static int
negate(lua_State *lua)
{
    const struct number_object *object = object_expect(lua, 1, number_class);
    struct ratio result;
    if (!ratio_subtract(ratio_from(0), object->value, &result)) {
        refuse(lua, "-", ratio_from(0), object->value);
    }
    push(lua, &(struct number_object){ .value = result, .is_duration = object->is_duration });
    return 1;
}

enum comparison {
    COMPARISON_EQUAL,
    COMPARISON_LESS,
    COMPARISON_LESS_OR_EQUAL,
};

static int
compare(lua_State *lua)
{
    static const char *const texts[] = { "==", "<", "<=" };
    enum comparison kind = (enum comparison)expression_index(lua);
    if (kind == COMPARISON_EQUAL && (!number_is(lua, 1) || !number_is(lua, 2))) {
        lua_pushboolean(lua, 0);
        return 1;
    }
    struct ratio a = operand(lua, 1, texts[kind]);
    struct ratio b = operand(lua, 2, texts[kind]);
    int order = ratio_compare(a, b);
    lua_pushboolean(
        lua, order == 0 ? kind != COMPARISON_LESS : order < 0 && kind != COMPARISON_EQUAL);
    return 1;
}

/* The largest whole number not above it. */
static int64_t
floor_of(struct ratio ratio)
{
    int64_t whole = ratio.num / ratio.den;
    return whole - (ratio.num % ratio.den < 0);
}

static int
method_floor(lua_State *lua)
{
    const struct number_object *object = object_expect(lua, 1, number_class);
    lua_pushinteger(lua, floor_of(object->value));
    return 1;
}

static int
method_ceil(lua_State *lua)
{
    const struct number_object *object = object_expect(lua, 1, number_class);
    lua_pushinteger(lua, floor_of(object->value) + (object->value.den != 1));
    return 1;
}

static int
method_float(lua_State *lua)
{
    const struct number_object *object = object_expect(lua, 1, number_class);
    lua_pushnumber(lua, ratio_to_double(object->value));
    return 1;
}

static int
method_percent(lua_State *lua)
{
    const struct number_object *object = object_expect(lua, 1, number_class);
    struct ratio hundredfold;
    if (!ratio_multiply(object->value, ratio_from(100), &hundredfold)) {
        refuse(lua, "*", object->value, ratio_from(100));
    }
    struct str text = printed(lua, &(struct number_object){ .value = hundredfold });
    lua_pushfstring(lua, "%s%%", text.at);
    return 1;
}

static int
method_seconds(lua_State *lua)
{
    const struct number_object *object = object_expect(lua, 1, number_class);
    push(lua, &(struct number_object){ .value = object->value });
    return 1;
}

/* In one unit, as names of recorded series and people say it: `7d` rather than `1w`. What is no
 * whole number of seconds stays as it is. */
static int
method_short(lua_State *lua)
{
    const struct number_object *object = object_expect(lua, 1, number_class);
    const int64_t most = INT64_MAX / 1000;
    struct ratio value = object->value;
    if (value.den != 1 || value.num > most || value.num < -most) {
        return to_string(lua);
    }
    struct buf buf;
    buf_init(&buf);
    duration_print_short(&buf, value.num * 1000);
    struct str text = arena_copy(running_of(lua)->templates->arena, buf_str(&buf));
    buf_finish(&buf);
    lua_pushlstring(lua, text.at, text.len);
    return 1;
}

static const luaL_Reg methods[] = {
    { "text", to_string },
    { "floor", method_floor },
    { "ceil", method_ceil },
    { "float", method_float },
    { "percent", method_percent },
    { "seconds", method_seconds },
    { "short", method_short },
    { NULL, NULL },
};

static int
refuse_method(lua_State *lua)
{
    const char *key = lua_type(lua, 2) == LUA_TSTRING ? lua_tostring(lua, 2) : "";
    expression_error(lua,
        "it has the functions `text`, `floor`, `ceil`, `float`, `percent`, `seconds` and "
        "`short`, called as in `n:text()`",
        "a number has no `%s`", key);
}

static int
refuse_change(lua_State *lua)
{
    expression_error(lua, NULL, "a number cannot be changed");
}

/* t.number(x): of text as the spec writes numbers, or of a number. */
static int
make_number(lua_State *lua)
{
    struct ratio ratio;
    if (lua_type(lua, 1) == LUA_TSTRING) {
        struct str text = text_at(lua, 1);
        if (!quantity_parse(text, &ratio)) {
            expression_error_at(lua, text, "write it as `0.5`, `99.9%`, `500ms` or `5MiB`",
                "%.*s is no number", STR_ARG(running_quote(lua, text)));
        }
    } else {
        ratio = operand(lua, 1, "t.number");
    }
    push(lua, &(struct number_object){ .value = ratio });
    return 1;
}

/* t.duration(x): of text like `5m`, or of a number of seconds. */
static int
make_duration(lua_State *lua)
{
    int64_t milliseconds;
    if (lua_type(lua, 1) != LUA_TSTRING) {
        struct ratio seconds = operand(lua, 1, "t.duration");
        push(lua, &(struct number_object){ .value = seconds, .is_duration = true });
        return 1;
    }
    struct str text = text_at(lua, 1);
    if (!duration_parse(text, &milliseconds)) {
        expression_error_at(lua, text, "write it as `30s`, `5m` or `1h30m`",
            "%.*s is no duration", STR_ARG(running_quote(lua, text)));
    }
    duration_push(lua, milliseconds, STR(""), span_none());
    return 1;
}

static void
make_class(lua_State *lua)
{
    if (!object_open_class(lua, number_class)) {
        lua_pop(lua, 1);
        return;
    }
    expression_set_function(lua, "__add", "+", arithmetic, PROMQL_OP_ADD);
    expression_set_function(lua, "__sub", "-", arithmetic, PROMQL_OP_SUB);
    expression_set_function(lua, "__mul", "*", arithmetic, PROMQL_OP_MUL);
    expression_set_function(lua, "__div", "/", arithmetic, PROMQL_OP_DIV);
    expression_set_function(lua, "__mod", "%", unsupported, PROMQL_OP_MOD);
    expression_set_function(lua, "__pow", "^", unsupported, PROMQL_OP_POW);
    expression_set_function(lua, "__unm", "-", negate, 0);
    expression_set_function(lua, "__eq", "==", compare, COMPARISON_EQUAL);
    expression_set_function(lua, "__lt", "<", compare, COMPARISON_LESS);
    expression_set_function(lua, "__le", "<=", compare, COMPARISON_LESS_OR_EQUAL);
    expression_set_function(lua, "__concat", "..", concatenate, 0);
    expression_set_function(lua, "__tostring", "tostring", to_string, 0);
    expression_set_function(lua, "__index", ".", refuse_method, 0);
    object_set_methods(lua, methods);
    expression_set_function(lua, "__newindex", "=", refuse_change, 0);
    lua_pop(lua, 1);
}

void
sandbox_open_number(lua_State *lua)
{
    make_class(lua);
    expression_set_function(lua, "number", "t.number", make_number, 0);
    expression_set_function(lua, "duration", "t.duration", make_duration, 0);
}
