#include "cmd/io/hubspot/hubspot_account.h"

#include <math.h>
#include <stdlib.h>

enum need { NICE, NEEDED, CONFIGURED };

/* The columns of a pull: HubSpot's labels, under which its own exports have
 * them, but for the ids of owner and company, by which they are told apart
 * when two have one name. The last are no properties of HubSpot's own, and
 * taken where the company has made them. Names of the properties:
 * knowledge.hubspot.com, "HubSpot's default deal properties", and
 * developers.hubspot.com, "Get all deal properties". */
static const struct {
    const char *header, *property;
    enum hub_kind kind;
    enum need need;
} COLUMNS[] = {
    {"Record ID", "hs_object_id", HUB_ID, NICE},
    {HUB_MERGED, "hs_merged_object_ids", HUB_PLAIN, NICE},
    {"Deal Name", "dealname", HUB_PLAIN, NICE},
    {"hs_primary_associated_company", "hs_primary_associated_company",
     HUB_PLAIN, NICE},
    {"Associated Company", "hs_primary_associated_company", HUB_COMPANY, NICE},
    {"hubspot_owner_id", "hubspot_owner_id", HUB_PLAIN, NICE},
    {"Deal owner", "hubspot_owner_id", HUB_OWNER, NICE},
    {"HubSpot Team", "hubspot_owner_id", HUB_TEAM, NICE},
    {"Amount", "amount", HUB_PLAIN, NICE},
    {"Currency", "deal_currency_code", HUB_CURRENCY, NICE},
    {"Create Date", "createdate", HUB_TIME, NEEDED},
    {"Close Date", "closedate", HUB_TIME, NEEDED},
    {"Pipeline", "pipeline", HUB_PIPELINE, NICE},
    {"Deal Stage", "dealstage", HUB_STAGE, NEEDED},
    {"Stage position", "dealstage", HUB_POSITION, NEEDED},
    {"Is closed", "hs_is_closed", HUB_CLOSED, NICE},
    {"Is Closed Won", "hs_is_closed_won", HUB_WON, NICE},
    {"Industry", "hs_primary_associated_company", HUB_INDUSTRY, NICE},
    {"Original Traffic Source", "hs_analytics_source", HUB_LABEL, NICE},
    {"Date entered current stage", "hs_v2_date_entered_current_stage", HUB_TIME,
     NICE},
    {"Last Activity Date", "notes_last_updated", HUB_TIME, NICE},
    {"Next Step", "hs_next_step", HUB_PLAIN, NICE},
    {"Forecast category", "hs_manual_forecast_category", HUB_LABEL, NICE},
    {"Deal probability", "hs_deal_stage_probability", HUB_PERCENT, NICE},
    {"Last Modified Date", "hs_lastmodifieddate", HUB_TIME, NICE},
    {"region", "region", HUB_LABEL, NICE},
    {"product", "product", HUB_LABEL, NICE},
    {"manager", "manager", HUB_LABEL, NICE},
    {"push_count", "push_count", HUB_PLAIN, NICE},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

const struct json_doc *hub_property(const struct hub_account *a, struct sv name)
{
    const struct json_doc *list = json_doc_find(a->properties, "results");

    for (size_t i = 0; i < json_doc_items(list); i++) {
        const struct json_doc *p = json_doc_item(list, i);
        if (sv_eq_fold(json_doc_get_text(json_doc_find(p, "name")), name) ||
            sv_eq_fold(json_doc_get_text(json_doc_find(p, "label")), name))
            return p;
    }
    return NULL;
}

static bool is_type(const struct json_doc *definition, const char *type)
{
    return sv_eq(json_doc_get_text(json_doc_find(definition, "type")),
                 sv_from(type));
}

/* A name as HubSpot makes them, and so safe in a query. */
static bool is_name(struct sv s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_letter(s.ptr[i]) && !ascii_digit(s.ptr[i]) &&
            s.ptr[i] != '_')
            return false;
    return s.len > 0 && s.len <= 100;
}

static bool lacks(struct hub_account *a, struct sv header, enum need need,
                  struct err *err)
{
    if (need == NICE) {
        if (a->n_lacking < HUB_COLUMNS)
            a->lacking[a->n_lacking++] = header;
        return true;
    }
    return err_set(err, EXIT_INPUT,
                   need == NEEDED
                       ? "HubSpot: deals have no property %.*s that the app "
                         "may read; give it the scope crm.schemas.deals.read"
                       : "the configuration names \"%.*s\", which is no "
                         "property of deals that the app may read; name one "
                         "by its internal name or its label",
                   SV_ARG(header));
}

