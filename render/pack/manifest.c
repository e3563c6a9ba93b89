#include "render/pack/manifest.h"

#include <assert.h>
#include <math.h>

#include "render/base/json_doc.h"
#include "scoring/settings/audience.h"

enum { MANIFEST_VERSION = 1 };
static const char DIGEST[] = ",\n \"digest\": \"";
static const char END[] = "\"\n}\n";

static int file_cmp(const void *a, const void *b)
{
    return sv_cmp(((const struct sink_file *)a)->name,
                  ((const struct sink_file *)b)->name);
}

static void add_inputs(struct json_doc *out, const struct report *r)
{
    struct json_doc *list = json_doc_add_list(out, "inputs"), *o;

    o = json_doc_add_object(list, NULL);
    json_doc_text(o, "role", SV("deals"));
    json_doc_text(o, "name", r->input_file);
    json_doc_count(o, "bytes", r->quality->bytes);
    json_doc_text(o, "sha256", sv_from(r->input_sha256));
    if (!r->history_file.len)
        return;
    o = json_doc_add_object(list, NULL);
    json_doc_text(o, "role", SV("history"));
    json_doc_text(o, "name", r->history_file);
    json_doc_count(o, "bytes", r->quality->history_bytes);
    json_doc_text(o, "sha256", sv_from(r->history_sha256));
}

static void add_settings(struct json_doc *out, const struct settings *s)
{
    struct json_doc *list = json_doc_add_list(out, "settings");
    struct buf text;
    struct sv rest;

    buf_init(&text);
    settings_describe(&text, s);
    rest = buf_sv(&text);
    while (rest.len) {
        struct sv line = sv_cut(&rest, '\n');
        if (line.len)
            json_doc_text(list, NULL, line);
    }
    buf_release(&text);
}

static void add_files(struct json_doc *out, const struct sink *sink,
                      struct arena *scratch)
{
    struct json_doc *list = json_doc_add_list(out, "files");
    struct sink_file *files =
        ARENA_ARRAY(scratch, sink->n_files, struct sink_file);

    for (size_t i = 0; i < sink->n_files; i++)
        files[i] = sink->files[i];
    if (sink->n_files)
        qsort(files, sink->n_files, sizeof *files, file_cmp);
    for (size_t i = 0; i < sink->n_files; i++) {
        struct json_doc *o = json_doc_add_object(list, NULL);
        assert(!i || !sv_eq(files[i - 1].name, files[i].name));
        json_doc_text(o, "name", files[i].name);
        json_doc_count(o, "bytes", files[i].bytes);
        json_doc_text(o, "sha256", sv_from(files[i].sha256));
    }
}

void manifest_write(struct buf *out, const struct report *r,
                    const struct sink *files, struct arena *scratch)
{
    struct json_doc *root = json_doc_object();
    struct buf text;
    char digest[SHA256_TEXT];

    json_doc_count(root, "manifest_version", MANIFEST_VERSION);
    json_doc_text(root, "version", sv_from(r->version));
    json_doc_date(root, "as_of", r->as_of);
    json_doc_text(root, "audience", r->audience);
    json_doc_count(root, "seed", (size_t)r->seed);
    json_doc_text(root, "inputs_key", sv_from(r->inputs_key));
    add_inputs(root, r);
    add_settings(root, r->settings);
    add_files(root, files, scratch);
    buf_init(&text);
    json_doc_dump(&text, root, true);
    json_doc_release(root);
    text.len -= 2; /* "\n}" */
    sha256_hex(digest, buf_sv(&text));
    buf_add_sv(out, buf_sv(&text));
    buf_printf(out, "%s%s%s", DIGEST, digest, END);
    buf_release(&text);
}

static bool digest_holds(struct sv text)
{
    size_t tail = sizeof DIGEST - 1 + SHA256_TEXT - 1 + sizeof END - 1;
    char digest[SHA256_TEXT];
    const char *at;

    if (text.len < tail)
        return false;
    at = text.ptr + text.len - tail;
    sha256_hex(digest, (struct sv){text.ptr, text.len - tail});
    return !memcmp(at, DIGEST, sizeof DIGEST - 1) &&
           !memcmp(at + sizeof DIGEST - 1, digest, SHA256_TEXT - 1) &&
           !memcmp(at + sizeof DIGEST - 1 + SHA256_TEXT - 1, END,
                   sizeof END - 1);
}

/* A name that stays inside the pack. */
static bool is_inside(struct sv name)
{
    struct sv rest = name;

    if (!name.len || name.ptr[name.len - 1] == '/' ||
        memchr(name.ptr, 0, name.len))
        return false;
    while (rest.len) {
        struct sv part = sv_cut(&rest, '/');
        if (!part.len || sv_eq(part, SV(".")) || sv_eq(part, SV("..")))
            return false;
    }
    return true;
}

static bool copy_text(char *out, size_t size, const struct json_doc *value)
{
    struct sv text = json_doc_get_text(value);

    if (text.len >= size)
        return false;
    if (text.len)
        memcpy(out, text.ptr, text.len);
    out[text.len] = 0;
    return text.len > 0;
}

