/*
 * The gotmpl room: what parses, what does not and where, what a template reads, what would
 * fail.
 */
#include "unit.h"

#include <stdlib.h>

#include "gotmpl/gotmpl.h"

struct world {
    struct arena arena;
    struct sources sources;
    struct diags diags;
    struct regex_set *regexes;
    struct buf out;
    const struct source *source;
};

static int
set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    arena_init(&world->arena);
    buf_init(&world->out);
    world->regexes = regex_set_open();
    *state = world;
    return 0;
}

static int
tear_down(void **state)
{
    struct world *world = *state;
    regex_set_close(world->regexes);
    buf_finish(&world->out);
    arena_finish(&world->arena);
    free(world);
    return 0;
}

static const struct gotmpl_options rule_options = { .dialect = GOTMPL_DIALECT_PROMETHEUS };
static const struct gotmpl_options limit_options = {
    .dialect = GOTMPL_DIALECT_PROMETHEUS,
    .allow_limit = true,
};
static const struct gotmpl_options notification_options = {
    .dialect = GOTMPL_DIALECT_ALERTMANAGER,
};
static const struct gotmpl_options old_options = {
    .dialect = GOTMPL_DIALECT_ALERTMANAGER,
    .version = { 0, 25, 0 },
};

static const struct gotmpl *
parse(struct world *world, const char *text, const struct gotmpl_options *options)
{
    sources_init(&world->sources, &world->arena);
    diags_init(&world->diags, &world->arena);
    buf_clear(&world->out);
    world->source = sources_add_file(&world->sources, STR("t"), str_from(text));
    struct span span = { world->source->base, (uint32_t)strlen(text) };
    return gotmpl_parse(&world->arena, str_from(text), span, options, &world->diags);
}

/* `from+len kind: message` per finding. */
static void
print_findings(struct world *world)
{
    for (size_t i = 0; i < world->diags.findings.count; i++) {
        const struct finding *f = world->diags.findings.at[i];
        buf_printf(&world->out, "%s%u+%u %s: %.*s", i ? "\n" : "",
            f->span.at - world->source->base, f->span.len, f->kind->name, STR_ARG(f->message));
    }
}

static void
print_use(struct world *world, const struct gotmpl_use *use)
{
    static const char *const kinds[] = { "label", "external", "value", "limit", "query",
        "group", "common", "common-annotation", "alert-label", "alert-annotation", "template" };
    buf_printf(&world->out, "%s%s %.*s@%u+%u%s%s%s", world->out.len ? "; " : "",
        kinds[use->kind], STR_ARG(use->name), use->span.at - world->source->base, use->span.len,
        use->is_guarded ? " guarded" : "", use->is_condition ? " asked" : "",
        use->is_exact ? " exact" : "");
    if (use->formatter.len) {
        buf_printf(&world->out, " %.*s", STR_ARG(use->formatter));
    }
}

static void
assert_out(struct world *world, const char *text, const char *expected)
{
    struct str got = buf_str(&world->out);
    if (!str_is(got, expected)) {
        fail_msg("%s\ngot      %.*s\nexpected %s", text, STR_ARG(got), expected);
    }
}

static void
valid_templates_parse(void **state)
{
    static const char *const texts[] = {
        "",
        "no action at all, { or } or }} either",
        "{{ $labels.instance }} is {{ $value | humanizePercentage }}",
        "{{- /* a comment */ -}} text {{/* another\none */}}",
        "{{-3}}{{ - 3 -}}x",
        "{{ if eq $labels.a \"b\" }}x{{ else if $value }}y{{ else }}z{{ end }}",
        "{{ range $i, $x := query \"up\" }}{{ $i }}{{ $x.Value }}{{ break }}{{ else }}{{end}}",
        "{{ range query `up` }}{{ continue }}{{ end }}",
        "{{ with $x := query \"up\" | first }}{{ $x.Labels.job }}{{ .Value }}{{ end }}",
        "{{ with $labels.a }}{{ . }}{{ else with $labels.b }}{{ . }}{{ end }}",
        "{{ define \"a\" }}{{ $x := . }}{{ $x }}{{ end }}{{ template \"a\" $value }}",
        "{{ define \"empty\" }} {{ end }}{{ define \"empty\" }}x{{ end }}",
        "{{ (query \"up\" | first).Value }}{{ (index $labels \"a\") }}{{ .Labels.a }}",
        "{{ $x := 1 }}{{ $x = 2 }}{{ $x }}{{ $ }}{{ $.Labels.a }}",
        "{{ printf \"%c %v %v %v\" 'x' 0x1F 1_000.5e-3 1i }}{{ '\\n' }}{{ \"\\u00e9\\x41\" }}",
        "{{ true }}{{ not false }}{{ eq nil nil }}",
        "{{ print\n\t1 }}",
        "{{ block \"b\" . }}{{ .Labels.x }}{{ end }}",
        "{{ now.Unix }}{{ humanize 1 }}",
        "{{ \"}}\" }}{{ `{{` }}",
        "{{ $größe := 1 }}{{ $größe }}",
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct gotmpl *gotmpl = parse(world, texts[i], &rule_options);
        print_findings(world);
        bool is_minus = str_find(str_from(texts[i]), STR("- 3")) != SIZE_MAX;
        assert_out(
            world, texts[i], is_minus ? "9+1 template-syntax: bad number syntax: `-`" : "");
        assert_true(is_minus || gotmpl);
    }
}

