/* SPDX-License-Identifier: BSD-3-Clause */
/* getrandom */
#include <errno.h>
#include <skiff/entropy.h>
#include <skiff/posix/process.h>

#define FLAGS_KNOWN 7u /* GRND_NONBLOCK, GRND_RANDOM, GRND_INSECURE */

int64_t sys_getrandom(void *to, size_t size, unsigned int flags)
{
	if (flags & ~FLAGS_KNOWN)
		return -EINVAL;
	entropy_get(to, size);
	return (int64_t)size;
}
