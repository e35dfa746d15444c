/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <skiff/nvme.h>
#include <skiff/plat.h>

#define REQUESTS CONFIG_NVME_REQUESTS
#define SPACE	 1u /* the first namespace */
#define IO_QUEUE 1u
#define PAGE	 4096u
/* Reads of a register before the driver gives up on a controller, and instructions between two reads. */
#define POLLS 1000000u
#define PAUSE 10000ul

static struct nvme *of(struct block *block)
{
	return (struct nvme *)((char *)block - offsetof(struct nvme, block));
}

static uint32_t get(const struct nvme *n, uint32_t offset)
{
	return n->registers[offset / 4];
}

static void set(const struct nvme *n, uint32_t offset, uint32_t value)
{
	n->registers[offset / 4] = value;
}

static void set_address(const struct nvme *n, uint32_t offset, const void *object)
{
	uint64_t address = (uintptr_t)object + n->bus;

	set(n, offset, (uint32_t)address);
	set(n, offset + 4, (uint32_t)(address >> 32));
}

/* Wait between two reads, so that the controller, or its emulator, can run. */
static void pause(void)
{
#ifdef __aarch64__
	unsigned long turns = PAUSE / 2;

	__asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(turns) : : "cc");
#endif
}

static void queue_begin(struct nvme *n, struct nvme_queue *q, unsigned int index, uint16_t entries)
{
	uint64_t cap = get(n, NVME_CAP) | (uint64_t)get(n, NVME_CAP + 4) << 32;
	uint32_t bell = NVME_DOORBELLS + 2 * index * NVME_CAP_STRIDE(cap);

	q->tail_bell = n->registers + bell / 4;
	q->head_bell = n->registers + (bell + NVME_CAP_STRIDE(cap)) / 4;
	q->tail = q->head = 0;
	q->phase = NVME_PHASE;
	q->entries = entries;
	memset(q->completion, 0, entries * sizeof(*q->completion));
}

static void put(struct nvme_queue *q, const struct nvme_command *command)
{
	q->command[q->tail] = *command;
	q->tail = (uint16_t)((q->tail + 1) % q->entries);
}

/* Take the next completion. @return false: there is none yet */
static bool take(struct nvme_queue *q, struct nvme_completion *answer)
{
	const volatile struct nvme_completion *c = &q->completion[q->head];
	uint16_t status = c->status;

	if ((status & NVME_PHASE) != q->phase)
		return false;
	plat_device_barrier();
	answer->id = c->id;
	answer->status = status;
	q->head = (uint16_t)((q->head + 1) % q->entries);
	if (!q->head)
		q->phase ^= NVME_PHASE;
	return true;
}

/* --- Requests ---------------------------------------------------------------------------------- */

/* Copy a request's segments, as a request longer than a transfer is done in parts. @return bytes */
static uint64_t copy_segments(struct nvme *n, uint16_t slot, const struct block_request *r)
{
	uint64_t bytes = 0;

	for (unsigned int i = 0; i < r->count; i++) {
		n->list[slot][i] = (struct nvme_segment){
		    r->segments[i].address, r->segments[i].length, {0}, NVME_SEGMENT_DATA};
		bytes += r->segments[i].length;
	}
	n->part[slot] = (struct nvme_part){.count = r->count};
	return bytes;
}

/* Take the segments for the next part, up to the size of a transfer; the last one may be cut. @return bytes */
static uint32_t begin_part(const struct nvme *n, struct nvme_segment *list, struct nvme_part *part)
{
	uint64_t bytes = 0;

	part->cut = 0;
	for (part->used = 0; part->used < part->count && bytes < n->transfer_max; part->used++) {
		struct nvme_segment *segment = &list[part->first + part->used];

		if (segment->length > n->transfer_max - bytes) {
			part->cut = segment->length - (uint32_t)(n->transfer_max - bytes);
			segment->length -= part->cut;
		}
		bytes += segment->length;
	}
	return (uint32_t)bytes;
}

