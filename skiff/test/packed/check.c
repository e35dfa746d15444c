/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tests what a packed program finds. It is an ordinary static Linux program, built with the cross compiler's C library. Its
 * last line is `N passed, N failed`.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PAGE	4096u
#define THREADS 4
#define ROUNDS	200

static int passed, failed;

static void check(int holds, const char *what)
{
	if (holds)
		passed++;
	else
		failed++;
	if (!holds)
		printf("FAIL %s (errno %d)\n", what, errno);
}

static char *map(size_t size, int protection)
{
	void *at = mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

static void check_anonymous(void)
{
	char *p = map(4 * PAGE, PROT_READ | PROT_WRITE), *q;

	check(p && p[0] == 0 && p[4 * PAGE - 1] == 0, "memory is zero");
	memset(p, 1, 4 * PAGE);
	check(munmap(p + PAGE, PAGE) == 0 && p[0] == 1 && p[2 * PAGE] == 1,
	      "a hole leaves what is around it");
	q = mmap(p + PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
		 -1, 0);
	check(q == p + PAGE && q[0] == 0, "a fixed address is granted, and is zero again");
	check(madvise(p, PAGE, MADV_DONTNEED) == 0 && p[0] == 0, "MADV_DONTNEED: zero again");
	p[3 * PAGE] = 7;
	q = mremap(p + 3 * PAGE, PAGE, 8 * PAGE, MREMAP_MAYMOVE);
	check(q != MAP_FAILED && q[0] == 7 && q[7 * PAGE] == 0, "mremap takes the content along");
	check(munmap(p, 3 * PAGE) == 0 && munmap(q, 8 * PAGE) == 0, "munmap");
}

/* Reserves more memory than the machine has, and uses little of it. */
static void check_reserved(void)
{
	size_t size = (size_t)1 << 30;
	char *p = map(size, PROT_NONE);

	check(p && mprotect(p + size / 2, PAGE, PROT_READ | PROT_WRITE) == 0, "1 GiB reserved");
	p[size / 2] = 5;
	check(mprotect(p + size / 2, PAGE, PROT_NONE) == 0 &&
		  mprotect(p + size / 2, PAGE, PROT_READ) == 0 && p[size / 2] == 5,
	      "PROT_NONE keeps what is there");
	check(munmap(p, size) == 0, "munmap of it");
}

static void check_code(void)
{
	/* mov w0, #42; ret */
	static const uint32_t code[] = {0x52800540, 0xd65f03c0};
	char *p = map(PAGE, PROT_READ | PROT_WRITE);

	memcpy(p, code, sizeof(code));
	check(mprotect(p, PAGE, PROT_READ | PROT_EXEC) == 0 && ((int (*)(void))p)() == 42,
	      "written, then executed");
	check(mprotect(p, PAGE, PROT_WRITE | PROT_EXEC) < 0 && errno == EACCES,
	      "never both at once");
}

static void check_file(void)
{
	int fd = open("/proc/self/exe", O_RDONLY);
	char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0), byte = 0;

	check(fd >= 0 && p != MAP_FAILED && memcmp(p, "\177ELF", 4) == 0,
	      "the program's own file, mapped");
	p[0] = 1;
	check(pread(fd, &byte, 1, 0) == 1 && byte == 0x7f,
	      "a private mapping leaves the file alone");
	close(fd);
	fd = open("/tmp/file", O_RDWR | O_CREAT, 0600);
	check(write(fd, "abc", 3) == 3, "a file is written");
	p = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
	check(p != MAP_FAILED && memcmp(p, "abc", 4) == 0, "… and mapped, zero behind its end");
	close(fd);
}

static volatile int handled;

static void handler(int number)
{
	handled = number + (int)getpid();
}

static void check_signal(void)
{
	struct sigaction action = {.sa_handler = handler};

	check(sigaction(SIGUSR1, &action, NULL) == 0 && raise(SIGUSR1) == 0 &&
		  handled == SIGUSR1 + 1,
	      "a handler runs, and calls");
}

static char *volatile frame;

static void take_frame(int number, siginfo_t *info, void *context)
{
	(void)context;
	frame = __builtin_frame_address(0);
	handled = number + info->si_value.sival_int;
}

/* The handlers' stack is memory that nothing has touched. */
static void check_signal_stack(void)
{
	struct sigaction action = {.sa_sigaction = take_frame, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	stack_t stack = {.ss_sp = map(16 * PAGE, PROT_READ | PROT_WRITE), .ss_size = 16 * PAGE};

	check(sigaltstack(&stack, NULL) == 0 && sigaction(SIGRTMIN, &action, NULL) == 0,
	      "a stack for handlers");
	check(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 1000}) == 0 &&
		  handled == SIGRTMIN + 1000 && frame > (char *)stack.ss_sp &&
		  frame < (char *)stack.ss_sp + stack.ss_size,
	      "a queued signal's handler runs on it");
}

