/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <skiff/virtio_blk_driver.h>

#define REQUESTS CONFIG_VIRTIO_BLK_REQUESTS
#define SEGMENTS CONFIG_VIRTIO_BLK_SEGMENTS
#define FIELD(f) offsetof(struct virtio_blk_config, f)
/* Initial status: a value that the device never writes. */
#define STATUS_NONE 0xff
/* Reads of the queue before the driver gives up on the device's first request. */
#define SERIAL_POLLS 100000000u
/* A table of descriptors isn't longer than the queue (virtio 1.2, 2.7.5.3.1). */
#define SEGMENTS_MAX (SEGMENTS + 2 < REQUESTS ? SEGMENTS : REQUESTS - 2)

#define WANTED                                                                              \
	(VIRTIO_FEATURE(VIRTIO_BLK_F_SEG_MAX) | VIRTIO_FEATURE(VIRTIO_BLK_F_RO) |           \
	 VIRTIO_FEATURE(VIRTIO_BLK_F_BLK_SIZE) | VIRTIO_FEATURE(VIRTIO_BLK_F_FLUSH) |       \
	 VIRTIO_FEATURE(VIRTIO_BLK_F_DISCARD) | VIRTIO_FEATURE(VIRTIO_BLK_F_WRITE_ZEROES) | \
	 VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC) | VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) |      \
	 VIRTIO_FEATURE(VIRTIO_F_IN_ORDER))

static struct virtio_blk *of(struct block *block)
{
	return (struct virtio_blk *)((char *)block - offsetof(struct virtio_blk, block));
}

static bool has(const struct virtio_blk *v, unsigned int feature)
{
	return v->device.features >> feature & 1;
}

static struct virtqueue_part part(const struct virtio_blk *v, const void *object, uint32_t length)
{
	return (struct virtqueue_part){(uintptr_t)object + v->queue.bus, length};
}

/* Make the header of a request. @return -ENOTSUP: an unsupported operation */
static int describe(struct virtio_blk_slot *slot, const struct block_request *r)
{
	static const uint32_t type[] = {
	    [BLOCK_READ] = VIRTIO_BLK_T_IN,
	    [BLOCK_WRITE] = VIRTIO_BLK_T_OUT,
	    [BLOCK_FLUSH] = VIRTIO_BLK_T_FLUSH,
	    [BLOCK_DISCARD] = VIRTIO_BLK_T_DISCARD,
	    [BLOCK_WRITE_ZEROES] = VIRTIO_BLK_T_WRITE_ZEROES,
	};
	bool data = r->operation == BLOCK_READ || r->operation == BLOCK_WRITE;

	if (r->operation >= sizeof(type) / sizeof(type[0]))
		return -ENOTSUP;
	slot->header = (struct virtio_blk_request){type[r->operation], 0, data ? r->sector : 0};
	slot->extent = (struct virtio_blk_segment){r->sector, r->sectors, 0};
	slot->status = STATUS_NONE;
	return 0;
}

static int submit(struct block *block, struct block_request *r)
{
	struct virtqueue_part parts[SEGMENTS + 2];
	struct virtio_blk *v = of(block);
	unsigned int n = 0;
	uint16_t index;

	if (v->free_count == 0)
		return -EAGAIN;
	index = v->free[v->free_count - 1];

	struct virtio_blk_slot *slot = &v->slot[index];

	if (describe(slot, r) || (r->operation == BLOCK_FLUSH && !block->flush))
		return -EINVAL;
	parts[n++] = part(v, &slot->header, sizeof(slot->header));
	if (r->operation == BLOCK_DISCARD || r->operation == BLOCK_WRITE_ZEROES)
		parts[n++] = part(v, &slot->extent, sizeof(slot->extent));
	else if (r->operation != BLOCK_FLUSH)
		for (unsigned int i = 0; i < r->count; i++)
			parts[n++] =
			    (struct virtqueue_part){r->segments[i].address, r->segments[i].length};
	parts[n++] = part(v, &slot->status, 1);

	unsigned int readable = r->operation == BLOCK_READ ? 1 : n - 1;
	int error = virtqueue_driver_add_indirect(&v->queue, slot->table, parts, readable,
						  n - readable, slot);

	if (error)
		return -EAGAIN;
	v->free_count--;
	v->request[index] = r;
	return 0;
}

static void kick(struct block *block)
{
	struct virtio_blk *v = of(block);

	if (virtqueue_driver_kick(&v->queue))
		virtio_driver_notify(&v->device, VIRTIO_BLK_QUEUE_REQUEST);
}