/* End a part. @return true: there is another */
static bool end_part(struct nvme_segment *list, struct nvme_part *part)
{
	part->first += part->used;
	part->count -= part->used;
	if (part->cut) {
		struct nvme_segment *segment = &list[--part->first];

		part->count++;
		segment->address += segment->length;
		segment->length = part->cut;
	}
	return part->count != 0;
}

/* Put the place of the data into a command: one segment, or a list. */
static void put_data(const struct nvme *n, struct nvme_command *c, const struct nvme_segment *list,
		     unsigned int count)
{
	c->flags = NVME_FLAGS_SEGMENTS;
	c->data = count == 1 ? list[0]
			     : (struct nvme_segment){(uintptr_t)list + n->bus,
						     count * (uint32_t)sizeof(*list),
						     {0},
						     NVME_SEGMENT_LAST};
}

/* Queue a READ or WRITE, or its next part. */
static void put_transfer(struct nvme *n, uint16_t slot)
{
	struct nvme_part *part = &n->part[slot];
	bool read = n->request[slot]->operation == BLOCK_READ;
	uint32_t blocks = begin_part(n, n->list[slot], part) >> n->block_shift;
	struct nvme_command c = {
	    .opcode = read ? NVME_READ : NVME_WRITE,
	    .id = slot,
	    .space = SPACE,
	    .word = {(uint32_t)part->block, (uint32_t)(part->block >> 32), blocks - 1},
	};

	put_data(n, &c, &n->list[slot][part->first], part->used);
	part->block += blocks;
	put(&n->io, &c);
}

/* Queue a DISCARD: its only range lies in the place of the segments. */
static void put_discard(struct nvme *n, uint16_t slot, uint64_t block, uint32_t blocks)
{
	struct nvme_command c = {.opcode = NVME_DATASET,
				 .id = slot,
				 .space = SPACE,
				 .word = {0, NVME_DATASET_DEALLOCATE}};
	const struct nvme_range range = {0, blocks, block};
	const struct nvme_segment where = {
	    (uintptr_t)n->list[slot] + n->bus, sizeof(range), {0}, NVME_SEGMENT_DATA};

	_Static_assert(sizeof(range) <= sizeof(n->list[slot]), "there is room for it");
	memcpy(n->list[slot], &range, sizeof(range));
	put_data(n, &c, &where, 1);
	put(&n->io, &c);
}

/* Queue a request without data: FLUSH, WRITE_ZEROES. */
static void put_bare(struct nvme *n, uint16_t slot, uint64_t block, uint32_t blocks)
{
	bool flush = n->request[slot]->operation == BLOCK_FLUSH;
	struct nvme_command c = {
	    .opcode = flush ? NVME_FLUSH : NVME_WRITE_ZEROES, .id = slot, .space = SPACE};

	if (!flush) {
		c.word[0] = (uint32_t)block;
		c.word[1] = (uint32_t)(block >> 32);
		c.word[2] = blocks - 1;
	}
	put(&n->io, &c);
}

static int submit(struct block *block, struct block_request *r)
{
	struct nvme *n = of(block);
	uint64_t first = r->sector * BLOCK_SECTOR, bytes = (uint64_t)r->sectors * BLOCK_SECTOR;
	bool data = r->operation == BLOCK_READ || r->operation == BLOCK_WRITE;
	uint16_t slot;

	if (n->free_count == 0)
		return -EAGAIN;
	slot = n->free[n->free_count - 1];
	if (data)
		bytes = copy_segments(n, slot, r);
	if (r->operation != BLOCK_FLUSH &&
	    (bytes == 0 || ((first | bytes) & (block->block_size - 1))))
		return -EINVAL;
	n->free_count--;
	n->request[slot] = r;
	n->part[slot].block = first >> n->block_shift;
	if (data)
		put_transfer(n, slot);
	else if (r->operation == BLOCK_DISCARD)
		put_discard(n, slot, n->part[slot].block, (uint32_t)(bytes >> n->block_shift));
	else
		put_bare(n, slot, n->part[slot].block, (uint32_t)(bytes >> n->block_shift));
	return 0;
}

