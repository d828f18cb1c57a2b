/*
 * Inside the emit room: the sections of CATALOG.md.
 */
#ifndef TOCSIN_EMIT_CATALOG_PAGE_H
#define TOCSIN_EMIT_CATALOG_PAGE_H

#include "base/map.h"
#include "emit/emitter.h"

struct catalog_page {
    const struct emitter *emitter;
    struct buf buf;
    struct map panels; /* by subject → where it is, see catalog_dashboards.c */
};

/* The vocabulary, and the metrics that jobs expose: all of the system's own, of libraries those
 * that something reads. */
void catalog_page_metrics(struct catalog_page *page);

/* Recorded series, severities, alerts, and who can be told. */
void catalog_page_recordings(struct catalog_page *page);
void catalog_page_severities(struct catalog_page *page);
void catalog_page_alerts(struct catalog_page *page);
void catalog_page_receivers(struct catalog_page *page);

/* What was promised, and what its alerts mean. */
void catalog_page_slos(struct catalog_page *page);

/* The dashboards, and what each shows. */
void catalog_page_dashboards(struct catalog_page *page);

/* Finds the panels, for what follows. */
void catalog_page_find_panels(struct catalog_page *page);

/* The panels that draw the metric: `Portal: Requests, Errors; Database: Pool use`. */
void catalog_page_panels_of(struct catalog_page *page, const struct metric *metric);

/* Groups by name: files are read in an order that means nothing. */
const size_t *catalog_page_groups(const struct emitter *emitter);

bool catalog_page_has(const struct emitter *emitter, enum rule_kind kind);

/* A duration as Prometheus writes it; `–` for none. */
void catalog_page_duration(struct catalog_page *page, int64_t milliseconds);

#endif