struct invalid {
    const char *text;
    const char *expected;
};

static void
invalid_templates_say_where(void **state)
{
    static const struct invalid cases[] = {
        { "a {{ $labels.x", "2+2 template-syntax: unclosed action: `{{` without its `}}`" },
        { "{{ $labels.x }", "13+1 template-syntax: unexpected `}` in an action" },
        { "{{ $lables.x }}", "3+7 template-syntax: undefined variable `$lables`" },
        { "{{ labels.x }}", "3+6 template-syntax: function `labels` not defined" },
        { "{{ $value | humanise }}{{ $vlue }}",
            "12+8 template-syntax: function `humanise` not defined\n"
            "26+5 template-syntax: undefined variable `$vlue`" },
        { "{{ $labels.foo-bar }}", "14+1 template-syntax: unexpected character `-`" },
        { "{{ $labels['x'] }}", "10+1 template-syntax: unexpected character `[`" },
        { "{{ if $value > 1 }}{{ end }}", "13+1 template-syntax: unexpected character `>`" },
        { "{{ if $labels.a == 1 }}{{ end }}",
            "16+1 template-syntax: unexpected `=`, expected a value or a function" },
        { "{{ if $value }}x", "0+12 template-syntax: unexpected end: `{{ if }}` is never "
                              "closed" },
        { "x{{ end }}", "1+6 template-syntax: unexpected `{{ end }}`: nothing is open here" },
        { "{{ else }}", "0+7 template-syntax: unexpected `{{ else }}`: nothing is open here" },
        { "{{ if 1 }}{{ else }}{{ else }}{{ end }}",
            "20+7 template-syntax: expected `{{ end }}`, found a second `{{ else }}`" },
        { "{{ }}", "3+2 template-syntax: missing value for command" },
        { "{{ if }}{{ end }}", "6+2 template-syntax: missing value for if" },
        { "{{ $value | }}", "12+2 template-syntax: nothing stands behind `|`" },
        { "{{ $value | \"x\" }}",
            "12+3 template-syntax: non executable command in pipeline stage 2" },
        { "{{ nil }}", "3+3 template-type: nil is not a command" },
        { "{{ \"a }}", "3+1 template-syntax: unterminated quoted string" },
        { "{{ `a }}", "3+1 template-syntax: unterminated raw quoted string" },
        { "{{ 'ab' }}", "3+4 template-syntax: malformed character constant: `'ab'`" },
        { "{{ \"\\d\" }}", "4+2 template-syntax: unknown escape `\\d` in a string" },
        { "{{ 1a }}", "3+2 template-syntax: bad number syntax: `1a`" },
        { "{{ (1 }}", "6+2 template-syntax: unexpected `}}`, expected `)`" },
        { "{{ 1 ) }}", "5+1 template-syntax: unexpected `)`, expected `}}`" },
        { "{{ 1.x }}", "3+3 template-syntax: bad number syntax: `1.x`" },
        { "{{ \"a\".x }}", "6+2 template-syntax: unexpected `.` after term `\"a\"`" },
        { "{{ print 1, 2 }}",
            "10+1 template-syntax: unexpected `,`, expected a blank, `|` or the end of the "
            "action" },
        { "{{ $x : 1 }}", "6+1 template-syntax: expected `:=`, found `:`" },
        { "{{ $x = 1 }}", "3+2 template-type: undefined variable `$x`" },
        { "{{ $x, $y := 1 }}", "5+1 template-syntax: too many declarations" },
        { "{{ break }}", "0+8 template-syntax: `{{ break }}` outside `{{ range }}`" },
        { "{{ range . }}{{ define \"x\" }}{{ end }}{{ end }}",
            "16+6 template-syntax: `define` stands inside of another structure" },
        { "{{ define \"x\" }}a{{ end }}{{ define \"x\" }}b{{ end }}",
            "36+3 template-syntax: multiple definition of template `x`" },
        { "{{ define x }}{{ end }}",
            "10+1 template-syntax: unexpected `x`, expected a quoted name after `define`" },
        { "{{ define \"x\" }}{{ $labels.a }}{{ end }}",
            "19+7 template-syntax: undefined variable `$labels`" },
        { "{{/* a", "0+4 template-syntax: unclosed comment" },
        { "{{/* a */ x }}", "9+1 template-syntax: comment ends before closing delimiter" },
        { "{{ toJson 1 }}", "3+6 template-syntax: function `toJson` not defined" },
        { "{{ $limit }}", "3+6 template-syntax: undefined variable `$limit`" },
        { "{{ \x01 }}", "3+1 template-syntax: unexpected character U+0001" },
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_null(parse(world, cases[i].text, &rule_options));
        print_findings(world);
        assert_out(world, cases[i].text, cases[i].expected);
    }
}