static void kick(struct block *block)
{
	struct nvme *n = of(block);

	plat_device_barrier();
	*n->io.tail_bell = n->io.tail;
}

/* Handle a completion. @return the request that is done; NULL: another part of it follows */
static struct block_request *answered(struct nvme *n, uint16_t slot, bool failed)
{
	struct block_request *r = n->request[slot];

	if (!failed && r->operation <= BLOCK_WRITE && end_part(n->list[slot], &n->part[slot])) {
		put_transfer(n, slot);
		kick(&n->block);
		return NULL;
	}
	n->request[slot] = NULL;
	n->free[n->free_count++] = slot;
	r->status = failed ? -EIO : 0;
	return r;
}

static struct block_request *poll(struct block *block)
{
	struct nvme *n = of(block);
	struct block_request *r = NULL;
	struct nvme_completion answer;

	while (!r && take(&n->io, &answer)) {
		*n->io.head_bell = n->io.head;
		/* Ignore a completion without a request. */
		if (answer.id < REQUESTS && n->request[answer.id])
			r = answered(n, answer.id, NVME_STATUS(answer.status) != 0);
	}
	return r;
}

static bool listen(struct block *block)
{
	struct nvme *n = of(block);

	set(n, NVME_INTMC, 1);
	return (n->io.completion[n->io.head].status & NVME_PHASE) != n->io.phase;
}

static const struct block_driver driver = {submit, kick, poll, listen};

void nvme_interrupt(struct nvme *n)
{
	set(n, NVME_INTMS, 1);
}

bool nvme_broken(const struct nvme *n)
{
	return get(n, NVME_CSTS) & NVME_CSTS_CFS;
}

/* --- Set-up ------------------------------------------------------------------------------------ */

static bool wait_ready(const struct nvme *n, uint32_t wanted)
{
	for (unsigned int i = 0; i < POLLS; i++) {
		uint32_t status = get(n, NVME_CSTS);

		if (status == ~0u || (wanted && status & NVME_CSTS_CFS))
			return false;
		if ((status & NVME_CSTS_RDY) == wanted)
			return true;
		pause();
	}
	return false;
}

/* Do a command of the set-up. @return 0, or -EIO */
static int command(struct nvme *n, enum nvme_admin opcode, const void *page, uint32_t space,
		   uint32_t word10, uint32_t word11)
{
	struct nvme_command c = {
	    .opcode = (uint8_t)opcode, .space = space, .word = {word10, word11}};
	struct nvme_completion answer;

	c.data.address = (uintptr_t)page + n->bus;
	put(&n->admin, &c);
	plat_device_barrier();
	*n->admin.tail_bell = n->admin.tail;
	for (unsigned int i = 0; i < POLLS; i++) {
		if (take(&n->admin, &answer)) {
			*n->admin.head_bell = n->admin.head;
			return NVME_STATUS(answer.status) ? -EIO : 0;
		}
		pause();
	}
	return -EIO;
}

static uint32_t word_of(const struct nvme *n, uint32_t offset)
{
	uint32_t word;

	memcpy(&word, n->identity + offset, sizeof(word));
	return word;
}

