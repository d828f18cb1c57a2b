/*
 * Inside the template room: uses that run ahead of their turn, on several threads.
 *
 * A use is a function of its parameters and the facts, so it may run at any time and anywhere.
 * Here only templates run: what follows (budget, depth, order of findings, the uses in a
 * result) stays where it is, and meets in its turn a use that has been run. Which thread ran it
 * and when cannot be told from the result: positions grow in the order of turns, limits count
 * for one use alone (but see lua/slo/memo.lua), findings wait with their use, and whatever a
 * use changes belongs to its thread.
 */
#ifndef TOCSIN_TEMPLATE_CREW_H
#define TOCSIN_TEMPLATE_CREW_H

#include "template/use.h"

/* Runs the uses, which are in the order of their turns, when they are many and there
 * are threads for it; `ran` of those that were run is set. */
void crew_run(struct templates *templates, struct template_use **uses, size_t count);

/* What the crew returned is gone with it. */
void crew_close(struct templates *templates);

#endif
