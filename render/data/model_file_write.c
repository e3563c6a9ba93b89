#include "render/data/data.h"
#include "render/base/resources.h"
#include "render/base/sink.h"

bool model_file_write(const struct report *r, const struct resources *h,
                      struct sink *out, struct err *err)
{
    struct buf b;
    bool ok;

    (void)h;
    buf_init(&b);
    model_write(&b, r->model);
    ok = sink_put(out, "model.dsm", buf_sv(&b), err);
    buf_release(&b);
    return ok;
}
