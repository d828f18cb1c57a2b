/*
 * The text room: spans through the four kinds of source, and paths.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text/load.h"
#include "text/source.h"

/* Stands for a reader's map: decoded text starts three bytes into the raw text. */
static bool
shifted_by_three(const struct source *scalar, struct str raw, uint32_t from, uint32_t to,
    uint32_t *raw_from, uint32_t *raw_to)
{
    (void)scalar;
    if (to + 3 > raw.len) {
        return false;
    }
    *raw_from = from + 3;
    *raw_to = to + 3;
    return true;
}

static void
spans_follow_scalars_and_made_text_to_the_file(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct sources sources;
    sources_init(&sources, &arena);
    const struct source *file =
        sources_add_file(&sources, STR("a.yaml"), STR("one\ntwo: 'text'\n"));
    struct span raw = { file->base + 9, 6 };
    const struct source *scalar =
        sources_add_scalar(&sources, STR("ext"), raw, shifted_by_three, 0);
    struct place place;
    struct span second = { scalar->base + 1, 1 };
    assert_true(sources_locate(&sources, second, &place));
    assert_int_equal(place.line, 2);
    assert_int_equal(place.column, 10);
    assert_str(sources_text(&sources, second), "x");
    struct span beyond = { scalar->base + 2, 5 };
    assert_int_equal(sources_to_file(&sources, beyond).at, raw.at);

    struct source_origin origins[] = { { 0, { file->base, 3 } }, { 4, second } };
    const struct source *made = sources_add_made(&sources, STR("sum(x)"), origins, 2);
    assert_true(sources_locate(&sources, (struct span){ made->base + 5, 1 }, &place));
    assert_int_equal(place.line, 2);
    assert_true(sources_locate(&sources, (struct span){ made->base + 1, 1 }, &place));
    assert_int_equal(place.line, 1);
    assert_false(sources_locate(&sources, span_none(), &place));
    arena_finish(&arena);
}

static void
lines_are_found_in_any_kind_of_file(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct sources sources;
    sources_init(&sources, &arena);
    const struct source *file = sources_add_file(&sources, STR("f"), STR("a\r\nb\n\nlast"));
    assert_int_equal(file->line_count, 4);
    assert_str(source_line(file, 1), "a");
    assert_str(source_line(file, 3), "");
    assert_str(source_line(file, 4), "last");
    struct place place;
    assert_true(sources_locate(&sources, (struct span){ file->base + 10, 0 }, &place));
    assert_int_equal(place.line, 4);
    assert_int_equal(place.column, 5);
    arena_finish(&arena);
}

static void
paths_join_and_fold(void **state)
{
    (void)state;
    static const struct {
        const char *folder;
        const char *name;
        const char *joined;
    } cases[] = {
        { "specs/healthhub", "../org", "specs/org" },
        { ".", "a.yaml", "a.yaml" },
        { "", "a", "a" },
        { "a", "/b/./c", "/b/c" },
        { "a", "../..", ".." },
        { "/", "../x", "/x" },
        { "a", "..", "." },
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_str(load_join(&arena, str_from(cases[i].folder), str_from(cases[i].name)),
            cases[i].joined);
    }
    assert_str(load_parent(STR("a/b/c")), "a/b");
    assert_str(load_parent(STR("/c")), "/");
    assert_str(load_parent(STR("c")), ".");
    arena_finish(&arena);
}

static void
make_file(struct arena *arena, struct str folder, const char *name)
{
    struct str path = load_join(arena, folder, str_from(name));
    FILE *file = fopen(arena_copy(arena, path).at, "wb");
    assert_non_null(file);
    fclose(file);
}