static void
assert_uses(struct world *world, const char *text, const struct gotmpl_options *options,
    const char *expected)
{
    const struct gotmpl *gotmpl = parse(world, text, options);
    struct gotmpl_uses uses;
    bool is_good = gotmpl && gotmpl_check(gotmpl, world->regexes, &world->diags, &uses);
    print_findings(world);
    assert_out(world, text, "");
    assert_true(is_good);
    for (size_t i = 0; i < uses.all.count; i++) {
        print_use(world, &uses.all.at[i]);
    }
    assert_out(world, text, expected);
}

static void
uses_of_rules(void **state)
{
    static const struct invalid cases[] = {
        { "plain", "" },
        { "{{ $labels.job }}", "label job@11+3" },
        { "{{ .Labels.job }}{{ $.Labels.a }}", "label job@11+3; label a@29+1" },
        { "{{ index $labels \"a-b\" }}", "label a-b@18+3" },
        { "{{ \"a\" | index $labels }}", "label a@4+1" },
        { "{{ $x := $labels }}{{ $x.job }}", "label job@25+3" },
        { "{{ if $labels.a }}{{ $labels.a }}{{ $labels.b }}{{ else }}{{ $labels.a }}{{ end }}",
            "label a@14+1 asked; label a@29+1 guarded; label b@44+1; label a@69+1" },
        { "{{ with $labels.a }}{{ . }}{{ $labels.a }}{{ end }}",
            "label a@16+1 asked; label a@38+1 guarded" },
        { "{{ $a := $labels.a }}{{ if $a }}{{ $labels.a }}{{ end }}",
            "label a@17+1; label a@43+1 guarded" },
        { "{{ if and $labels.a (eq $labels.b \"x\") }}{{ $labels.a }}{{ $labels.b }}{{ end }}",
            "label a@18+1 asked; label b@32+1 asked; label a@52+1 guarded; "
            "label b@67+1 guarded" },
        { "{{ if not $labels.a }}{{ else }}{{ $labels.a }}{{ end }}",
            "label a@18+1 asked; label a@43+1 guarded" },
        { "{{ if ne $labels.a \"\" }}{{ $labels.a }}{{ end }}",
            "label a@17+1 asked; label a@35+1 guarded" },
        { "{{ if or $labels.a $labels.b }}{{ $labels.a }}{{ end }}",
            "label a@17+1 asked; label b@27+1 asked; label a@42+1" },
        { "{{ or $labels.a \"none\" }}", "label a@14+1 asked" },
        { "{{ $labels }}{{ range $labels }}{{ . }}{{ end }}{{ len $labels }}",
            "label @3+7; label @22+7" },
        { "{{ $externalLabels.cluster }}", "external cluster@19+7" },
        { "{{ $value }}", "value @3+6" },
        { "{{ $value | humanize }}{{ printf \"%.1f\" .Value }}",
            "value @3+6 humanize; value @40+6 printf" },
        { "{{ $v := $value }}{{ humanizeDuration $v }}", "value @38+2 humanizeDuration" },
        { "{{ if gt $value 0.5 }}x{{ end }}", "value @9+6 asked gt" },
        { "{{ query \"up == 0\" | first | value }}", "query up == 0@10+7 exact" },
        { "{{ query `up{a=\"b\"}` }}", "query up{a=\"b\"}@10+9 exact" },
        { "{{ query \"up{a=\\\"b\\\"}\" }}", "query up{a=\"b\"}@10+11" },
        { "{{ printf \"up{i=%q}\" $labels.i | query }}", "label i@29+1; query @3+27" },
        { "{{ range query \"up\" }}{{ .Labels.job }}{{ .Value }}{{ $.Value }}{{ end }}",
            "query up@16+2 exact; value @54+7" },
        { "{{ define \"t\" }}{{ .a }}{{ end }}{{ template \"t\" $labels }}",
            "template t@46+1; label a@20+1" },
        { "{{ define \"t\" }}{{ .arg0 }}{{ end }}{{ template \"t\" (args $labels.b) }}",
            "label b@66+1; template t@49+1" },
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_uses(world, cases[i].text, &rule_options, cases[i].expected);
    }
    assert_uses(world, "{{ $limit | humanize }}{{ $x := $limit }}{{ $x }}", &limit_options,
        "limit @3+6 humanize; limit @44+2");
}

