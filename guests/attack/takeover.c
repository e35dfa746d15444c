/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * guest-takeover replaces this guest's kernel by another image, as an attacker who controls the kernel can. It calls
 * kexec_load(2) without the usual tools.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <linux/reboot.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "common/options.h"

#define PAGE	  4096ull
#define ALIGNMENT 0x200000ull /* the header of an Image: Linux, Documentation/arm64/booting.rst */
#define MAGIC	  0x644d5241u /* "ARM\x64" at 56 */
#define ROOM	  0x400000ull /* above the start of RAM, where firmware may have left data */

/* The fields of an Image's header that a loader needs (booting.rst, 4). */
struct image_header {
	uint32_t code[2];
	uint64_t text_offset, image_size, flags, reserved[3];
	uint32_t magic, reserved_too;
};

/* Returns the first address of RAM, which /proc/iomem shows to root; 0: unknown. */
static uint64_t ram_start(void)
{
	FILE *file = fopen("/proc/iomem", "r");
	unsigned long long start = 0;
	char line[128];

	while (file && !start && fgets(line, sizeof(line), file))
		if (strstr(line, "System RAM"))
			sscanf(line, "%llx", &start);
	if (file)
		fclose(file);
	return start;
}

/* Loads the image and enters it. Returns a text that says what went wrong. */
static const char *takeover(const char *path)
{
	int fd = open(path, O_RDONLY);
	uint64_t start = (ram_start() + ROOM + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	const struct image_header *image;
	struct stat status;

	if (fd < 0 || fstat(fd, &status))
		return strerror(errno);
	image = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (image == MAP_FAILED)
		return strerror(errno);
	if ((size_t)status.st_size < sizeof(*image) || image->magic != MAGIC ||
	    image->image_size < (uint64_t)status.st_size)
		return "no arm64 Image";
	struct kexec_segment segment = {
	    .buf = image,
	    .bufsz = (size_t)status.st_size,
	    .mem = (void *)(start + image->text_offset),
	    .memsz = (image->image_size + PAGE - 1) & ~(PAGE - 1),
	};

	if (syscall(SYS_kexec_load, segment.mem, 1ul, &segment, (unsigned long)KEXEC_ARCH_AARCH64))
		return strerror(errno);
	sync();
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC, NULL);
	return strerror(errno);
}

int main(int argc, char **argv)
{
	static const struct option_entry none[] = {{0}};
	static const struct option_program program = {
	    .name = "guest-takeover",
	    .purpose = "  ends this kernel and enters IMAGE (default /lib/hostile.bin), which has\n"
		       "  the header of an arm64 Linux Image; 1: it could not be loaded\n",
	    .options = none,
	    .operands = "[IMAGE]"};
	int first = options_parse(&program, argc, argv);
	const char *image = first < argc ? argv[first] : "/lib/hostile.bin";

	if (first + 1 < argc)
		options_mistake(&program, "one IMAGE is expected");
	fprintf(stderr, "guest-takeover: %s: %s\n", image, takeover(image));
	return 1;
}
