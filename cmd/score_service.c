#include "cmd/score_service.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/io/server/pack_view.h"
#include "cmd/io/server/score_request.h"
#include "cmd/log.h"
#include "cmd/pipeline.h"
#include "cmd/sent.h"
#include "render/data/data.h"
#include "render/words/actions.h"
#include "scoring/base/file.h"

enum { WHY = 400 };

/* What deals are scored by: the figures of one pack. Never changes. */
struct company {
    struct pipeline p;
    struct options options; /* of `run`, as far as they go */
    struct sent_ids ids;
    char key[SHA256_TEXT];
    char as_of[DATE_TEXT]; /* the pack's */
};

struct score_service {
    struct options options;
    char *model; /* that of the pack, unless --model names one */
    struct pack_views *views;
    pthread_mutex_t lock; /* of `now` and `why`, and while it is used */
    struct company *now;  /* NULL: none, and `why` says why */
    char why[WHY];
    char tried[SHA256_TEXT]; /* the pack that was read last, or is */
    char as_of[DATE_TEXT];   /* its day */
    atomic_bool reading;
    bool has_thread;
    pthread_t thread;
};

static void company_free(struct company *c)
{
    if (!c)
        return;
    sent_ids_release(&c->ids);
    pipeline_release(&c->p);
    free(c);
}

/* Does the pack say the same of each deal? */
static bool agrees(const struct company *c, struct sv deals_json,
                   struct err *err)
{
    struct json_doc *root = json_doc_parse(deals_json, NULL, 0);
    const struct json_doc *list = json_doc_find(root, "deals");
    const struct report *r = &c->p.report;
    size_t n = json_doc_items(list), same = 0;

    for (size_t k = 0; k < n && k < r->n_deals; k++) {
        const struct json_doc *o = json_doc_item(list, k);
        const struct score *s = r->deals[k].score;
        double p = json_doc_get_number(json_doc_find(o, "p_loss"));
        same += sv_eq(json_doc_get_text(json_doc_find(o, "deal_id")),
                      r->deals[k].id) &&
                fabs(json_doc_get_number(json_doc_find(o, "risk_score")) -
                     s->shown) < 1e-9 &&
                (isnan(p) ? isnan(s->p_loss) : fabs(p - s->p_loss) <= 0.5e-4);
    }
    json_doc_release(root);
    return (n == r->n_deals && same == n) ||
           err_set(err, EXIT_INPUT,
                   "--export gives %zu of %zu scores of the pack; start the "
                   "server with the export and the options of its `run`",
                   same, n);
}

static bool check_pack(const struct company *c, struct pack_views *views,
                       struct err *err)
{
    struct pack_view *v = pack_views_get(views);
    const struct sink_file *of;
    struct file file;
    char path[32];
    int fd = -1;
    bool ok;

    if (v && !strcmp(pack_view_manifest(v)->inputs_key, c->key))
        fd = pack_view_open(v, SV("dashboard/api/v1/deals.json"), &of);
    pack_view_put(v);
    if (fd < 0)
        return err_set(err, EXIT_INPUT, "another pack is being published");
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ok = file_open(&file, path, err);
    close(fd);
    if (!ok)
        return false;
    ok = agrees(c, file.bytes, err);
    file_close(&file);
    return ok;
}

/* All that takes long. */
static struct company *company_new(const struct score_service *s,
                                   struct err *err)
{
    struct company *c = mem_alloc(1, sizeof *c);
    bool ok;

    *c = (struct company){.options = s->options};
    memcpy(c->key, s->tried, sizeof c->key);
    memcpy(c->as_of, s->as_of, sizeof c->as_of);
    c->options.as_of = c->as_of;
    ok = pipeline_read(&c->p, &c->options, err);
    if (ok) {
        pipeline_model(&c->p, c->options.model);
        pipeline_score(&c->p);
        pipeline_report(&c->p, NULL, c->key);
        progress_end(&c->p.line);
        sent_ids_init(&c->ids, &c->p.in.deals, &c->p.in.run);
        ok = check_pack(c, s->views, err);
    }
    if (ok)
        return c;
    company_free(c);
    return NULL;
}

static void *read_company(void *ctx)
{
    struct score_service *s = ctx;
    struct err err = {.text = ""};
    struct company *c = company_new(s, &err), *old;

    if (!c)
        log_warn(&s->options, (struct sv){err.text, strlen(err.text)});
    pthread_mutex_lock(&s->lock);
    old = s->now;
    s->now = c;
    snprintf(s->why, sizeof s->why, "%s", err.text);
    pthread_mutex_unlock(&s->lock);
    company_free(old);
    atomic_store(&s->reading, false);
    return NULL;
}

void score_service_look(struct score_service *s)
{
    struct pack_view *v;

    if (atomic_load(&s->reading))
        return;
    v = pack_views_get(s->views);
    if (!v)
        return;
    if (strcmp(pack_view_manifest(v)->inputs_key, s->tried) != 0) {
        if (s->has_thread)
            pthread_join(s->thread, NULL);
        snprintf(s->tried, sizeof s->tried, "%s",
                 pack_view_manifest(v)->inputs_key);
        memcpy(s->as_of, pack_view_manifest(v)->as_of, sizeof s->as_of);
        atomic_store(&s->reading, true);
        s->has_thread = !pthread_create(&s->thread, NULL, read_company, s);
        if (!s->has_thread) {
            s->tried[0] = '\0'; /* again in a second */
            atomic_store(&s->reading, false);
        }
    }
    pack_view_put(v);
}

