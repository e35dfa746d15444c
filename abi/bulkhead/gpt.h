/* SPDX-License-Identifier: BSD-3-Clause */
/* The partition table of a disk (UEFI 2.10, 5.3), little-endian, in sectors of 512 bytes. */
#pragma once
#include <stdint.h>

#define GPT_SECTOR	    512u
#define GPT_HEADER_SECTOR   1u
#define GPT_SIGNATURE	    0x5452415020494645ull /* "EFI PART" */
#define GPT_REVISION	    0x00010000u
#define GPT_ENTRIES	    128u /* in the tables that `bulkhead disk` makes: the least allowed */
#define GPT_ENTRY_SIZE	    128u
#define GPT_NAME_CHARACTERS 36u
#define GPT_PROTECTIVE_TYPE 0xeeu /* of the only partition in the old table (5.2.3) */
#define GPT_BOOT_SIGNATURE  0xaa55u

struct gpt_header {
	uint64_t signature;
	uint32_t revision, header_size;
	uint32_t header_crc; /* of header_size bytes, with 0 here */
	uint32_t reserved;
	uint64_t my_lba, alternate_lba;
	uint64_t first_usable_lba, last_usable_lba;
	uint8_t disk_guid[16];
	uint64_t entries_lba;
	uint32_t entry_count, entry_size;
	uint32_t entries_crc; /* of entry_count * entry_size bytes */
} __attribute__((packed));
_Static_assert(sizeof(struct gpt_header) == 92, "UEFI 2.10, table 5-5");

struct gpt_entry {
	uint8_t type_guid[16]; /* 0: unused */
	uint8_t unique_guid[16];
	uint64_t first_lba, last_lba; /* both inclusive */
	uint64_t attributes;
	uint16_t name[GPT_NAME_CHARACTERS]; /* UTF-16 */
};
_Static_assert(sizeof(struct gpt_entry) == GPT_ENTRY_SIZE, "UEFI 2.10, table 5-6");

/* Continue the CRC of header or entries (CRC-32 of ISO 3309 and Ethernet) over `size` bytes; it begins with 0. */
static inline uint32_t gpt_crc(uint32_t crc, const void *data, uint64_t size)
{
	const uint8_t *bytes = (const uint8_t *)data;

	crc = ~crc;
	for (uint64_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (unsigned int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}
