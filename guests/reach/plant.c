/* SPDX-License-Identifier: BSD-3-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "reach.h"

#define MEMORY	     (16u << 20)
#define DISCARD_PORT 9
#define FRAME_MS     20
#define DISK_MS	     10000 /* for which the disk is checked: an attack may take it away later */
/* Marks lie behind the headers of Ethernet, IPv4 and UDP (42 bytes) and of virtio (12): at 8 offsets, one of which is a
 * multiple of 8 in any buffer. */
#define FRAME_BYTES 512u

static char block[REACH_BLOCK] __attribute__((aligned(REACH_BLOCK)));
static char frame[FRAME_BYTES];

static char *plant_memory(const char *owner)
{
	char *memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (memory == MAP_FAILED || mlock(memory, MEMORY) != 0)
		return NULL;
	for (unsigned int at = 0; at < MEMORY; at += REACH_BLOCK)
		reach_mark(memory + at, owner, "memory");
	return memory;
}

static bool memory_holds(const char *memory, const char *owner)
{
	char mark[REACH_MARK_BYTES];

	reach_mark(mark, owner, "memory");
	for (unsigned int at = 0; at < MEMORY; at += REACH_BLOCK)
		if (memcmp(memory + at, mark, sizeof(mark)) != 0)
			return false;
	return true;
}

/* Write or check the first block of the disk. @return whether it is as it was written */
static bool disk_holds(int disk, const char *owner)
{
	char mark[REACH_MARK_BYTES];

	reach_mark(mark, owner, "disk");
	memset(block, 0, sizeof(block));
	return pread(disk, block, sizeof(block), 0) == (ssize_t)sizeof(block) &&
	       memcmp(block, mark, sizeof(mark)) == 0;
}

static bool plant_disk(int disk, const char *owner)
{
	reach_mark(block, owner, "disk");
	return pwrite(disk, block, sizeof(block), 0) == (ssize_t)sizeof(block) &&
	       disk_holds(disk, owner);
}

static int open_network(const char *host)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(DISCARD_PORT)};
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	if (s < 0 || inet_pton(AF_INET, host, &to.sin_addr) != 1 ||
	    connect(s, (struct sockaddr *)&to, sizeof(to)) != 0)
		return -1;
	return s;
}

/* A mark of 32 bytes begins at each of eight alignments. */
static void make_frame(const char *owner)
{
	for (unsigned int i = 0; i < 8; i++)
		reach_mark(frame + i * (REACH_MARK_BYTES + 9), owner, "frames");
}

bool reach_plant(const char *owner, const char *disk_name, const char *host, unsigned int seconds)
{
	const struct timespec pause = {.tv_nsec = FRAME_MS * 1000000};
	char *memory = plant_memory(owner);
	int disk = open(disk_name, O_RDWR | O_DIRECT | O_SYNC), network = open_network(host);
	bool good = true;

	if (!memory || disk < 0 || network < 0 || !plant_disk(disk, owner)) {
		printf("reach: %s's assets can't be planted: %s\n", owner, strerror(errno));
		return false;
	}
	make_frame(owner);
	printf("reach: %s's assets are planted: memory, disk, frames\n", owner);
	fflush(stdout);
	for (unsigned int i = 0, count = seconds * 1000 / FRAME_MS; good && i < count; i++) {
		/* Nobody needs to listen: the other side's errors come back here and are ignored. */
		(void)!send(network, frame, sizeof(frame), 0);
		good = i > DISK_MS / FRAME_MS || disk_holds(disk, owner);
		nanosleep(&pause, NULL);
	}
	good = good && memory_holds(memory, owner);
	printf("reach: %s's memory and disk %s\n", owner, good ? "are as planted" : "were CHANGED");
	return good;
}
