/* What quarter.json says of the quarter, and what the workbook does. */
#include <math.h>
#include <unistd.h>

#include "render/base/json_doc.h"
#include "render/pack/verify.h"
#include "render/pack/xlsx_read.h"
#include "scoring/base/buf.h"
#include "scoring/base/file.h"

#define JSON "dashboard/api/v1/quarter.json"
#define BOOK "risk_workbook.xlsx"
#define WON "scopes.0.quarters.0.won."
#define TARGET "scopes.0.quarters.0.target."
#define FLOW "flow.since_start."

/* A figure in both: the name of its cell, and where it is in the JSON. */
static const struct figure {
    const char *name, *path;
    double tolerance; /* the JSON rounds */
} FIGURES[] = {
    {"quarter_won", WON "so_far", 0.0051},
    {"quarter_open", WON "open", 0.0051},
    {"quarter_created", WON "created", 0.0051},
    {"landing_model", WON "told.model", 0.0051},
    {"landing", WON "landing", 0.0051},
    {"landing_low", WON "lower80", 0.0051},
    {"landing_high", WON "upper80", 0.0051},
    {"landing_target", TARGET "amount", 0.0051},
    {"target_gap", TARGET "gap", 0.0051},
    {"target_chance", TARGET "chance", 0.000051},
    {"flow_opening", FLOW "opening.amount", 0.0051},
    {"flow_created", FLOW "created.amount", 0.0051},
    {"flow_pulled_in", FLOW "pulled_in.amount", 0.0051},
    {"flow_reopened", FLOW "reopened.amount", 0.0051},
    {"flow_raised", FLOW "raised.amount", 0.0051},
    {"flow_lowered", FLOW "lowered.amount", 0.0051},
    {"flow_pushed_out", FLOW "pushed_out.amount", 0.0051},
    {"flow_lost", FLOW "lost.amount", 0.0051},
    {"flow_won", FLOW "won.amount", 0.0051},
    {"flow_removed", FLOW "removed.amount", 0.0051},
    {"flow_closing", FLOW "closing.amount", 0.0051},
};
enum {
    WON_SO_FAR,
    FROM_OPEN,
    FROM_CREATED,
    BY_MODEL,
    FIRST_FLOW = 10,
    CREATED,
    PULLED_IN,
    REOPENED,
    RAISED,
    LOWERED,
    PUSHED_OUT,
    LOST,
    FLOW_WON,
    REMOVED,
    CLOSING,
    N = sizeof FIGURES / sizeof FIGURES[0]
};
static const double SIGNS[N] = {
    [FIRST_FLOW] = 1, [CREATED] = 1, [PULLED_IN] = 1,   [REOPENED] = 1,
    [RAISED] = 1,     [LOWERED] = -1, [PUSHED_OUT] = -1, [LOST] = -1,
    [FLOW_WON] = -1,  [REMOVED] = -1, [CLOSING] = -1};

/* "a.0.b": a number is a place in a list. */
static const struct json_doc *find(const struct json_doc *at, const char *path)
{
    struct sv rest = sv_from(path);
    char key[40];

    while (at && rest.len) {
        struct sv part = sv_cut(&rest, '.');
        if (part.len == 1 && part.ptr[0] == '0') {
            at = json_doc_item(at, 0);
            continue;
        }
        if (part.len >= sizeof key)
            return NULL;
        memcpy(key, part.ptr, part.len);
        key[part.len] = 0;
        at = json_doc_find(at, key);
    }
    return at;
}

/* The deals below the head, a line each, are those of deals.json. */
static bool read_json(double out[N], const char *path, bool *flow,
                      struct err *err)
{
    struct file f = {0};
    struct buf head = {0};
    struct json_doc *root = NULL;
    struct sv rest;
    char why[120] = "";
    bool ok = file_open(&f, path, err);

