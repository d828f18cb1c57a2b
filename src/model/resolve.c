/*
 * Following names after decoding: each part in the order in which the next needs it.
 */
#include "model/resolve.h"

bool
model_resolve(struct model *model, struct diags *diags)
{
    struct resolver resolver = { model, diags };
    resolve_vocabulary(&resolver);
    resolve_catalogs(&resolver);
    resolve_jobs(&resolver);
    resolve_policy(&resolver);
    resolve_expressions(&resolver);
    resolve_routing(&resolver);
    diag_set_subject(diags, STR(""));
    return true;
}
