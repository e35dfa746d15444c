/* SPDX-License-Identifier: BSD-3-Clause */
/* The file system on the first virtio block device. */
#include <errno.h>
#include <skiff/init.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/posix/disk.h>
#include <skiff/print.h>
#include <skiff/thread.h>
#include <skiff/virtio_blk_driver.h>
#include <skiff/wait.h>

static struct virtio_blk hardware;
static struct wait_queue waiting = WAIT_QUEUE_INIT(waiting, "disk");
static bool rung; /* changed with interrupts masked */

static void interrupt(void *argument)
{
	(void)argument;
	virtio_driver_interrupt(&hardware.device);
	rung = true;
	wait_wake(&waiting, 0);
}

/* Only the owner of the disk's mutex waits. */
static void wait(void)
{
	irq_state state = irq_save();

	if (!rung)
		wait_block(&waiting);
	rung = false;
	irq_restore(state);
}

static void disk_init(void)
{
	struct plat_device device;
	struct disk *disk;
	int error = -ENODEV;

	for (unsigned int i = 0; error && plat_device("virtio,mmio", i, &device) == 0; i++)
		error = virtio_blk_begin(&hardware, device.registers, device.bus);
	if (error)
		return;
	irq_register(device.irq, interrupt, NULL, IRQ_DEVICE);
	disk = disk_open(&hardware.block, device.bus, wait, &error);
	if (disk)
		error = vfs_mount(CONFIG_POSIX_DISK_PATH, disk_root(disk));
	if (error)
		print("disk: not mounted as %s: error %d\n", CONFIG_POSIX_DISK_PATH, -error);
}
INIT(INIT_SERVICE, disk_init);
