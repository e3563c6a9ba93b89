#include "scoring/base/threads.h"

#include <omp.h>

int threads_count(int asked)
{
    return asked > 0 ? asked : omp_get_num_procs();
}
