/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls about the process and the machine, with Linux's arguments and results. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <skiff/posix/abi.h>

#define POSIX_PROCESS 1 /* the only process; also the number of its first thread */

/** Result of uname (struct new_utsname). */
struct posix_names {
	char system[65], node[65], release[65], version[65], machine[65], domain[65];
};

/** A limit (struct rlimit64). */
struct posix_limit {
	uint64_t now, most;
};
#define POSIX_UNLIMITED	   UINT64_MAX
#define POSIX_LIMIT_STACK  3
#define POSIX_LIMIT_CORE   4
#define POSIX_LIMIT_FILES  7
#define POSIX_LIMIT_NUMBER 16 /* of kinds */

/** Result of sysinfo (struct sysinfo). */
struct posix_system {
	int64_t uptime; /* seconds */
	uint64_t loads[3];
	uint64_t ram, ram_free, ram_shared, ram_buffers, swap, swap_free;
	uint16_t processes, pad;
	uint64_t high, high_free;
	uint32_t unit; /* unit in bytes of the sizes above */
};

/** End the machine; a status other than 0 is reported on the console. */
_Noreturn void sys_exit_group(int status);
/** End the running thread; the last one ends the machine. */
_Noreturn void sys_exit(int status);
/** Linux's set_tid_address. */
int64_t sys_set_tid_address(int *clear);
/** Linux's futex. */
int64_t sys_futex(uint32_t *word, int operation, uint32_t value,
		  const struct posix_timespec *timeout, uint32_t *other, uint32_t compare);
/** Linux's gettid. */
int64_t sys_gettid(void);
/** Linux's sched_yield. */
int64_t sys_sched_yield(void);

/** Linux's getpid. */
int64_t sys_getpid(void);
/** Linux's getppid. */
int64_t sys_getppid(void);
/** Linux's getpgid. */
int64_t sys_getpgid(int process);
/** Linux's getsid. */
int64_t sys_getsid(int process);
/** Linux's setsid. */
int64_t sys_setsid(void);
/** Linux's setpgid. */
int64_t sys_setpgid(int process, int group);
/** Linux's getuid. */
int64_t sys_getuid(void);
/** Linux's geteuid. */
int64_t sys_geteuid(void);
/** Linux's getgid. */
int64_t sys_getgid(void);
/** Linux's getegid. */
int64_t sys_getegid(void);
/** Linux's getgroups. */
int64_t sys_getgroups(int count, uint32_t *groups);
/** Linux's setuid. */
int64_t sys_setuid(uint32_t id);
/** Linux's setgid. */
int64_t sys_setgid(uint32_t id);
/** Linux's setresuid. */
int64_t sys_setresuid(uint32_t real, uint32_t effective, uint32_t saved);
/** Linux's setresgid. */
int64_t sys_setresgid(uint32_t real, uint32_t effective, uint32_t saved);
/** Linux's setgroups. */
int64_t sys_setgroups(size_t count, const uint32_t *groups);
/** Linux's uname. */
int64_t sys_uname(struct posix_names *to);
/** Linux's prlimit64. */
int64_t sys_prlimit64(int process, int kind, const struct posix_limit *set,
		      struct posix_limit *get);
/** Linux's getrlimit. */
int64_t sys_getrlimit(int kind, struct posix_limit *get);
/** Linux's setrlimit. */
int64_t sys_setrlimit(int kind, const struct posix_limit *set);
/** Linux's prctl: only PR_SET_NAME is accepted. */
int64_t sys_prctl(int option, uintptr_t argument);
#define POSIX_PR_SET_NAME 15
/** Linux's sched_setaffinity: only the one processor is accepted. */
int64_t sys_sched_setaffinity(int thread, size_t size, const uint64_t *mask);
/** Linux's sched_getaffinity. */
int64_t sys_sched_getaffinity(int thread, size_t size, uint64_t *mask);
/** Linux's sysinfo. */
int64_t sys_sysinfo(struct posix_system *to);
/** Linux's getrandom. */
int64_t sys_getrandom(void *to, size_t size, unsigned int flags);
