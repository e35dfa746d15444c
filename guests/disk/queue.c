/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "queue.h"

bool queue_open(struct queue *queue, const char *device, uint32_t depth)
{
	aio_context_t context = 0;

	*queue = (struct queue){.depth = depth};
	queue->device = open(device, O_RDWR | O_DIRECT | O_CLOEXEC);
	if (queue->device < 0 || ioctl(queue->device, BLKGETSIZE64, &queue->bytes) ||
	    syscall(SYS_io_setup, depth, &context)) {
		fprintf(stderr, "guest-disk: %s: %s\n", device, strerror(errno));
		return false;
	}
	queue->context = context;
	for (uint32_t i = 0; i < depth; i++) {
		void *data = NULL;

		if (posix_memalign(&data, BLOCK_BYTES, SPAN_MAX * BLOCK_BYTES))
			return false;
		memset(data, 0, SPAN_MAX * BLOCK_BYTES);
		queue->request[i].data = data;
	}
	return true;
}

struct request *queue_free(struct queue *queue)
{
	for (uint32_t i = 0; i < queue->depth; i++)
		if (!queue->request[i].busy)
			return &queue->request[i];
	return NULL;
}

bool queue_submit(struct queue *queue, struct request *const *requests, unsigned int count)
{
	struct iocb block[DEPTH_MAX], *pointer[DEPTH_MAX];

	memset(block, 0, sizeof(block));
	for (unsigned int i = 0; i < count; i++) {
		struct request *r = requests[i];

		r->busy = true;
		block[i].aio_data = (uintptr_t)r;
		block[i].aio_lio_opcode = r->write ? IOCB_CMD_PWRITE : IOCB_CMD_PREAD;
		block[i].aio_fildes = (uint32_t)queue->device;
		block[i].aio_buf = (uintptr_t)r->data;
		block[i].aio_nbytes = (uint64_t)r->blocks * BLOCK_BYTES;
		block[i].aio_offset = (int64_t)r->block * BLOCK_BYTES;
		pointer[i] = &block[i];
	}
	return syscall(SYS_io_submit, queue->context, (long)count, pointer) == (long)count;
}

unsigned int queue_wait(struct queue *queue, unsigned int least, struct request **done,
			unsigned int seconds)
{
	struct timespec limit = {.tv_sec = (time_t)seconds};
	struct io_event event[DEPTH_MAX];
	long count = syscall(SYS_io_getevents, queue->context, (long)least, (long)queue->depth,
			     event, &limit);

	for (long i = 0; i < count; i++) {
		done[i] = (struct request *)(uintptr_t)event[i].data; /* as submitted */
		done[i]->busy = false;
		done[i]->result = event[i].res;
	}
	return count > 0 ? (unsigned int)count : 0;
}