static struct block_request *poll(struct block *block)
{
	struct virtio_blk *v = of(block);
	struct block_request *r;
	int64_t written;
	struct virtio_blk_slot *slot = virtqueue_driver_take(&v->queue, &written);

	if (!slot)
		return NULL;

	uint16_t index = (uint16_t)(slot - v->slot);
	uint8_t status = *(volatile uint8_t *)&slot->status;

	r = v->request[index];
	v->request[index] = NULL;
	v->free[v->free_count++] = index;
	r->status = status == VIRTIO_BLK_S_OK ? 0 : status == VIRTIO_BLK_S_UNSUPP ? -ENOTSUP : -EIO;
	return r;
}

static bool listen(struct block *block)
{
	return virtqueue_driver_listen(&of(block)->queue);
}

static const struct block_driver driver = {submit, kick, poll, listen};

static int words(struct virtio_blk *v, unsigned int offset, uint32_t *to, unsigned int count)
{
	return virtio_driver_config(&v->device, offset, to, 4, count);
}

/* Read the device's configuration. Fields without their feature have no meaning. */
static int configure(struct virtio_blk *v)
{
	uint32_t capacity[2], segments = SEGMENTS_MAX, size = BLOCK_SECTOR, discard = 0, zeroes = 0;
	int error = words(v, FIELD(capacity), capacity, 2);

	if (!error && has(v, VIRTIO_BLK_F_SEG_MAX))
		error = words(v, FIELD(seg_max), &segments, 1);
	if (!error && has(v, VIRTIO_BLK_F_BLK_SIZE))
		error = words(v, FIELD(blk_size), &size, 1);
	if (!error && has(v, VIRTIO_BLK_F_DISCARD))
		error = words(v, FIELD(max_discard_sectors), &discard, 1);
	if (!error && has(v, VIRTIO_BLK_F_WRITE_ZEROES))
		error = words(v, FIELD(max_write_zeroes_sectors), &zeroes, 1);
	if (error)
		return error;
	if (size < BLOCK_SECTOR || size % BLOCK_SECTOR)
		return -ENOTSUP;
	v->block = (struct block){
	    .driver = &driver,
	    .sectors = capacity[0] | (uint64_t)capacity[1] << 32,
	    .block_size = size,
	    .segments_max = segments < SEGMENTS_MAX ? segments : SEGMENTS_MAX,
	    .discard_max = discard,
	    .zeroes_max = zeroes,
	    .read_only = has(v, VIRTIO_BLK_F_RO),
	    .flush = has(v, VIRTIO_BLK_F_FLUSH),
	};
	return 0;
}

/* Read the serial number, by the first request. */
static int read_serial(struct virtio_blk *v)
{
	struct virtio_blk_slot *slot = &v->slot[0];
	char *id = (char *)&slot->table[3];
	struct virtqueue_part parts[3] = {part(v, &slot->header, sizeof(slot->header)),
					  part(v, id, VIRTIO_BLK_ID_BYTES),
					  part(v, &slot->status, 1)};
	int64_t written = 0;

	slot->header = (struct virtio_blk_request){.type = VIRTIO_BLK_T_GET_ID};
	slot->status = STATUS_NONE;
	virtqueue_driver_add(&v->queue, parts, 1, 2, slot);
	kick(&v->block);
	for (unsigned int i = 0; !virtqueue_driver_take(&v->queue, &written); i++)
		if (written < 0 || i == SERIAL_POLLS)
			return -EIO;
	if (slot->status == VIRTIO_BLK_S_OK)
		memcpy(v->block.serial, id, VIRTIO_BLK_ID_BYTES);
	return 0;
}

int virtio_blk_begin(struct virtio_blk *v, uintptr_t registers, uint64_t bus)
{
	int error = virtio_driver_begin(&v->device, registers, VIRTIO_ID_BLOCK, WANTED);

	if (error)
		return error;
	virtqueue_driver_init(&v->queue, v->ring, v->descriptor, REQUESTS, bus, v->device.features);
	error = configure(v);
	if (!error && (!has(v, VIRTIO_F_INDIRECT_DESC) ||
		       virtio_driver_queue(&v->device, VIRTIO_BLK_QUEUE_REQUEST, &v->queue)))
		error = -ENOTSUP;
	if (error) {
		virtio_driver_fail(&v->device);
		return error;
	}
	for (uint16_t i = 0; i < REQUESTS; i++)
		v->free[i] = i;
	v->free_count = REQUESTS;
	virtio_driver_ready(&v->device);
	return read_serial(v);
}
