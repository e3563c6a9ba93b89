/*
 * Score service: what `run` would say of deals that somebody sends (POST
 * /api/v1/score), by the model and the company of the published pack. The
 * export that the pack was made of is read once, with the options of `run`,
 * and again when another pack is published; where its scores are not those of
 * the pack, none is given.
 */
#ifndef CMD_SCORE_SERVICE_H
#define CMD_SCORE_SERVICE_H

#include "cmd/io/server/server.h"
#include "cmd/options.h"

struct score_service;

/* Begins to read; until that is done, answers are 503. */
bool score_service_new(struct score_service **out, const struct options *o,
                       struct err *err);
void score_service_free(struct score_service *s); /* accepts NULL */

/* Called about once a second: reads anew where another pack stands. */
void score_service_look(struct score_service *s);

/* By several threads at a time. */
void score_service_answer(struct score_service *s, const struct request *r,
                          struct answer *a);

#endif