bool score_service_new(struct score_service **out, const struct options *o,
                       struct err *err)
{
    struct score_service *s = mem_alloc(1, sizeof *s);
    struct file probe;

    if (!file_open(&probe, o->export, err)) {
        free(s);
        return false;
    }
    file_close(&probe);
    *s = (struct score_service){.options = *o};
    s->options.operands[0] = o->export;
    s->options.out = o->operands[0];
    s->options.quiet = true;
    if (!o->model) {
        size_t room = strlen(o->operands[0]) + sizeof "/latest/model.dsm";
        s->model = mem_alloc(room, 1);
        snprintf(s->model, room, "%s/latest/model.dsm", o->operands[0]);
        s->options.model = s->model;
    }
    s->views = pack_views_new(o->operands[0]);
    snprintf(s->why, sizeof s->why, "the export is being read; try again");
    pthread_mutex_init(&s->lock, NULL);
    *out = s;
    score_service_look(s);
    return true;
}

void score_service_free(struct score_service *s)
{
    if (!s)
        return;
    if (s->has_thread)
        pthread_join(s->thread, NULL);
    company_free(s->now);
    pack_views_free(s->views);
    pthread_mutex_destroy(&s->lock);
    free(s->model);
    free(s);
}

/* What is to be done about each, among all open deals: a person has so many
 * TODAYs and no more. */
static const struct planned *plan_sent(struct sent_deals *sent,
                                       const struct scores *scores,
                                       const struct company *c,
                                       const struct context *ctx)
{
    struct scores *all = &sent->rest;
    struct planned *out = ARENA_ARRAY(ctx->run, scores->n, struct planned);
    struct portfolio portfolio = c->p.portfolio;
    const struct words w =
        words_of(ctx->settings, &sent->deals, ctx->as_of, ctx->run);
    const struct planned *plan;

    memcpy(all->list + all->n, scores->list, scores->n * sizeof *all->list);
    all->n += scores->n;
    scores_sort(all, &sent->deals);
    today_list(&portfolio.today, ctx, all);
    plan = words_actions_plan(&w, all, &portfolio);
    for (size_t k = 0; k < all->n; k++)
        if (all->list[k].deal >= sent->first)
            out[all->list[k].deal - sent->first] = plan[k];
    return out;
}

static void write_answer(struct answer *a, const struct company *c,
                         const struct report *r, struct arena *scratch)
{
    char as_of[DATE_TEXT];
    struct buf b;

    buf_init(&b);
    buf_printf(&b,
               "{\"schema_version\":%d,\"pack\":\"%s\",\"as_of\":\"%s\","
               "\"mode\":\"%s\",\"deals\":[\n",
               r->schema_version, c->key, date_iso(as_of, r->as_of),
               mode_name(r->scores->mode));
    for (size_t k = 0; k < r->n_deals; k++) {
        api_deal_text(&b, r, k, scratch);
        buf_add_str(&b, k + 1 < r->n_deals ? ",\n" : "\n");
    }
    buf_add_str(&b, "]}\n");
    a->status = 200;
    a->type = "application/json";
    a->body = b.ptr;
    a->len = b.len;
    answer_header(a, "DealSense-Pack", c->key);
}

/* With the lock held. */
static bool score(struct answer *a, struct company *c,
                  const struct score_request *request, struct arena arenas[2],
                  struct err *err)
{
    struct context ctx = inputs_context(&c->p.in, &c->options);
    struct report_inputs figures = c->p.figures;
    struct sent_deals sent;
    struct scores scores;
    struct report report;

    ctx.run = &arenas[0];
    ctx.scratch = &arenas[1];
    ctx.threads = 1;
    if (!sent_build(&sent, request, &c->p.scores, &c->ids, &ctx, err))
        return false;
    ctx.deals = &sent.deals;
    scores_more(&scores, &c->p.scores, &ctx, &c->p.model, sent.first);
    figures.deals = &sent.deals;
    figures.scores = &scores;
    figures.counterfactuals = NULL;
    figures.outlooks = NULL;
    figures.landing = NULL;
    figures.whatif = NULL;
    figures.similars = NULL;
    figures.plan = plan_sent(&sent, &scores, c, &ctx);
    report_deals_only(&report, &c->p.report, &figures, ctx.run, ctx.scratch);
    write_answer(a, c, &report, ctx.scratch);
    return true;
}

static bool is_json(struct sv type)
{
    return sv_eq_fold(sv_trim(sv_cut(&type, ';')), SV("application/json"));
}

void score_service_answer(struct score_service *s, const struct request *r,
                          struct answer *a)
{
    struct score_request request;
    struct arena arenas[2];
    struct err err;

    if (!is_json(r->content_type)) {
        answer_problem(a, 415, "send the deals as application/json");
        return;
    }
    arena_init(&arenas[0]);
    arena_init(&arenas[1]);
    if (!score_request_parse(&request, r->body, &arenas[0], &err)) {
        answer_problem(a, 400, "%s", err.text);
        goto done;
    }
    pthread_mutex_lock(&s->lock);
    if (!s->now) {
        answer_problem(a, 503, "no deal can be scored: %s", s->why);
        answer_header(a, "Retry-After", "10");
    } else if (!score(a, s->now, &request, arenas, &err)) {
        answer_problem(a, 422, "%s", err.text);
    }
    pthread_mutex_unlock(&s->lock);
done:
    arena_release(&arenas[1]);
    arena_release(&arenas[0]);
}