static bool add(struct hub_account *a, struct hub_column column, enum need need,
                struct err *err)
{
    bool company = column.kind == HUB_COMPANY || column.kind == HUB_INDUSTRY;

    column.definition = hub_property(a, column.property);
    column.property =
        json_doc_get_text(json_doc_find(column.definition, "name"));
    if (!is_name(column.property) || (company && !a->has_companies))
        return column.kind == HUB_ID || lacks(a, column.header, need, err);
    if (a->n_columns == HUB_COLUMNS)
        return err_set(err, EXIT_INPUT,
                       "HubSpot: more than %d properties; name fewer in "
                       "[columns]",
                       HUB_COLUMNS);
    a->columns[a->n_columns++] = column;
    return true;
}

/* What [columns] or [filter] names: a column that is there, or a property. */
static bool add_configured(struct hub_account *a, struct sv name,
                           struct err *err)
{
    struct hub_column column = {.header = name, .property = name};

    for (size_t i = 0; i < a->n_columns; i++)
        if (sv_eq_fold(a->columns[i].header, name))
            return true;
    const struct json_doc *definition = hub_property(a, name);
    column.kind = is_type(definition, "datetime")      ? HUB_TIME
                  : is_type(definition, "enumeration") ? HUB_LABEL
                                                       : HUB_PLAIN;
    return add(a, column, CONFIGURED, err);
}

static bool add_columns(struct hub_account *a, struct err *err)
{
    const struct settings *s = a->hub->session.settings;

    /* The id comes with each deal, whatever properties there are. */
    a->columns[a->n_columns++] = (struct hub_column){
        sv_from(COLUMNS[0].header), sv_from(COLUMNS[0].property), HUB_ID, NULL};
    for (size_t i = 1; i < N_COLUMNS; i++) {
        const struct hub_column column = {sv_from(COLUMNS[i].header),
                                          sv_from(COLUMNS[i].property),
                                          COLUMNS[i].kind, NULL};
        if (!add(a, column, COLUMNS[i].need, err))
            return false;
    }
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        if (s->columns[c].len && !add_configured(a, s->columns[c], err))
            return false;
    for (size_t k = 0; k < s->n_own_categories; k++)
        if (!add_configured(a, s->own_categories[k], err))
            return false;
    for (size_t k = 0; k < s->n_own_numerics; k++)
        if (!add_configured(a, s->own_numerics[k], err))
            return false;
    for (size_t k = 0; k < s->n_filters; k++)
        if (!add_configured(a, s->filters[k].column, err))
            return false;
    return true;
}

static struct json_doc *get(struct hub_account *a, const char *path,
                            const char *what, int *status, struct err *err)
{
    const struct crm_request request = {.method = "GET", .path = path};

    return hub_json(a->hub, &request, what, status, err);
}

/* Its clock and currency: nice to have, and said nowhere else. */
static bool read_details(struct hub_account *a, struct err *err)
{
    enum { DAY_MS = 86400000 };
    int status;
    struct json_doc *d =
        get(a, "/account-info/v3/details", "the account", &status, err);
    double offset =
        json_doc_get_number(json_doc_find(d, "utcOffsetMilliseconds"));
    struct sv currency = json_doc_get_text(json_doc_find(d, "companyCurrency"));

    if (!d)
        return status == 403 || status == 404;
    if (fabs(offset) < DAY_MS)
        a->offset_ms = (int64_t)offset;
    if (currency.len <= 8)
        a->currency = sv_copy(a->hub->session.run, currency);
    json_doc_release(d);
    return true;
}

static bool read_properties(struct hub_account *a, struct err *err)
{
    a->properties = get(a, "/crm/v3/properties/deals",
                        "the properties of deals", NULL, err);
    a->forecast = hub_property(a, SV("hs_manual_forecast_category"));
    return a->properties &&
           (json_doc_kind(json_doc_find(a->properties, "results")) ==
                JSON_KIND_LIST ||
            err_set(err, EXIT_SYSTEM,
                    "HubSpot: the properties of deals came without a list of "
                    "results"));
}

/* May the app read companies at all? And what are their industries called? */
static bool ask_companies(struct hub_account *a, struct err *err)
{
    int status;
    struct json_doc *d =
        get(a, "/crm/v3/objects/companies?limit=1&archived=false",
            "the companies", &status, err);

    a->has_companies = d != NULL;
    json_doc_release(d);
    if (!a->has_companies)
        return status == 403;
    a->industry = get(a, "/crm/v3/properties/companies/industry",
                      "the industries", &status, err);
    return a->industry || status == 403 || status == 404;
}

