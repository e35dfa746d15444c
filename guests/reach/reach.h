/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Assets that another VM must not reach, and a program that tries to reach them. skiff/exploit.h says what a mark is.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define REACH_MARK_BYTES 32u
#define REACH_BLOCK	 4096u

/** Make a mark for KIND of an owner: `asset-->OWNER.KIND`. */
void reach_mark(char mark[REACH_MARK_BYTES], const char *owner, const char *kind);

/** Look for marks at multiples of 8, and print each new one: `exploit: found NAME by PLACE`. */
void reach_search(const void *bytes, unsigned int count, const char *place);

/** Put an owner's marks into memory, on its disk and into frames, until the time is over. @return whether all are unchanged */
bool reach_plant(const char *owner, const char *disk, const char *host, unsigned int seconds);

/** Search a disk for marks, also behind its end. @return whether it could be opened */
bool reach_disk(const char *disk);

/** Search all passing frames for a time. @return whether that was possible */
bool reach_frames(unsigned int seconds);

/** Take a virtio-mmio disk from the kernel's driver, and look through all of the board's memory by its DMA: memory is written
 * to the disk's last sectors and read from there.
 *
 * @param address  of its registers, a physical one
 * @return it was possible */
bool reach_dma(uint64_t address);