    if (!ok)
        goto done;
    rest = f.bytes;
    buf_add_sv(&head, sv_cut(&rest, '\n'));
    buf_add_str(&head, "]}");
    root = json_doc_parse(buf_sv(&head), why, sizeof why);
    ok = root || err_set(err, EXIT_INPUT, "%s: is no JSON: %s", path, why);
    for (int k = 0; ok && k < N; k++)
        out[k] = json_doc_get_number(find(root, FIGURES[k].path));
    *flow = ok && json_doc_get_text(find(root, FLOW "line")).len > 0;
done:
    json_doc_release(root);
    buf_release(&head);
    file_close(&f);
    return ok;
}

struct cells {
    const struct xlsx *x;
    struct sv sheet;
    double *out;
};

static bool on_cell(void *ctx, size_t row, size_t col, struct sv value,
                    struct err *err)
{
    struct cells *c = ctx;

    (void)err;
    for (size_t i = 0; i < c->x->n_names; i++) {
        const struct xlsx_name *name = &c->x->names[i];
        if (name->row != row || name->col != col ||
            !sv_eq(name->sheet, c->sheet))
            continue;
        for (int k = 0; k < N; k++)
            if (sv_eq(name->name, sv_from(FIGURES[k].name)))
                c->out[k] = verify_number(value);
    }
    return true;
}

static bool read_book(double out[N], const char *path, struct arena *a,
                      struct err *err)
{
    static const char *const SHEETS[] = {"Quarter", "Flow"};
    struct xlsx x;

    for (int k = 0; k < N; k++)
        out[k] = NAN;
    if (!xlsx_open(&x, path, a, err))
        return false;
    for (size_t k = 0; k < sizeof SHEETS / sizeof SHEETS[0]; k++) {
        struct cells c = {&x, sv_from(SHEETS[k]), out};
        if (!xlsx_cells(&x, c.sheet, on_cell, &c, err))
            return false;
    }
    return true;
}

/* The parts of the model's landing, and the classes of the flow. */
static bool sums_hold(const double x[N], struct err *err)
{
    double model = x[WON_SO_FAR] + x[FROM_OPEN] + x[FROM_CREATED], flow = 0;

    if (isfinite(x[BY_MODEL]) && isfinite(model) &&
        fabs(model - x[BY_MODEL]) > 0.0201 + 1e-9 * fabs(model))
        return err_set(err, EXIT_INPUT,
                       JSON " says that the model lands at %.2f, its parts sum "
                            "to %.2f",
                       x[BY_MODEL], model);
    for (int k = FIRST_FLOW; k < N; k++)
        flow += SIGNS[k] * x[k];
    if (isfinite(flow) && fabs(flow) > 0.005)
        return err_set(err, EXIT_INPUT,
                       JSON ": the classes of the flow miss the closing by %.2f",
                       flow);
    return true;
}

/* The sheet leaves out a flow of no deals, and one of more than it has rows. */
static bool any_flow(const double x[N])
{
    for (int k = FIRST_FLOW; k < N; k++)
        if (!isnan(x[k]))
            return true;
    return false;
}

bool verify_quarter(const char *pack, struct arena *a, struct err *err)
{
    const char *json = sv_printf(a, "%s/" JSON, pack).ptr;
    const char *book = sv_printf(a, "%s/" BOOK, pack).ptr;
    double said[N], shown[N];
    bool flow = false;

    if (access(json, F_OK)) /* of a version that did not look at the quarter */
        return true;
    if (!read_json(said, json, &flow, err) || !read_book(shown, book, a, err) ||
        !sums_hold(said, err))
        return false;
    flow = flow && any_flow(shown);
    for (int k = 0; k < N; k++) {
        bool is_flow = k >= FIRST_FLOW;
        if (is_flow && !flow) /* the sheet leaves out what cannot be told */
            continue;
        if (isnan(said[k]) && isnan(shown[k]))
            continue;
        if (!(fabs(said[k] - shown[k]) <=
              FIGURES[k].tolerance + 1e-9 * fabs(said[k])))
            return err_set(err, EXIT_INPUT,
                           JSON " says %s %.10g, " BOOK " %.10g",
                           FIGURES[k].name, said[k], shown[k]);
    }
    return true;
}