static void
ways_lead_by_real_places(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    char root[] = "/tmp/tocsin-text-XXXXXX";
    assert_non_null(mkdtemp(root));
    struct str top = str_from(root);
    struct str deep = load_join(&arena, top, STR("a/b"));
    assert_int_equal(mkdir(load_join(&arena, top, STR("a")).at, 0777), 0);
    assert_int_equal(mkdir(deep.at, 0777), 0);
    make_file(&arena, deep, "inside");
    make_file(&arena, top, "outside");
    struct str link = load_join(&arena, deep, STR("link"));
    assert_int_equal(symlink("../../outside", link.at), 0);
    assert_str(
        load_relative(&arena, deep, load_join(&arena, top, STR("outside"))), "../../outside");
    assert_str(
        load_relative(&arena, top, load_join(&arena, deep, STR("inside"))), "a/b/inside");
    assert_str(load_relative(&arena, deep, top), "../..");
    assert_str(load_relative(&arena, deep, deep), ".");
    assert_str(load_relative(&arena, deep, STR("/")), "../../../..");
    assert_true(load_is_inside(&arena, top, load_join(&arena, deep, STR("inside"))));
    assert_false(load_is_inside(&arena, deep, link));
    assert_true(load_is_inside(&arena, top, link));
    assert_false(load_is_inside(&arena, deep, deep));
    assert_false(load_is_inside(&arena, deep, load_join(&arena, deep, STR("nothing"))));
    assert_int_equal(unlink(link.at), 0);
    assert_int_equal(unlink(load_join(&arena, deep, STR("inside")).at), 0);
    assert_int_equal(unlink(load_join(&arena, top, STR("outside")).at), 0);
    assert_int_equal(rmdir(deep.at), 0);
    assert_int_equal(rmdir(load_join(&arena, top, STR("a")).at), 0);
    assert_int_equal(rmdir(root), 0);
    arena_finish(&arena);
}

static void
branches_stand_in_order_behind_their_parent(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct sources sources;
    sources_init(&sources, &arena);
    const struct source *old = sources_add_file(&sources, STR("a.yaml"), STR("one\ntwo\n"));
    uint32_t room = sources_room(&sources);
    struct sources first;
    struct sources second;
    sources_branch(&first, &sources, &arena, 0, 100);
    sources_branch(&second, &sources, &arena, 100, 100);
    const struct source *late =
        sources_add_use(&second, STR("b.lua"), STR("b\n"), (struct span){ old->base + 4, 3 });
    const struct source *early = sources_add_file(&first, STR("c.yaml"), STR("c\n"));
    assert_true(early->base < late->base);
    assert_ptr_equal(sources_find(&second, old->base), old);
    assert_ptr_equal(sources_find(&second, late->base), late);
    assert_null(sources_find(&second, early->base));
    assert_true(sources_room(&sources) == room);

    sources_merge(&sources, &first);
    sources_merge(&sources, &second);
    assert_ptr_equal(sources_find(&sources, old->base), old);
    assert_ptr_equal(sources_find(&sources, early->base), early);
    assert_ptr_equal(sources_find(&sources, late->base + 1), late);
    assert_null(sources_find(&sources, early->base + 50)); /* in the gap */
    assert_int_equal(sources_room(&sources), room - 97);
    const struct source *next =
        sources_add_use(&sources, STR("b.lua"), late->text, span_none());
    assert_int_equal(next->base, late->base + 3);
    assert_ptr_equal(next->lines, late->lines);
    arena_finish(&arena);
}

static void
branches_take_no_more_than_their_room(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct sources sources;
    sources_init(&sources, &arena);
    struct sources branch;
    sources_branch(&branch, &sources, &arena, 0, 10);
    assert_non_null(sources_add_file(&branch, STR("a.yaml"), STR("12345")));
    assert_false(branch.is_full);
    assert_null(sources_add_file(&branch, STR("b.yaml"), STR("12345")));
    assert_true(branch.is_full);
    sources_merge(&sources, &branch);
    assert_non_null(sources_add_file(&sources, STR("b.yaml"), STR("12345")));
    arena_finish(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_follow_scalars_and_made_text_to_the_file),
        cmocka_unit_test(lines_are_found_in_any_kind_of_file),
        cmocka_unit_test(branches_stand_in_order_behind_their_parent),
        cmocka_unit_test(branches_take_no_more_than_their_room),
        cmocka_unit_test(paths_join_and_fold),
        cmocka_unit_test(ways_lead_by_real_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