/* A stage as its pipeline has it, before all are put in order. */
struct place {
    int32_t stage;
    bool closed;
    double pipeline, order; /* displayOrder of each */
    double along; /* of its pipeline's open stages: 0 the first … 1 */
};

struct places {
    struct place *list;
    size_t n;
};

static int compare_in_pipeline(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return x->stage - y->stage;
}

/* How far along its own pipeline a stage is puts those of several pipelines
 * in one order, in which each pipeline keeps its own. */
static int compare_all(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->closed != y->closed)
        return x->closed ? 1 : -1;
    if (x->along != y->along)
        return x->along < y->along ? -1 : 1;
    if (x->pipeline != y->pipeline)
        return x->pipeline < y->pipeline ? -1 : 1;
    return compare_in_pipeline(a, b);
}

static void set_along(struct place *list, size_t n)
{
    size_t open = 0, at = 0;

    qsort(list, n, sizeof *list, compare_in_pipeline);
    for (size_t i = 0; i < n; i++)
        open += !list[i].closed;
    for (size_t i = 0; i < n; i++)
        if (!list[i].closed)
            list[i].along = (0.5 + (double)at++) / (double)open;
}

static double order_of(const struct json_doc *d)
{
    double x = json_doc_get_number(json_doc_find(d, "displayOrder"));

    return isnan(x) ? 0 : x;
}

static void add_stage(struct hub_account *a, struct places *places,
                      const struct json_doc *stage,
                      const struct json_doc *pipeline)
{
    struct arena *run = a->hub->session.run;
    const struct json_doc *meta = json_doc_find(stage, "metadata");
    struct sv id = hub_text(json_doc_find(stage, "id"), run);
    struct sv share = hub_text(json_doc_find(meta, "probability"), run);
    size_t before = a->stage_ids.n;
    int32_t code;

    if (!id.len)
        return;
    code = intern_add(&a->stage_ids, id);
    if (a->stage_ids.n == before)
        return; /* of an earlier pipeline */
    a->stages = arena_one_more(run, a->stages, before, sizeof *a->stages);
    places->list =
        arena_one_more(run, places->list, places->n, sizeof *places->list);
    struct sv label = hub_text(json_doc_find(stage, "label"), run);
    bool closed =
        sv_eq(hub_text(json_doc_find(meta, "isClosed"), run), SV("true"));
    a->stages[code] = (struct hub_stage){
        .label = sv_copy(run, label.len ? label : id),
        .pipeline =
            sv_copy(run, hub_text(json_doc_find(pipeline, "label"), run)),
        .closed = closed,
        .won = closed && share.len && strtod(sv_cstr(run, share), NULL) > 0};
    places->list[places->n++] =
        (struct place){code, closed, order_of(pipeline), order_of(stage), 0};
}

/* Stages that two pipelines share by name are two: told by the pipeline, as
 * HubSpot's own exports tell it. */
static void name_apart(struct hub_account *a)
{
    struct arena *run = a->hub->session.run;
    size_t n = a->stage_ids.n;
    struct sv *apart = ARENA_ARRAY(run, n, struct sv);

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n && !apart[i].len; k++)
            if (k != i && sv_eq_fold(a->stages[i].label, a->stages[k].label) &&
                !sv_eq(a->stages[i].pipeline, a->stages[k].pipeline))
                apart[i] =
                    sv_printf(run, "%.*s (%.*s)", SV_ARG(a->stages[i].label),
                              SV_ARG(a->stages[i].pipeline));
    for (size_t i = 0; i < n; i++)
        if (apart[i].len)
            a->stages[i].label = apart[i];
}

static bool read_pipelines(struct hub_account *a, struct err *err)
{
    struct arena *run = a->hub->session.run;
    struct json_doc *d =
        get(a, "/crm/v3/pipelines/deals", "the pipelines", NULL, err);
    const struct json_doc *list = json_doc_find(d, "results");
    struct places places = {0};

    if (!d)
        return false;
    for (size_t i = 0; i < json_doc_items(list); i++) {
        const struct json_doc *pipeline = json_doc_item(list, i);
        const struct json_doc *stages = json_doc_find(pipeline, "stages");
        struct sv id = hub_text(json_doc_find(pipeline, "id"), run);
        size_t before = a->pipeline_ids.n, first = places.n;
        intern_add(&a->pipeline_ids, id);
        if (a->pipeline_ids.n > before) {
            a->pipelines =
                arena_one_more(run, a->pipelines, before, sizeof *a->pipelines);
            a->pipelines[before] =
                sv_copy(run, hub_text(json_doc_find(pipeline, "label"), run));
        }
        for (size_t k = 0; k < json_doc_items(stages); k++)
            add_stage(a, &places, json_doc_item(stages, k), pipeline);
        if (places.n > first)
            set_along(places.list + first, places.n - first);
    }
    json_doc_release(d);
    if (!places.n)
        return err_set(err, EXIT_SYSTEM,
                       "HubSpot: the pipelines came without a stage");
    qsort(places.list, places.n, sizeof *places.list, compare_all);
    for (size_t i = 0; i < places.n; i++)
        a->stages[places.list[i].stage].position = (int)i + 1;
    name_apart(a);
    return true;
}

