/* SPDX-License-Identifier: BSD-3-Clause */
#include "channel/user_channel.h"
#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/input.h>

#define TREE	  "/proc/device-tree"
#define INPUTS	  "/dev/input"
#define NAME_SIZE 64

/* Address and size of the memory, then those of the bell, each of two cells. */
struct regions {
	uint64_t memory, size, bell, bell_size;
};

/* Read a whole file and add a NUL. @return its size, or a negative errno */
static ssize_t read_file(const char *folder, const char *node, const char *file, void *to,
			 size_t room)
{
	char path[PATH_MAX];
	ssize_t size;
	int fd;

	snprintf(path, sizeof(path), "%s/%s/%s", folder, node, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	size = read(fd, to, room - 1);
	if (size < 0)
		size = -errno;
	else
		((char *)to)[size] = 0;
	close(fd);
	return size;
}

static int find_regions(const char *name, struct regions *regions)
{
	DIR *tree = opendir(TREE);
	int error = -ENOENT;

	for (struct dirent *e; tree && error && (e = readdir(tree));) {
		char text[NAME_SIZE];
		uint64_t reg[5]; /* one more than is expected */

		if (strncmp(e->d_name, "channel@", 8) != 0 ||
		    read_file(TREE, e->d_name, "bulkhead,name", text, sizeof(text)) < 0 ||
		    strcmp(text, name) != 0 ||
		    read_file(TREE, e->d_name, "reg", reg, sizeof(reg)) != sizeof(*regions))
			continue;
		*regions = (struct regions){be64toh(reg[0]), be64toh(reg[1]), be64toh(reg[2]),
					    be64toh(reg[3])};
		error = 0;
	}
	if (tree)
		closedir(tree);
	return error;
}

/* The kernel shows the doorbell as a keyboard that has the channel's name. */
static int open_events(const char *name)
{
	DIR *inputs = opendir(INPUTS);
	int found = -ENOENT;

	for (struct dirent *e; inputs && found < 0 && (e = readdir(inputs));) {
		char text[NAME_SIZE] = "";
		int fd;

		if (strncmp(e->d_name, "event", 5) != 0)
			continue;
		fd = openat(dirfd(inputs), e->d_name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd >= 0 && ioctl(fd, EVIOCGNAME(sizeof(text) - 1), text) >= 0 &&
		    !strcmp(text, name))
			found = fd;
		else if (fd >= 0)
			close(fd);
	}
	if (inputs)
		closedir(inputs);
	return found;
}

static void *map(int memory, uint64_t address, uint64_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, (off_t)address);
}

static int map_all(struct user_channel *c, const struct regions *r)
{
	int memory = open("/dev/mem", O_RDWR | O_SYNC | O_CLOEXEC), error = 0;

	if (memory < 0)
		return -errno;
	c->size = r->size;
	c->memory = map(memory, r->memory, r->size);
	c->bell = map(memory, r->bell, r->bell_size);
	if (c->memory == MAP_FAILED || c->bell == MAP_FAILED)
		error = -errno;
	close(memory);
	return error;
}

static void ring(struct channel *channel)
{
	/* `channel` is the structure's first member. */
	user_channel_ring((struct user_channel *)channel);
}

int user_channel_open(struct user_channel *c, const char *name, int first)
{
	struct regions regions;
	int error = find_regions(name, &regions);

	*c = (struct user_channel){.memory = MAP_FAILED, .bell = MAP_FAILED, .events = -1};
	if (error)
		return error;
	c->events = open_events(name);
	error = c->events < 0 ? c->events : map_all(c, &regions);
	if (!error)
		error = channel_attach(&c->channel, c->memory, c->size, first, ring);
	if (error)
		user_channel_close(c);
	return error;
}

int user_channel_wait(struct user_channel *c, int timeout_ms)
{
	struct pollfd rings = {.fd = c->events, .events = POLLIN};
	struct input_event events[16];
	ssize_t size;
	int ready = poll(&rings, 1, timeout_ms);

	if (ready <= 0)
		return ready ? -errno : -ETIMEDOUT;
	do
		size = read(c->events, events, sizeof(events));
	while (size > 0);
	return size == 0 || errno == EAGAIN ? 0 : -errno;
}

void user_channel_ring(struct user_channel *c)
{
	/* The barrier makes the data visible before the bell rings (Arm DDI 0487, B2.3.12: DSB). */
#ifdef __aarch64__
	__asm__ volatile("dsb sy" : : : "memory");
#endif
	*c->bell = 1;
}

void user_channel_close(struct user_channel *c)
{
	if (c->memory != MAP_FAILED)
		munmap(c->memory, c->size);
	if (c->bell != MAP_FAILED)
		munmap((void *)(uintptr_t)c->bell, (size_t)sysconf(_SC_PAGESIZE));
	if (c->events >= 0)
		close(c->events);
}
