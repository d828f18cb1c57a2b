/*
 * Inside the template room: how facts of the model are pushed.
 */
#ifndef TOCSIN_TEMPLATE_FACTS_H
#define TOCSIN_TEMPLATE_FACTS_H

#include "template/catalog.h"

/* nil for a text that is absent. */
void facts_push_text(lua_State *lua, struct str text);

/* Plain tables, made anew. */
void facts_push_texts(lua_State *lua, const struct text_list *list);
void facts_push_numbers(lua_State *lua, const struct number_list *list);

extern const struct view_class catalog_labels_class;     /* of a struct label_list */
extern const struct view_class catalog_metrics_class;    /* of nothing: all metrics */
extern const struct view_class slos_class;               /* of nothing: all SLOs */
extern const struct view_class catalog_vocabulary_class; /* of a struct label_entry_list */

#endif
