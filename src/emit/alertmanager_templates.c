/*
 * alertmanager/templates/: the notification templates, checked by `rules`, byte for byte.
 */
#include "emit/emitter.h"

void
emit_alertmanager_templates(const struct emitter *emitter)
{
    const struct loaded_template_vec *templates = &emitter->rules->templates;
    for (size_t i = 0; i < templates->count; i++) {
        const struct loaded_template *one = &templates->at[i];
        struct str_vec subjects = { 0 };
        struct arena *lasting = &emitter->made->arena;
        VEC_PUSH(lasting, &subjects,
            arena_printf(lasting, "routing/templates/%.*s", STR_ARG(one->file)));
        emit_put(emitter,
            arena_printf(emitter->arena, "alertmanager/templates/%.*s", STR_ARG(one->file)),
            one->text, subjects);
    }
}