static void check_timer(void)
{
	struct sigevent event = {
	    .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = 7};
	const struct itimerspec soon = {.it_value.tv_nsec = 1000000};
	sigset_t set;
	siginfo_t info;
	timer_t timer;

	check(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 &&
		  timer_settime(timer, 0, &soon, NULL) == 0 && sleep(100) > 90 &&
		  handled == SIGRTMIN + 7,
	      "a timer's signal ends a sleep");
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	alarm(1);
	check(sigwaitinfo(&set, &info) == SIGALRM && timer_delete(timer) == 0,
	      "an alarm is waited for");
}

/* A system call changes no register but x0. */
static void check_registers(void)
{
	uint64_t general, vector;

	__asm__ volatile(
	    "mov x8, %2\n\tmov x1, #11\n\tmov x7, #17\n\tmov x9, #19\n\tmov x15, #25\n\t"
	    "mov x18, #28\n\tfmov d0, #3.0\n\tfmov d31, #5.0\n\tsvc #0\n\t"
	    "add x1, x1, x7\n\tadd x9, x9, x15\n\tadd x1, x1, x9\n\tadd %0, x1, x18\n\t"
	    "fadd d0, d0, d31\n\tfcvtzu %1, d0"
	    : "=r"(general), "=r"(vector)
	    : "i"(SYS_getpid)
	    : "x0", "x1", "x7", "x8", "x9", "x15", "x18", "d0", "d31", "memory");
	check(general == 11 + 17 + 19 + 25 + 28 && vector == 8,
	      "a call leaves the registers alone");
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static __thread int own;
static int sum;

/* The other threads have other values in the same vector register. */
static void *worker(void *argument)
{
	double mine = (double)(intptr_t)argument;
	intptr_t wrong = 0;

	own = (int)(intptr_t)argument;
	for (int i = 0; i < ROUNDS; i++) {
		double seen;

		__asm__ volatile(
		    "fmov d8, %d1\n\tfmov d16, %d1\n\tmov x8, %2\n\tsvc #0\n\tfadd %d0, d8, d16"
		    : "=w"(seen)
		    : "w"(mine), "i"(SYS_sched_yield)
		    : "x0", "x8", "d8", "d16", "memory");
		wrong += seen != 2 * mine || own != (int)(intptr_t)argument;
		pthread_mutex_lock(&lock);
		sum++;
		pthread_mutex_unlock(&lock);
	}
	return (void *)wrong;
}

static void check_threads(void)
{
	pthread_t threads[THREADS];
	void *wrong = NULL;
	int all = 0;

	for (int round = 0; round < 3; round++) {
		for (intptr_t i = 0; i < THREADS; i++)
			all += pthread_create(&threads[i], NULL, worker, (void *)(i + 1));
		for (int i = 0; i < THREADS; i++) {
			all += pthread_join(threads[i], &wrong);
			all += wrong != NULL;
		}
	}
	check(all == 0 && sum == 3 * THREADS * ROUNDS,
	      "threads keep their registers and variables");
}

/* DHCP's answer may take a moment. */
static void check_name_server(void)
{
	char line[32] = "";

	for (int tenths = 0; tenths < 300 && !line[0]; tenths++) {
		int fd = open("/etc/resolv.conf", O_RDONLY);

		if (read(fd, line, sizeof(line) - 1) <= 0)
			usleep(100000);
		close(fd);
	}
	check(strcmp(line, "nameserver 10.0.2.3\n") == 0, "the name server of QEMU's user network");
}

static void check_unserved(void)
{
	for (int i = 0; i < 2; i++) {
		errno = 0;
		check(syscall(SYS_semget, 1, 1, 0) == -1 && errno == ENOSYS,
		      "what isn't served: ENOSYS");
	}
	check(fork() == -1 && errno == ENOSYS, "no other process");
}

int main(int argc, char **argv)
{
	char *block = malloc(300000);

	setvbuf(stdout, NULL, _IONBF, 0);
	check(argc == 3 && strcmp(argv[1], "packed") == 0 && strcmp(argv[2], "appended") == 0,
	      "arguments of the tool, then of the machine");
	check(getenv("COLOUR") && strcmp(getenv("COLOUR"), "blue") == 0, "the environment");
	check(getauxval(AT_PAGESZ) == PAGE && getauxval(AT_RANDOM), "the auxiliary vector");
	check(block != NULL, "malloc");
	memset(block, 1, 300000);
	free(block);
	check_anonymous();
	check_reserved();
	check_code();
	check_file();
	check_signal();
	check_signal_stack();
	check_timer();
	check_registers();
	check_threads();
	check_name_server();
	check_unserved();
	printf("%d passed, %d failed\n", passed, failed);
	return failed != 0;
}
