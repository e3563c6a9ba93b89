#include "render/report/links.h"

#include "render/base/escape.h"

void link_page(struct buf *out, const struct report *r, const char *page)
{
    if (!r->base_url.len)
        return;
    buf_add_sv(out, r->base_url);
    buf_add_char(out, '/');
    buf_add_str(out, page);
}

void link_file(struct buf *out, const struct report *r, const char *file)
{
    struct sv base = r->base_url, folder = SV("/dashboard");

    if (!base.len)
        return;
    if (sv_ends(base, folder)) {
        base.len -= folder.len;
        buf_printf(out, "%.*s/%s", SV_ARG(base), file);
    } else {
        buf_printf(out, "%.*s/../%s", SV_ARG(base), file);
    }
}

void link_deal_page(struct buf *out, const struct report *r,
                    const struct report_deal *d)
{
    struct sv base = r->base_url.len ? r->base_url : SV("dashboard");

    /* Deals without a page of their own share one: a folder of
     * 50,000 files helps nobody. */
    buf_printf(out, "%.*s/%s", SV_ARG(base),
               d->has_page ? "deal/" : "deal.html#");
    escape_url(out, d->file_id);
    if (d->has_page)
        buf_add_str(out, ".html");
}

void link_deal(struct buf *out, const struct report *r,
               const struct report_deal *d)
{
    if (r->base_url.len)
        link_deal_page(out, r, d);
    else
        buf_add_sv(out, d->crm_url);
}
