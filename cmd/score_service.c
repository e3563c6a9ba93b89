#include "cmd/score_service.h"

#include <stdlib.h>

struct score_service {
    int nothing;
};
bool score_service_new(struct score_service **out, const struct options *o, struct err *err)
{
    (void)o; (void)err;
    *out = calloc(1, sizeof **out);
    return true;
}
void score_service_free(struct score_service *s) { free(s); }
void score_service_look(struct score_service *s) { (void)s; }
void score_service_answer(struct score_service *s, const struct request *r, struct answer *a)
{
    (void)s; (void)r;
    answer_problem(a, 503, "not yet");
}