static void
uses_of_notifications(void **state)
{
    static const struct invalid cases[] = {
        { "{{ .GroupLabels.alertname }} {{ .CommonAnnotations.summary }}",
            "group alertname@16+9; common-annotation summary@51+7" },
        { "{{ range .Alerts.Firing }}{{ .Labels.job }}{{ .Annotations.summary }}{{ end }}",
            "alert-label job@37+3; alert-annotation summary@59+7" },
        { "{{ (index .Alerts 0).Labels.a }}", "alert-label a@28+1" },
        { "{{ .CommonLabels.SortedPairs.Values | join \", \" }}", "common @17+11" },
        { "{{ range .CommonLabels.Remove .GroupLabels.Names }}{{ . }}{{ end }}",
            "group @43+5; common @9+39" },
        { "{{ template \"__subject\" . }}", "template __subject@13+9" },
        { "{{ define \"t\" }}{{ range . }}{{ .Labels.a }}{{ end }}{{ end }}"
          "{{ template \"t\" .Alerts }}",
            "template t@75+1; alert-label a@40+1" },
        { "{{ define \"u\" }}{{ .GroupLabels.a }}{{ .Labels.b }}{{ end }}",
            "group a@32+1; alert-label b@47+1" },
        { "{{ if gt (len .CommonLabels) (len .GroupLabels) }}{{ .CommonLabels.x }}{{ end }}",
            "common x@67+1" },
        { "{{ range .Alerts }}{{ .StartsAt.Format \"15:04\" }}{{ .EndsAt.Unix }}{{ end }}",
            "" },
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_uses(world, cases[i].text, &notification_options, cases[i].expected);
    }
}

static void
assert_fails(struct world *world, const char *text, const struct gotmpl_options *options,
    const char *expected)
{
    const struct gotmpl *gotmpl = parse(world, text, options);
    struct gotmpl_uses uses;
    assert_false(gotmpl && gotmpl_check(gotmpl, world->regexes, &world->diags, &uses));
    print_findings(world);
    assert_out(world, text, expected);
}

static void
what_would_fail_when_it_runs(void **state)
{
    static const struct invalid cases[] = {
        { "{{ .labels.a }}", "4+6 template-type: no field `labels` in the alert" },
        { "{{ .instance }}", "4+8 template-type: no field `instance` in the alert" },
        { "{{ $value.x }}", "10+1 template-type: no field `x` in the alert's value" },
        { "{{ $labels.a.b }}", "13+1 template-type: no field `b` in text" },
        { "{{ humanize }}", "3+8 template-type: wrong number of arguments for `humanize`: "
                            "wants 1, found 0" },
        { "{{ value }}", "3+5 template-type: wrong number of arguments for `value`: "
                         "wants 1, found 0" },
        { "{{ $value | humanize 1 }}", "12+8 template-type: wrong number of arguments for "
                                       "`humanize`: wants 1, found 2" },
        { "{{ eq 1 }}", "3+2 template-type: wrong number of arguments for `eq`: wants at "
                        "least 2, found 1" },
        { "{{ match \"a(\" \"b\" }}",
            "10+2 regex-syntax: invalid regular expression: missing closing ): `a(`" },
        { "{{ $labels.a \"x\" }}",
            "3+9 template-type: can't give an argument to `$labels`, which is no function" },
        { "{{ $value | $labels.a }}",
            "12+9 template-type: can't give an argument to `$labels`, which is no function" },
        { "{{ template \"x\" }}", "13+1 template-type: template `x` not defined" },
        { "{{ (query \"up\").Value }}",
            "16+5 template-type: no field `Value` in the samples of a query" },
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_fails(world, cases[i].text, &rule_options, cases[i].expected);
    }
    assert_fails(world, "{{ .Labels.a }}", &notification_options,
        "4+6 template-type: no field `Labels` in the notification");
    assert_fails(world, "{{ .Alerts.Labels }}", &notification_options,
        "11+6 template-type: no field `Labels` in the alerts of the notification");
    assert_fails(world, "{{ $labels.a }}", &notification_options,
        "3+7 template-syntax: undefined variable `$labels`");
    assert_fails(world, "{{ trimSpace \"a\" }}", &old_options,
        "3+9 unsupported-version: function `trimSpace` needs Alertmanager 0.26");
    assert_fails(world, "{{ .RouteLabels.a }}", &old_options,
        "4+11 unsupported-version: field `RouteLabels` needs Alertmanager 0.34");
    assert_fails(world, "{{ with 1 }}{{ else with 2 }}{{ end }}", &old_options,
        "12+12 unsupported-version: `else with` needs Alertmanager 0.28");
    assert_fails(world, "{{ $limit = 1 }}", &limit_options,
        "3+6 template-syntax: `$limit` cannot be assigned");
}

