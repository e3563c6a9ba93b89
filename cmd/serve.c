/*
 * dealsense serve: the published packs over HTTP, each reader the pack that
 * the token opens; and scores of deals that are sent (score_service.h).
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/io/server/compress.h"
#include "cmd/io/server/pack_view.h"
#include "cmd/io/server/server.h"
#include "cmd/io/server/tokens.h"
#include "cmd/log.h"
#include "cmd/score_service.h"

enum { GZIP_LEAST = 512, GZIP_MOST = 16 << 20 };
static const char ADDRESS[] = "127.0.0.1";
static const char SCORE_PATH[] = "/api/v1/score";

/* The packs of one audience, and all of which a reader may ask. */
struct shelf {
    const char *folder; /* below DIR; "" of the CRO's */
    struct pack_views *views;
};

struct serving {
    const struct options *o;
    const char *address;
    bool loopback;
    struct tokens tokens; /* n 0: whoever reaches it may read the CRO's */
    size_t n_shelves;
    struct shelf *shelf;
    struct score_service *scores; /* NULL: without --export */
    struct arena arena;
};

static const struct {
    const char *ending, *type;
    bool text; /* worth compressing */
} TYPES[] = {
    {".html", "text/html; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".json", "application/json", true},
    {".svg", "image/svg+xml", true},
    {".csv", "text/csv; charset=utf-8", true},
    {".png", "image/png", false},
    {".pdf", "application/pdf", false},
    {".xlsx",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     false},
};
enum { TYPES_N = sizeof TYPES / sizeof TYPES[0] };

/* What stands beside the dashboard and is linked by it. */
static const char *const BESIDE[] = {"risk_workbook.xlsx", "brief.pdf",
                                     "risk_report.csv"};

static size_t type_of(struct sv name)
{
    size_t k = 0;

    while (k < TYPES_N && !sv_ends(name, sv_from(TYPES[k].ending)))
        k++;
    return k;
}

/* The file of the pack that a path names; -1: none. */
static int open_path(const struct pack_view *v, struct sv path,
                     const struct sink_file **of)
{
    struct sv rest = sv_skip(path, 1);
    char name[300];
    int fd;

    if (!sv_starts(path, SV("/")) || path.len > 256)
        return -1;
    if (!rest.len)
        rest = SV("index.html");
    snprintf(name, sizeof name, "dashboard/%.*s", SV_ARG(rest));
    fd = pack_view_open(v, sv_from(name), of);
    for (size_t k = 0; fd < 0 && k < sizeof BESIDE / sizeof BESIDE[0]; k++)
        if (sv_eq(rest, sv_from(BESIDE[k])))
            fd = pack_view_open(v, rest, of);
    return fd;
}

/* Is it one of the list of If-None-Match? */
static bool has_etag(struct sv list, const char *etag)
{
    while (list.len) {
        struct sv item = sv_trim(sv_cut(&list, ','));
        if (sv_eq(item, SV("*")))
            return true;
        if (sv_starts(item, SV("W/")))
            item = sv_skip(item, 2);
        if (sv_eq(item, sv_from(etag)))
            return true;
    }
    return false;
}

/* All of an open file; false: it is not all there. */
static bool read_all(struct buf *out, int fd, size_t bytes)
{
    char piece[1 << 14];
    ssize_t n;

    while (out->len < bytes && (n = read(fd, piece, sizeof piece)) > 0)
        buf_add(out, piece, (size_t)n);
    return out->len == bytes;
}

/* The gzip form into the answer; false: the file itself has to do. */
static bool compress(struct answer *a, int fd, size_t bytes)
{
    struct buf plain, packed;
    bool ok;

    buf_init(&plain);
    buf_init(&packed);
    ok = read_all(&plain, fd, bytes) && gzip_bytes(&packed, buf_sv(&plain));
    buf_release(&plain);
    if (!ok) {
        buf_release(&packed);
        lseek(fd, 0, SEEK_SET);
        return false;
    }
    a->body = packed.ptr;
    a->len = packed.len;
    close(fd);
    return true;
}

/* Of a file that is open; it is closed, or the answer's. */
static void answer_file(struct answer *a, const struct request *r, int fd,
                        const struct sink_file *of)
{
    size_t type = type_of(of->name);
    bool text = type < TYPES_N && TYPES[type].text;
    bool packed = text && of->bytes >= GZIP_LEAST && of->bytes <= GZIP_MOST &&
                  accepts_gzip(r->accept_encoding);
    char etag[SHA256_TEXT + 16];

    snprintf(etag, sizeof etag, "\"%.64s%s\"", of->sha256,
             packed ? "-gzip" : "");
    a->status = 200;
    a->type = type < TYPES_N ? TYPES[type].type : "application/octet-stream";
    answer_header(a, "ETag", etag);
    if (text)
        answer_header(a, "Vary", "Accept-Encoding");
    if (has_etag(r->if_none_match, etag)) {
        close(fd);
        a->status = 304;
        return;
    }
    if (packed && compress(a, fd, of->bytes)) {
        answer_header(a, "Content-Encoding", "gzip");
        return;
    }
    a->fd = fd;
    a->len = of->bytes;
}

static const char *without(const struct shelf *shelf)
{
    return shelf->folder[0] ? "for this token no pack has been published"
                            : "no pack has been published";
}

/* The pack now; NULL and a problem: none. */
static struct pack_view *view_for(struct answer *a, const struct shelf *shelf)
{
    struct pack_view *v = pack_views_get(shelf->views);

    if (v && sv_eq(pack_view_manifest(v)->audience, sv_from(shelf->folder))) {
        answer_header(a, "DealSense-Pack", pack_view_manifest(v)->inputs_key);
        return v;
    }
    pack_view_put(v);
    answer_problem(a, 503, "%s", without(shelf));
    answer_header(a, "Retry-After", "30");
    return NULL;
}

static void read_pack(struct answer *a, const struct request *r,
                      const struct shelf *shelf)
{
    const struct sink_file *of;
    int fd = -1;

    /* Exchanged between the two steps: its files go; the next one stands. */
    for (int tries = 0; fd < 0 && tries < 3; tries++) {
        struct pack_view *v;
        a->n_more = 0;
        v = view_for(a, shelf);
        if (!v)
            return;
        fd = open_path(v, r->path, &of);
        if (fd >= 0)
            answer_file(a, r, fd, of);
        else if (!of)
            tries = 3; /* the pack has no such file */
        pack_view_put(v);
    }
    if (fd < 0)
        answer_problem(a, 404, "the pack has no such file");
}

/* Names that a browser on this machine knows this server by: a page elsewhere
 * that has its own name point here is refused. */
static bool knows_host(const struct serving *s, struct sv host)
{
    static const char *const OURS[] = {"localhost", "127.0.0.1", "[::1]"};
    struct sv name = host;

    if (!s->loopback)
        return true;
    if (sv_starts(host, SV("["))) {
        sv_cut(&host, ']');
        name.len -= host.len;
    } else {
        name = sv_cut(&host, ':');
    }
    for (size_t k = 0; k < sizeof OURS / sizeof OURS[0]; k++)
        if (sv_eq_fold(name, sv_from(OURS[k])))
            return true;
    return sv_eq(name, sv_from(s->address));
}

/* Whose packs may be read; NULL and a problem: nobody's. */
static const struct shelf *shelf_for(const struct serving *s, struct answer *a,
                                     const struct request *r)
{
    char given[TOKEN_MOST + 1];
    const struct token *token = NULL;

    if (!s->tokens.n)
        return &s->shelf[0];
    if (token_given(given, r->authorization))
        token = tokens_find(&s->tokens, given);
    explicit_bzero(given, sizeof given);
    for (size_t k = 0; token && k < s->n_shelves; k++)
        if (!strcmp(s->shelf[k].folder, token->folder))
            return &s->shelf[k];
    answer_problem(a, 401,
                   "send a token that the server knows, as "
                   "`Authorization: Bearer TOKEN`");
    answer_header(a, "WWW-Authenticate", "Bearer realm=\"dealsense\"");
    answer_header(a, "WWW-Authenticate",
                  "Basic realm=\"dealsense: the token is the password\"");
    return NULL;
}

static void not_allowed(struct answer *a, const char *allowed)
{
    answer_problem(a, 405, "only %s will do here", allowed);
    answer_header(a, "Allow", allowed);
}

static void score(const struct serving *s, struct answer *a,
                  const struct request *r, const struct shelf *shelf)
{
    if (!sv_eq(r->method, SV("POST")))
        not_allowed(a, "POST");
    else if (shelf->folder[0])
        answer_problem(a, 403,
                       "scores are given to a token of cro: they say "
                       "what the whole company's deals say");
    else if (!s->scores)
        answer_problem(a, 503,
                       "the server was started without --export, "
                       "which scores are measured by");
    else
        score_service_answer(s->scores, r, a);
}

static void answer(void *ctx, const struct request *r, struct answer *a)
{
    const struct serving *s = ctx;
    const struct shelf *shelf;

    if (!knows_host(s, r->host)) {
        answer_problem(a, 421,
                       "this server answers to localhost alone; "
                       "--bind and --tokens open it to others");
        return;
    }
    shelf = shelf_for(s, a, r);
    if (!shelf)
        return;
    a->who = shelf->folder[0] ? shelf->folder : "cro";
    if (sv_eq(r->path, sv_from(SCORE_PATH)))
        score(s, a, r, shelf);
    else if (sv_eq(r->method, SV("GET")) || sv_eq(r->method, SV("HEAD")))
        read_pack(a, r, shelf);
    else
        not_allowed(a, "GET, HEAD");
}

static void log_request(void *ctx, const struct request *r,
                        const struct answer *a, double seconds)
{
    const struct serving *s = ctx;
    struct json_doc *line = log_event(s->o, "request");
    struct sv path = r->path;

    if (line) {
        path.len = path.len < 256 ? path.len : 256;
        json_doc_text(line, "method", r->method);
        json_doc_text(line, "path", path);
        json_doc_count(line, "status", a->status);
        json_doc_count(line, "bytes", a->len);
        json_doc_number(line, "seconds", seconds, 3);
        json_doc_text(line, "audience", sv_from(a->who));
    }
    log_write(line);
}

static void add_shelf(struct serving *s, const char *folder)
{
    const char *dir = s->o->operands[0];

    for (size_t k = 0; k < s->n_shelves; k++)
        if (!strcmp(s->shelf[k].folder, folder))
            return;
    s->shelf[s->n_shelves++] = (struct shelf){
        folder,
        pack_views_new(
            folder[0] ? sv_printf(&s->arena, "%s/%s", dir, folder).ptr : dir)};
}

static bool prepare(struct serving *s, struct err *err)
{
    const struct options *o = s->o;
    size_t published = 0;

    if (o->port > 65535)
        return err_set(err, EXIT_USAGE, "--port: at most 65535");
    if (!server_is_address(s->address))
        return err_set(err, EXIT_USAGE,
                       "--bind: `%s` is no address; write one such as "
                       "127.0.0.1, 0.0.0.0 or ::1",
                       s->address);
    s->loopback = server_is_loopback(s->address);
    if (!s->loopback && !o->tokens)
        return err_set(err, EXIT_USAGE,
                       "--bind: %s can be reached from other machines; name "
                       "who may read with --tokens FILE",
                       s->address);
    if (o->tokens && !tokens_read(&s->tokens, o->tokens, &s->arena, err))
        return false;
    s->shelf = ARENA_ARRAY(&s->arena, s->tokens.n + 1, struct shelf);
    if (!s->tokens.n)
        add_shelf(s, "");
    for (size_t k = 0; k < s->tokens.n; k++)
        add_shelf(s, s->tokens.list[k].folder);
    for (size_t k = 0; k < s->n_shelves; k++) {
        struct pack_view *v = pack_views_get(s->shelf[k].views);
        published += v != NULL;
        pack_view_put(v);
    }
    return published ||
           err_set(err, EXIT_INPUT,
                   "%s: holds no pack; publish one with `dealsense run --out "
                   "%s`",
                   o->operands[0], o->operands[0]);
}

/* Until SIGINT or SIGTERM. */
static void serve(struct serving *s, struct server *server,
                  const sigset_t *ends)
{
    const struct timespec second = {.tv_sec = 1};

    if (!s->o->quiet) {
        bool v6 = strchr(s->address, ':') != NULL;
        printf("Serving %s at http://%s%s%s:%d/\n", s->o->operands[0],
               v6 ? "[" : "", s->address, v6 ? "]" : "", server_port(server));
        fflush(stdout);
    }
    while (sigtimedwait(ends, NULL, &second) < 0) {
        server_sweep(server);
        if (s->scores)
            score_service_look(s->scores);
    }
}

int cmd_serve(const struct options *o)
{
    struct serving s = {.o = o, .address = o->bind ? o->bind : ADDRESS};
    const struct server_calls calls = {answer, o->log_json ? log_request : NULL,
                                       &s};
    struct server *server = NULL;
    sigset_t ends, before;
    struct err err;
    bool ok;

    signal(SIGPIPE, SIG_IGN); /* a client that hangs up */
    arena_init(&s.arena);
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, &before);
    ok = prepare(&s, &err) &&
         (!o->export || score_service_new(&s.scores, o, &err)) &&
         server_new(&server, s.address, (uint16_t)o->port, &calls, &err);
    if (ok)
        serve(&s, server, &ends);
    server_free(server);
    score_service_free(s.scores);
    for (size_t k = 0; k < s.n_shelves; k++)
        pack_views_free(s.shelf[k].views);
    arena_release(&s.arena);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok ? EXIT_DONE : cmd_fail(o, &err);
}
