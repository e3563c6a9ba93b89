#include "render/messages/email.h"

#include <stdio.h>

#include "render/base/escape.h"
#include "render/base/mime.h"

/* Files of the pack that travel in the message, in the order of the parts. */
static const struct part {
    const char *name, *type;
    bool image;         /* shown in the text, by cid; else an attachment */
    const char *attach; /* what [email] attach calls it */
} PARTS[] = {
    {"cycle_length.png", "image/png", true, NULL},
    {"feature_importance.png", "image/png", true, NULL},
    {"messages/cycle_length_dark.png", "image/png", true, NULL},
    {"messages/feature_importance_dark.png", "image/png", true, NULL},
    {"brief.pdf", "application/pdf", false, "brief"},
    {"risk_workbook.xlsx",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false,
     "workbook"},
};
enum { PARTS_N = sizeof PARTS / sizeof PARTS[0], BRIEF = 4, WORKBOOK = 5 };

struct files {
    struct file file[PARTS_N];
    bool there[PARTS_N];
};

static bool is_in_pack(const struct sink *pack, const char *name)
{
    for (size_t i = 0; i < pack->n_files; i++)
        if (sv_eq(pack->files[i].name, sv_from(name)))
            return true;
    return false;
}

static bool read_files(struct files *f, const struct sink *pack,
                       const struct settings *s, struct arena *a,
                       struct err *err)
{
    for (size_t i = 0; i < PARTS_N; i++) {
        if (!is_in_pack(pack, PARTS[i].name) ||
            (PARTS[i].attach && !settings_attach(s, sv_from(PARTS[i].attach))))
            continue;
        const char *path = sv_printf(a, "%s/%s", pack->dir, PARTS[i].name).ptr;
        if (!file_open(&f->file[i], path, err)) {
            err->code = EXIT_SYSTEM; /* our own output, not the user's input */
            return false;
        }
        f->there[i] = true;
    }
    return true;
}

static size_t encoded_size(const struct files *f, size_t logo)
{
    size_t sum = logo ? mime_base64_len(logo) + 400 : 0;

    for (size_t i = 0; i < PARTS_N; i++)
        if (f->there[i])
            sum += mime_base64_len(f->file[i].bytes.len) + 400;
    return sum;
}

/* The largest goes first where not all fits; the images go last. */
static void fit(struct files *f, size_t logo)
{
    /* What texts take at most, encoded: html 3 × 80 KB, text less. */
    enum { TEXTS = 400000 };
    static const size_t ORDER[] = {WORKBOOK, BRIEF, 2, 3, 0, 1};

    for (size_t k = 0; k < sizeof ORDER / sizeof ORDER[0]; k++)
        if (encoded_size(f, logo) + TEXTS > EMAIL_BYTES)
            f->there[ORDER[k]] = false;
}

/* "--=_mixed_cccc…": a text part never holds "=_", for quoted-printable
 * writes "=" as "=3D", and base64 has no "_". */
static void boundary(struct buf *out, const struct report *r, const char *name,
                     const char *end)
{
    buf_printf(out, "--=_%s_%.16s%s\r\n", name, r->inputs_key, end);
}

static void multipart(struct buf *out, const struct report *r, const char *name,
                      const char *more)
{
    buf_printf(out,
               "Content-Type: multipart/%s; boundary=\"=_%s_%.16s\"%s\r\n\r\n",
               name, name, r->inputs_key, more);
}

static void text_part(struct buf *out, const char *subtype, struct sv text)
{
    buf_printf(out,
               "Content-Type: text/%s; charset=utf-8\r\n"
               "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
               subtype);
    mime_quoted(out, text);
}

static void file_part(struct buf *out, const struct part *p, struct sv bytes,
                      const char *as_of)
{
    const char *slash = strrchr(p->name, '/'), *dot = strrchr(p->name, '.');
    const char *name = slash ? slash + 1 : p->name;
    int stem = (int)(dot - name);

    buf_printf(out, "Content-Type: %s; name=\"%.*s-%s%s\"\r\n", p->type, stem,
               name, as_of, dot);
    buf_printf(out, "Content-Disposition: %s; filename=\"%.*s-%s%s\"\r\n",
               p->image ? "inline" : "attachment", stem, name, as_of, dot);
    if (p->image)
        buf_printf(out, "Content-ID: <%.*s@dealsense>\r\n", stem, name);
    buf_add_str(out, "Content-Transfer-Encoding: base64\r\n\r\n");
    mime_base64(out, bytes);
}

static void header(struct buf *out, const struct report *r)
{
    char date[MIME_DATE], iso[DATE_TEXT];

    buf_add_str(out, "From: DealSense <dealsense@example.invalid>\r\n"
                     "To: Revenue team <revenue-team@example.invalid>\r\n"
                     "Subject: ");
    escape_header(out, r->subject);
    buf_printf(out, "\r\nDate: %s\r\n", mime_date(date, r->as_of));
    buf_printf(out, "Message-ID: <%s.%.32s@dealsense.invalid>\r\n",
               date_iso(iso, r->as_of), r->inputs_key);
    buf_add_str(out, "MIME-Version: 1.0\r\n"
                     "Auto-Submitted: auto-generated\r\n");
}

static void write_message(struct email *e, const struct report *r,
                          const struct files *f)
{
    struct buf *out = &e->message;
    char iso[DATE_TEXT];

    date_iso(iso, r->as_of);
    header(out, r);
    multipart(out, r, "mixed", "");
    boundary(out, r, "mixed", "");
    multipart(out, r, "related", "; type=\"multipart/alternative\"");
    boundary(out, r, "related", "");
    multipart(out, r, "alternative", "");
    boundary(out, r, "alternative", "");
    text_part(out, "plain", buf_sv(&e->text));
    boundary(out, r, "alternative", "");
    text_part(out, "html", buf_sv(&e->html));
    boundary(out, r, "alternative", "--");
    if (r->brand->logo.len) {
        static const struct part logo = {"logo.png", "image/png", true, NULL};
        boundary(out, r, "related", "");
        file_part(out, &logo, r->brand->logo, iso);
    }
    for (size_t i = 0; i < PARTS_N; i++)
        if (f->there[i] && PARTS[i].image) {
            boundary(out, r, "related", "");
            file_part(out, &PARTS[i], f->file[i].bytes, iso);
        }
    boundary(out, r, "related", "--");
    for (size_t i = 0; i < PARTS_N; i++)
        if (f->there[i] && !PARTS[i].image) {
            boundary(out, r, "mixed", "");
            file_part(out, &PARTS[i], f->file[i].bytes, iso);
        }
    boundary(out, r, "mixed", "--");
}

bool email_build(struct email *out, const struct report *r,
                 const struct resources *h, const struct sink *pack,
                 struct arena *a, struct err *err)
{
    struct files f = {0};
    bool ok;

    ok = read_files(&f, pack, r->settings, a, err);
    if (!ok)
        goto done;
    fit(&f, r->brand->logo.len);
    out->attached = (struct email_files){f.there[BRIEF], f.there[WORKBOOK]};
    email_text(&out->text, r, &out->attached, a);
    ok = email_html(&out->html, r, h, &out->attached, a, err);
    if (ok)
        write_message(out, r, &f);
done:
    for (size_t i = 0; i < PARTS_N; i++)
        file_close(&f.file[i]);
    return ok;
}

void email_release(struct email *e)
{
    if (!e)
        return;
    buf_release(&e->html);
    buf_release(&e->text);
    buf_release(&e->message);
    e->attached = (struct email_files){0};
}