static void
limits_are_substituted_and_nothing_else(void **state)
{
    static const struct invalid cases[] = {
        { "over {{$limit}} {{ $limit | humanize }} $limit \"\\t\"",
            "over {{0.9}} {{ 0.9 | humanize }} $limit \"\\t\"" },
        { "{{ $x := $limit }}{{ \"$limit\" }}{{ gt $value $limit }}",
            "{{ $x := 0.9 }}{{ \"$limit\" }}{{ gt $value 0.9 }}" },
        { "{{ $limit := 1 }}{{ $limit }}", "{{ $limit := 1 }}{{ $limit }}" },
        { "nothing", "nothing" },
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct gotmpl *gotmpl = parse(world, cases[i].text, &limit_options);
        assert_non_null(gotmpl);
        gotmpl_print_substituted(&world->out, gotmpl, STR("0.9"));
        assert_out(world, cases[i].text, cases[i].expected);
    }
}

static void
text_is_trimmed_and_plain_is_known(void **state)
{
    struct world *world = *state;
    const struct gotmpl *gotmpl = parse(world, "a \n{{- 1 -}} \n b", &rule_options);
    assert_int_equal(gotmpl->body.count, 3);
    assert_str(gotmpl->body.at[0]->text, "a");
    assert_str(gotmpl->body.at[2]->text, "b");
    assert_false(gotmpl->is_plain);
    gotmpl = parse(world, "a {{/* c */ -}} b", &rule_options);
    assert_true(gotmpl->is_plain);
    assert_str(gotmpl->body.at[1]->text, "b");
}

static void
hostile_depth_is_refused(void **state)
{
    struct world *world = *state;
    for (int pass = 0; pass < 3; pass++) {
        struct buf text;
        buf_init(&text);
        const char *piece = pass == 0 ? "{{ if 1 }}" : pass == 1 ? "(" : "{{ else if 1 }}";
        buf_add_text(&text, pass == 1 ? "{{ " : pass == 2 ? "{{ if 1 }}" : "");
        for (int i = 0; i < 10000; i++) {
            buf_add_text(&text, piece);
        }
        buf_add_char(&text, '\0');
        assert_null(parse(world, text.at, &rule_options));
        assert_int_equal(world->diags.findings.count, 1);
        assert_str(world->diags.findings.at[0]->message, "nested too deeply: over 100 levels");
        buf_finish(&text);
    }
}

static void
defaults_and_functions_are_listed(void **state)
{
    (void)state;
    assert_true(gotmpl_is_default_template(STR("slack.default.title")));
    assert_false(gotmpl_is_default_template(STR("slack.default.titel")));
    assert_non_null(gotmpl_function_find(STR("humanize")));
    assert_null(gotmpl_function_find(STR("humanise")));
    size_t count = 0;
    while (gotmpl_function_at(count)) {
        count++;
    }
    assert_true(count > 50);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(valid_templates_parse),
        CASE(invalid_templates_say_where),
        CASE(uses_of_rules),
        CASE(uses_of_notifications),
        CASE(what_would_fail_when_it_runs),
        CASE(limits_are_substituted_and_nothing_else),
        CASE(text_is_trimmed_and_plain_is_known),
        CASE(hostile_depth_is_refused),
        CASE(defaults_and_functions_are_listed),
    };
    return cmocka_run_group_tests_name("gotmpl", tests, NULL, NULL);
}
