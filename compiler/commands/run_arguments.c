/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "run.h"
#include "run_folder.h"
#include "tools.h"

#define GDB_PORT 1234 /* gdb's habit */

static void add_words(words *list, char *text)
{
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		*LIST_ADD(list) = word;
}

/*
 * Sets the CPU model: `cpu`, or the board's. QEMU's `max` computes pointer authentication codes by QARMA5, which takes a
 * quarter of its time, so it gets the implementation defined algorithm (Arm DDI 0487, FEAT_PACIMP).
 */
static void set_cpu(words *list, const char *cpu)
{
	for (size_t i = 0; i + 1 < list->count; i++)
		if (!strcmp(list->items[i], "-cpu")) {
			if (!cpu)
				cpu = list->items[i + 1];
			list->items[i + 1] = strcmp(cpu, "max") ? cpu : "max,pauth-impdef=on";
			return;
		}
}

/* GDB_PORT, or another port of this host if that is taken. */
static unsigned free_port(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons(GDB_PORT),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t length = sizeof(address);

	/* As in QEMU: a connection that has ended doesn't block the port. */
	setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
	if (bind(file, (struct sockaddr *)&address, sizeof(address))) {
		address.sin_port = 0;
		if (bind(file, (struct sockaddr *)&address, sizeof(address)) ||
		    getsockname(file, (struct sockaddr *)&address, &length))
			address.sin_port = htons(GDB_PORT); /* QEMU will say what is wrong */
	}
	if (file >= 0)
		close(file);
	return ntohs(address.sin_port);
}

/* Quotes a name for QEMU's options: a comma is doubled. */
static char *quote(const char *from)
{
	char *name = host_allocate(strlen(from) * 2 + 1), *to = name;

	while (*from) {
		if (*from == ',')
			*to++ = ',';
		*to++ = *from++;
	}
	return name;
}

/* The slot of the first network device: in another page than the disks, so that each driver may have its own owner. */
#define NET_SLOT 23u

#define SCREEN_SLOT 15u /* likewise for the screen */

/* Virtio devices of the machine: the first disk is /virtio_mmio@a003e00, the next one a003c00, and so on down; the first
 * network device is a002e00, the screen a001e00. */
static void add_devices(words *list, const words *disks, const words *nets, bool screen)
{
	if (!disks->count && !nets->count && !screen)
		return;
	*LIST_ADD(list) = "-global";
	*LIST_ADD(list) = "virtio-mmio.force-legacy=false";
	for (size_t i = 0; i < disks->count; i++) {
		*LIST_ADD(list) = "-drive";
		*LIST_ADD(list) =
		    host_format("if=none,format=raw,id=disk%zu,file=%s", i, quote(disks->items[i]));
		*LIST_ADD(list) = "-device";
		*LIST_ADD(list) = host_format("virtio-blk-device,drive=disk%zu", i);
	}
	for (size_t i = 0; i < nets->count; i++) {
		*LIST_ADD(list) = "-netdev";
		*LIST_ADD(list) = host_format("%s,id=net%zu", nets->items[i], i);
		*LIST_ADD(list) = "-device";
		*LIST_ADD(list) = host_format(
		    "virtio-net-device,netdev=net%zu,bus=virtio-mmio-bus.%zu", i, NET_SLOT - i);
	}
	if (screen) {
		*LIST_ADD(list) = "-device";
		*LIST_ADD(list) =
		    host_format("virtio-gpu-device,bus=virtio-mmio-bus.%u", SCREEN_SLOT);
	}
}

/* The file for QEMU's -kernel: the image itself, or, where the machine starts ELF files at EL3, a boot image made of it. */
static const char *kernel(const char *image, const struct image_facts *facts)
{
	char *flat;

	if (!facts->boot_image)
		return image;
	flat = host_format("%s.img", image);
	return image_flatten(image, flat, false) ? NULL : flat;
}

bool run_is_watched(const struct run_options *o)
{
	return o->trace || ((o->json || o->screenshot) && !o->gdb);
}

static void add_monitor(words *list, const char *folder, const char *name)
{
	*LIST_ADD(list) = "-qmp";
	*LIST_ADD(list) = host_format("unix:%s/%s,server=on,wait=off", folder, name);
}

bool run_arguments(words *list, struct run_options *o, const char *folder)
{
	struct image_facts facts;
	const char *firmware = getenv("SECURE_WORLD");

	if (image_facts(o->image, &facts))
		return false;
	if (!facts.qemu[0]) {
		fprintf(stderr, "bulkhead: %s: its board is no machine of QEMU's\n", o->image);
		return false;
	}
	if (o->trace && !facts.trace_bytes) {
		fprintf(stderr,
			"bulkhead: %s has no trace rings: say `trace-entries = <1024>;' in the "
			"description\n",
			o->image);
		return false;
	}
	*LIST_ADD(list) = "qemu-system-aarch64";
	add_words(list, host_format("%s", facts.qemu));
	set_cpu(list, o->cpu);
	if (facts.secure_world) {
		if (!firmware || !*firmware)
			firmware = host_format("%s/secure/flash.bin", host_tool_directory());
		*LIST_ADD(list) = "-bios";
		*LIST_ADD(list) = firmware;
		*LIST_ADD(list) = "-device";
		*LIST_ADD(list) = host_format("loader,file=%s", o->image);
	} else {
		const char *file = kernel(o->image, &facts);

		if (!file)
			return false;
		*LIST_ADD(list) = "-kernel";
		*LIST_ADD(list) = file;
	}
	if (!o->display) {
		*LIST_ADD(list) = "-display";
		*LIST_ADD(list) = "none";
	}
	*LIST_ADD(list) = "-serial";
	*LIST_ADD(list) = o->monitor ? "mon:stdio" : "stdio";
	if (!o->monitor) {
		*LIST_ADD(list) = "-monitor";
		*LIST_ADD(list) = "none";
	}
	if (facts.secure_world) { /* the secure world's own UART */
		*LIST_ADD(list) = "-serial";
		*LIST_ADD(list) = "null";
	}
	*LIST_ADD(list) = run_is_watched(o) ? "-no-shutdown" : "-no-reboot";
	if (run_is_watched(o)) {
		*LIST_ADD(list) = "-action";
		*LIST_ADD(list) = "reboot=shutdown";
		*LIST_ADD(list) = "-S"; /* until run_watched() listens */
		add_monitor(list, folder, RUN_SOCKET_OWN);
	}
	if (!o->print)
		add_monitor(list, folder, RUN_SOCKET_OTHERS);
	if (o->gdb) {
		unsigned port = free_port();

		*LIST_ADD(list) = "-S";
		*LIST_ADD(list) = "-gdb";
		*LIST_ADD(list) = host_format("tcp:127.0.0.1:%u", port);
		fprintf(stderr,
			"gdb-multiarch -ex 'add-symbol-file %s/core/core.elf -o 0x%" PRIx64
			"' -ex 'target remote :%u'\n",
			host_tool_directory(), facts.load_address, port);
	}
	add_devices(list, &o->disks, &o->nets, o->display || o->screenshot);
	for (int i = 0; i < o->extra_count; i++)
		*LIST_ADD(list) = o->extra[i];
	*LIST_ADD(list) = NULL;
	return true;
}
