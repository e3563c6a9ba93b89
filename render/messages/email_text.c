#include "render/messages/alerts.h"
#include "render/messages/email.h"
#include "render/words/format.h"
#include "render/report/links.h"

const char *email_attached(const struct email_files *attached)
{
    if (attached->brief && attached->workbook)
        return "Attached: the brief (PDF) and the workbook (XLSX).";
    if (attached->brief)
        return "Attached: the brief (PDF). The workbook is in the published "
               "pack.";
    if (attached->workbook)
        return "Attached: the workbook (XLSX). The brief is in the published "
               "pack.";
    return "Nothing is attached: brief and workbook are in the published "
           "pack.";
}

static void add_link(struct buf *out, const char *label, const struct report *r,
                     void (*link)(struct buf *, const struct report *,
                                  const char *),
                     const char *file)
{
    struct buf url = {0};

    link(&url, r, file);
    if (url.len)
        buf_printf(out, "%s: %s\n", label, url.ptr);
    buf_release(&url);
}

void email_text(struct buf *out, const struct report *r,
                const struct email_files *attached, struct arena *a)
{
    char text[FORMAT_TEXT];

    (void)a;
    buf_printf(out, "%.*s\n", SV_ARG(r->title));
    if (r->company.len)
        buf_printf(out, "%.*s\n", SV_ARG(r->company));
    bool news = r->news.line.len && r->lead.len;
    buf_printf(out, "\n%.*s%s\n\n", SV_ARG(news ? r->lead : r->headline),
               news ? "." : "");
    alerts_first(out, r);
    alerts_figures(out, r);
    buf_add_char(out, '\n');
    buf_add_str(out, "HOW FAR TO TRUST THIS\n");
    if (!report_is_caveat(r, r->reason)) {
        buf_add_str(out, "- ");
        alerts_mode(out, r);
    }
    if (r->cycle_verdict.len)
        buf_printf(out, "- %.*s\n", SV_ARG(r->cycle_verdict));
    if (r->blame_verdict.len)
        buf_printf(out, "- %.*s\n", SV_ARG(r->blame_verdict));
    for (size_t i = 0; i < r->notes.n; i++)
        if (alerts_note(r, &r->notes.list[i]))
            buf_printf(out, "- %.*s\n", SV_ARG(r->notes.list[i].text));
    buf_add_char(out, '\n');
    add_link(out, "Dashboard", r, link_page, "index.html");
    if (!attached->brief)
        add_link(out, "Brief", r, link_file, "brief.pdf");
    if (!attached->workbook)
        add_link(out, "Workbook", r, link_file, "risk_workbook.xlsx");
    buf_printf(out, "%s\n", email_attached(attached));
    buf_printf(out, "DealSense %s, as of %s\n", r->version,
               format_date_long(text, r->as_of));
}