static bool take_owner(void *ctx, const struct json_doc *item, struct err *err)
{
    struct hub_account *a = ctx;
    struct arena *run = a->hub->session.run;
    const struct json_doc *teams = json_doc_find(item, "teams");
    struct sv id = hub_text(json_doc_find(item, "id"), run);
    struct sv first = json_doc_get_text(json_doc_find(item, "firstName"));
    struct sv last = json_doc_get_text(json_doc_find(item, "lastName"));
    struct sv mail = json_doc_get_text(json_doc_find(item, "email"));
    struct sv team = {0};
    size_t before = a->owner_ids.n;

    (void)err;
    if (id.len)
        intern_add(&a->owner_ids, id);
    if (a->owner_ids.n == before)
        return true;
    for (size_t k = 0; k < json_doc_items(teams); k++) {
        const struct json_doc *t = json_doc_item(teams, k);
        if (!team.len || json_doc_is_true(json_doc_find(t, "primary")))
            team = json_doc_get_text(json_doc_find(t, "name"));
    }
    struct sv name =
        sv_trim(sv_printf(run, "%.*s%s%.*s", SV_ARG(first),
                          first.len && last.len ? " " : "", SV_ARG(last)));
    a->owners = arena_one_more(run, a->owners, before, sizeof *a->owners);
    a->owners[before] = (struct hub_owner){
        .name = name.len ? name : sv_copy(run, mail.len ? mail : id),
        .team = sv_copy(run, team)};
    return true;
}

/* Also those who have left: their deals stay. */
static bool read_owners(struct hub_account *a, struct err *err)
{
    return hub_each(a->hub, "/crm/v3/owners?limit=100&archived=false",
                    "the owners", take_owner, a, err) &&
           hub_each(a->hub, "/crm/v3/owners?limit=100&archived=true",
                    "the owners who left", take_owner, a, err);
}

bool hub_account_open(struct hub_account *out, struct hub *hub, struct err *err)
{
    struct arena *run = hub->session.run;

    *out = (struct hub_account){.hub = hub};
    intern_init(&out->pipeline_ids, run);
    intern_init(&out->stage_ids, run);
    intern_init(&out->owner_ids, run);
    intern_init(&out->company_ids, run);
    return read_details(out, err) && read_properties(out, err) &&
           read_pipelines(out, err) && read_owners(out, err) &&
           ask_companies(out, err) && add_columns(out, err);
}

void hub_account_close(struct hub_account *a)
{
    json_doc_release(a->properties);
    json_doc_release(a->industry);
    intern_release(&a->pipeline_ids);
    intern_release(&a->stage_ids);
    intern_release(&a->owner_ids);
    intern_release(&a->company_ids);
    *a = (struct hub_account){0};
}

void hub_account_key(struct buf *out, const struct hub_account *a)
{
    buf_printf(out, "%lld %.*s\n", (long long)a->offset_ms,
               SV_ARG(a->currency));
    for (size_t i = 0; i < a->n_columns; i++) {
        const struct hub_column *c = &a->columns[i];
        buf_printf(out, "%.*s=%.*s %d\n", SV_ARG(c->header),
                   SV_ARG(c->property), (int)c->kind);
    }
    for (size_t i = 0; i < a->stage_ids.n; i++) {
        const struct hub_stage *s = &a->stages[i];
        buf_printf(out, "%.*s %.*s %.*s %d%d%d\n",
                   SV_ARG(a->stage_ids.labels[i]), SV_ARG(s->label),
                   SV_ARG(s->pipeline), s->position, s->closed, s->won);
    }
    for (size_t i = 0; i < a->owner_ids.n; i++)
        buf_printf(out, "%.*s %.*s %.*s\n", SV_ARG(a->owner_ids.labels[i]),
                   SV_ARG(a->owners[i].name), SV_ARG(a->owners[i].team));
}