static bool read_files(struct manifest *out, const struct json_doc *list,
                       const char *path, struct arena *a, struct err *err)
{
    out->n_files = json_doc_items(list);
    out->files = ARENA_ARRAY(a, out->n_files, struct sink_file);
    for (size_t i = 0; i < out->n_files; i++) {
        const struct json_doc *o = json_doc_item(list, i);
        struct sink_file *f = &out->files[i];
        double bytes = json_doc_get_number(json_doc_find(o, "bytes"));

        f->name = sv_copy(a, json_doc_get_text(json_doc_find(o, "name")));
        if (!is_inside(f->name) || !(bytes >= 0 && bytes < 1e15) ||
            !copy_text(f->sha256, sizeof f->sha256, json_doc_find(o, "sha256")))
            return err_set(err, EXIT_INPUT,
                           "%s: file %zu has no proper name, size or hash",
                           path, i + 1);
        f->bytes = (size_t)bytes;
        if (i && sv_cmp(out->files[i - 1].name, f->name) >= 0)
            return err_set(err, EXIT_INPUT,
                           "%s: files are not in order at %.*s", path,
                           SV_ARG(f->name));
    }
    return true;
}

/* For whom the pack is. The settings of a pack that is not the CRO's name its
 * own audience alone; a manifest without the word is older, and the CRO's. */
static bool read_audience(struct manifest *out, const struct json_doc *root,
                          const char *path, struct arena *a, struct err *err)
{
    static const char KEY[] = "report.audience = ";
    struct sv word = json_doc_get_text(json_doc_find(root, "audience"));
    const struct json_doc *settings = json_doc_find(root, "settings");
    struct audience audience;

    out->audience = (struct sv){0};
    if (!word.len || sv_eq(word, SV("cro")))
        return true;
    for (size_t i = 0; i < json_doc_items(settings); i++) {
        struct sv line = json_doc_get_text(json_doc_item(settings, i));
        if (!sv_starts(line, sv_from(KEY)))
            continue;
        line = sv_skip(line, sizeof KEY - 1);
        if (!audience_parse(&audience, line) ||
            !sv_eq(word, sv_from(audience_name(&audience))))
            break;
        out->audience = sv_copy(a, audience_folder(&audience, a));
        return true;
    }
    return err_set(err, EXIT_INPUT, "%s: does not say for whom the pack is",
                   path);
}

bool manifest_read(struct manifest *out, struct sv text, const char *path,
                   struct arena *a, struct err *err)
{
    char why[160] = "";
    struct json_doc *root = json_doc_parse(text, why, sizeof why);
    bool ok = false;

    *out = (struct manifest){0};
    if (!root) {
        err_set(err, EXIT_INPUT, "%s: is no JSON: %s", path, why);
        goto done;
    }
    if (json_doc_get_number(json_doc_find(root, "manifest_version")) !=
        MANIFEST_VERSION) {
        err_set(err, EXIT_INPUT,
                "%s: is no manifest of this version of dealsense", path);
        goto done;
    }
    if (!digest_holds(text)) {
        err_set(err, EXIT_INPUT,
                "%s: its digest does not match: it was changed", path);
        goto done;
    }
    copy_text(out->inputs_key, sizeof out->inputs_key,
              json_doc_find(root, "inputs_key"));
    if (!copy_text(out->as_of, sizeof out->as_of,
                   json_doc_find(root, "as_of"))) {
        err_set(err, EXIT_INPUT, "%s: has no as-of date", path);
        goto done;
    }
    ok = read_audience(out, root, path, a, err) &&
         read_files(out, json_doc_find(root, "files"), path, a, err);
done:
    json_doc_release(root);
    return ok;
}

static void add_part(struct buf *b, const char *key, const char *value)
{
    buf_printf(b, "%s=%s\n", key, value ? value : "");
}

void pack_key(char out[SHA256_TEXT], const struct pack_identity *id)
{
    struct buf b;
    char as_of[DATE_TEXT];

    buf_init(&b);
    add_part(&b, "version", id->version);
    add_part(&b, "input", id->input_sha256);
    add_part(&b, "history", id->history_sha256);
    add_part(&b, "model", id->model_sha256);
    add_part(&b, "store", id->store_digest);
    add_part(&b, "templates", id->templates_key);
    add_part(&b, "as_of", date_iso(as_of, id->as_of));
    if (id->targets_sha256 && id->targets_sha256[0])
        add_part(&b, "targets", id->targets_sha256);
    if (id->logo_sha256 && id->logo_sha256[0])
        add_part(&b, "logo", id->logo_sha256);
    if (id->audience && id->audience[0])
        add_part(&b, "audience", id->audience);
    buf_printf(&b, "seed=%llu\n", (unsigned long long)id->seed);
    settings_describe(&b, id->settings);
    sha256_hex(out, buf_sv(&b));
    buf_release(&b);
}
