/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "attack.h"

/* Runs in a child process, which ends with 0 if data was read, with 1 if the kernel won't map the address, and otherwise by a
 * signal. */
static int load(uint64_t address)
{
	int fd = open("/dev/mem", O_RDONLY | O_SYNC);
	off_t page = (off_t)(address & ~(uint64_t)(PAGE_SIZE - 1));
	volatile uint8_t *at =
	    fd < 0 ? MAP_FAILED : mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, fd, page);

	if (at == MAP_FAILED)
		return 1;
	(void)*(volatile uint32_t *)(at + (address & (PAGE_SIZE - 4)));
	return 0;
}

void attack_address(uint64_t address)
{
	int status = 0, pid = fork();

	if (pid == 0)
		_exit(load(address));
	if (pid < 0 || waitpid(pid, &status, 0) != pid) {
		report_note("read", "no child process: %s", strerror(errno));
		return;
	}
	if (WIFSIGNALED(status))
		report_refused("read", true, "0x%llx: signal %d (%s)", (unsigned long long)address,
			       WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == 1)
		report_note("read", "0x%llx: our own kernel maps no such address",
			    (unsigned long long)address);
	else
		report_refused("read", false, "0x%llx: there is data", (unsigned long long)address);
}