/* The next HUB_COMPANIES_AT_ONCE of those that are not known. */
static bool read_companies(struct hub_account *a, const struct sv *ids,
                           size_t n, struct err *err)
{
    struct arena *run = a->hub->session.run;
    struct json_doc *body = json_doc_object(), *list, *answer;
    struct crm_request request = {
        .method = "POST", .path = "/crm/v3/objects/companies/batch/read"};
    struct buf b;

    list = json_doc_add_list(body, "properties");
    json_doc_text(list, NULL, SV("name"));
    json_doc_text(list, NULL, SV("industry"));
    list = json_doc_add_list(body, "inputs");
    for (size_t i = 0; i < n; i++)
        json_doc_text(json_doc_add_object(list, NULL), "id", ids[i]);
    buf_init(&b);
    json_doc_dump(&b, body, false);
    json_doc_release(body);
    request.body = buf_sv(&b);
    answer = hub_json(a->hub, &request, "the companies", NULL, err);
    buf_release(&b);
    if (!answer)
        return false;
    const struct json_doc *results = json_doc_find(answer, "results");
    bool ok = json_doc_kind(results) == JSON_KIND_LIST ||
              err_set(err, EXIT_SYSTEM,
                      "HubSpot: the companies came without a list of results");
    for (size_t i = 0; i < json_doc_items(results); i++) {
        const struct json_doc *item = json_doc_item(results, i);
        struct sv id = hub_text(json_doc_find(item, "id"), run);
        int32_t code = intern_find(&a->company_ids, id);
        if (code >= 0)
            a->companies[code] = (struct hub_company){
                sv_copy(run,
                        hub_text(json_doc_path(item, "properties.name"), run)),
                sv_copy(run,
                        hub_label(
                            a->industry,
                            hub_text(json_doc_path(item, "properties.industry"),
                                     run),
                            run))};
    }
    json_doc_release(answer);
    return ok;
}

bool hub_account_companies(struct hub_account *a, const struct sv *ids,
                           size_t n, struct err *err)
{
    struct sv news[HUB_COMPANIES_AT_ONCE];
    size_t n_new = 0;

    for (size_t i = 0; i < n; i++) {
        size_t before = a->company_ids.n;
        if (!hub_is_id(ids[i]))
            continue;
        intern_add(&a->company_ids, ids[i]);
        if (a->company_ids.n == before)
            continue;
        a->companies = arena_one_more(a->hub->session.run, a->companies, before,
                                      sizeof *a->companies);
        a->companies[before] = (struct hub_company){0}; /* may be deleted */
        news[n_new++] = ids[i];
        if (n_new == HUB_COMPANIES_AT_ONCE) {
            if (!read_companies(a, news, n_new, err))
                return false;
            n_new = 0;
        }
    }
    return !n_new || read_companies(a, news, n_new, err);
}

const struct hub_stage *hub_stage(const struct hub_account *a, struct sv id)
{
    int32_t code = intern_find(&a->stage_ids, id);

    return code < 0 ? NULL : &a->stages[code];
}

const struct hub_owner *hub_owner(const struct hub_account *a, struct sv id)
{
    int32_t code = intern_find(&a->owner_ids, id);

    return code < 0 ? NULL : &a->owners[code];
}

const struct hub_company *hub_company(const struct hub_account *a, struct sv id)
{
    int32_t code = intern_find(&a->company_ids, id);

    return code < 0 ? NULL : &a->companies[code];
}

static struct sv label_of(const struct json_doc *options, struct sv value)
{
    for (size_t i = 0; i < json_doc_items(options); i++) {
        const struct json_doc *o = json_doc_item(options, i);
        struct sv label = json_doc_get_text(json_doc_find(o, "label"));
        if (label.len &&
            sv_eq(json_doc_get_text(json_doc_find(o, "value")), value))
            return label;
    }
    return value;
}

struct sv hub_label(const struct json_doc *definition, struct sv value,
                    struct arena *a)
{
    const struct json_doc *options = json_doc_find(definition, "options");
    struct buf b;
    struct sv out;

    if (!json_doc_items(options) || !value.len)
        return value;
    buf_init(&b);
    while (value.len) {
        struct sv one = sv_cut(&value, ';');
        buf_printf(&b, "%s%.*s", b.len ? ";" : "",
                   SV_ARG(label_of(options, one)));
    }
    out = sv_copy(a, buf_sv(&b));
    buf_release(&b);
    return out;
}