/* Read the properties of the controller and of its first namespace. */
static int identify(struct nvme *n)
{
	uint32_t shift = n->identity[NVME_CONTROLLER_MDTS];
	bool zeroes = n->identity[NVME_CONTROLLER_ONCS] & NVME_CONTROLLER_ONCS_ZEROES;
	bool discard = n->identity[NVME_CONTROLLER_ONCS] & NVME_CONTROLLER_ONCS_DATASET;
	bool cache = n->identity[NVME_CONTROLLER_VWC] & 1;
	uint64_t blocks;

	if (!(word_of(n, NVME_CONTROLLER_SGLS) & 3))
		return -ENOTSUP;
	n->block =
	    (struct block){.driver = &driver, .segments_max = CONFIG_NVME_SEGMENTS, .flush = cache};
	n->transfer_max = shift && shift < 20 ? (uint64_t)PAGE << shift : UINT32_MAX;
	for (unsigned int i = 0; i < sizeof(n->block.serial) - 1; i++)
		n->block.serial[i] = (char)n->identity[NVME_CONTROLLER_SERIAL + i];
	if (command(n, NVME_IDENTIFY, n->identity, SPACE, NVME_IDENTIFY_SPACE, 0))
		return -EIO;
	n->block_shift =
	    word_of(n, NVME_SPACE_FORMATS + 4 * (n->identity[NVME_SPACE_FORMAT] & 0xfu)) >> 16 &
	    0xff;
	if (n->block_shift < 9 || n->block_shift > 12)
		return -ENOTSUP;
	blocks = word_of(n, NVME_SPACE_SIZE) | (uint64_t)word_of(n, NVME_SPACE_SIZE + 4) << 32;
	n->block.block_size = 1u << n->block_shift;
	n->block.sectors = blocks << (n->block_shift - 9);
	/* A count of blocks has 16 bits. */
	n->block.zeroes_max = zeroes ? 0x10000u << (n->block_shift - 9) : 0;
	n->block.discard_max = discard ? UINT32_MAX & ~7u : 0;
	if (n->transfer_max > (uint64_t)0x10000 << n->block_shift)
		n->transfer_max = (uint64_t)0x10000 << n->block_shift;
	return 0;
}

static uint64_t capabilities(struct nvme *n)
{
	return get(n, NVME_CAP) | (uint64_t)get(n, NVME_CAP + 4) << 32;
}

int nvme_reset(struct nvme *n, uintptr_t registers)
{
	n->registers = (volatile uint32_t *)registers;
	set(n, NVME_CC, 0); /* 3.1.5: EN */
	return capabilities(n) == UINT64_MAX || !wait_ready(n, 0) ? -ENODEV : 0;
}

int nvme_begin(struct nvme *n, uint64_t bus)
{
	uint64_t cap = capabilities(n);
	int error;

	n->bus = bus;
	if (NVME_CAP_PAGE_MIN(cap) || NVME_CAP_ENTRIES(cap) < NVME_ENTRIES)
		return -ENOTSUP;
	n->admin.command = n->admin_command;
	n->admin.completion = n->admin_completion;
	n->io.command = n->command;
	n->io.completion = n->completion;
	queue_begin(n, &n->admin, 0, 4);
	queue_begin(n, &n->io, IO_QUEUE, NVME_ENTRIES);
	set(n, NVME_AQA, NVME_AQA_SIZES(4u));
	set_address(n, NVME_ASQ, n->admin_command);
	set_address(n, NVME_ACQ, n->admin_completion);
	plat_device_barrier();
	set(n, NVME_CC, NVME_CC_ENTRY_SIZES | NVME_CC_EN);
	if (!wait_ready(n, NVME_CSTS_RDY))
		return -ENODEV;
	set(n, NVME_INTMS, 1);
	if (command(n, NVME_IDENTIFY, n->identity, 0, NVME_IDENTIFY_CONTROLLER, 0))
		return -EIO;
	error = identify(n);
	if (error)
		return error;
	if (command(n, NVME_CREATE_CQ, n->completion, 0, IO_QUEUE | (NVME_ENTRIES - 1u) << 16,
		    NVME_QUEUE_CONTIGUOUS | NVME_QUEUE_INTERRUPTS) ||
	    command(n, NVME_CREATE_SQ, n->command, 0, IO_QUEUE | (NVME_ENTRIES - 1u) << 16,
		    NVME_QUEUE_CONTIGUOUS | IO_QUEUE << 16))
		return -EIO;
	for (uint16_t i = 0; i < REQUESTS; i++) {
		n->request[i] = NULL;
		n->free[i] = i;
	}
	n->free_count = REQUESTS;
	return 0;
}
