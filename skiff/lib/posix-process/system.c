/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's properties and limits. */
#include <errno.h>
#include <string.h>
#include <skiff/alloc.h>
#include <skiff/arch.h>
#include <skiff/config.h>
#include <skiff/plat.h>
#include <skiff/posix/process.h>

int64_t sys_uname(struct posix_names *to)
{
	/* Programs compare the release with Linux's versions: this library has the calls of this release. */
	static const struct posix_names names = {
	    .system = "Linux",
	    .node = CONFIG_POSIX_HOSTNAME,
	    .release = "5.10.0-skiff",
	    .version = "Skiff",
	    .machine = "aarch64",
	    .domain = "(none)",
	};

	memcpy(to, &names, sizeof(names));
	return 0;
}

static uint64_t limit_of(int kind)
{
	switch (kind) {
	case POSIX_LIMIT_STACK:
		return machine.stack_high - machine.stack_low;
	case POSIX_LIMIT_CORE:
		return 0;
	case POSIX_LIMIT_FILES:
		return CONFIG_POSIX_DESCRIPTORS;
	default:
		return POSIX_UNLIMITED;
	}
}

/* The limits are fixed when the image is built. A request for the same or a lower limit succeeds, though it isn't enforced. */
int64_t sys_prlimit64(int process, int kind, const struct posix_limit *set, struct posix_limit *get)
{
	if (process != 0 && process != POSIX_PROCESS)
		return -ESRCH;
	if (kind < 0 || kind >= POSIX_LIMIT_NUMBER || (set && set->now > set->most))
		return -EINVAL;
	if (set && set->most > limit_of(kind) && set->now > limit_of(kind))
		return -EPERM;
	if (get)
		*get = (struct posix_limit){limit_of(kind), limit_of(kind)};
	return 0;
}

int64_t sys_getrlimit(int kind, struct posix_limit *get)
{
	return sys_prlimit64(0, kind, NULL, get);
}

int64_t sys_setrlimit(int kind, const struct posix_limit *set)
{
	return sys_prlimit64(0, kind, set, NULL);
}

int64_t sys_sysinfo(struct posix_system *to)
{
	memset(to, 0, sizeof(*to));
	to->uptime = (int64_t)(counter_read() / machine.counter_hz);
	to->ram = machine.heap_end - machine.heap_start;
	to->ram_free = heap_free();
	to->processes = 1;
	to->unit = 1;
	return 0;
}

/* A thread's name is accepted but never shown; nothing else can be set. */
int64_t sys_prctl(int option, uintptr_t argument)
{
	(void)argument;
	return option == POSIX_PR_SET_NAME ? 0 : -EINVAL;
}

int64_t sys_sched_setaffinity(int thread, size_t size, const uint64_t *mask)
{
	(void)thread;
	return size >= sizeof(*mask) && *mask & 1 ? 0 : -EINVAL;
}

/* One processor. */
int64_t sys_sched_getaffinity(int thread, size_t size, uint64_t *mask)
{
	(void)thread;
	if (size < sizeof(*mask) || size % sizeof(*mask) != 0)
		return -EINVAL;
	*mask = 1;
	return sizeof(*mask);
}
