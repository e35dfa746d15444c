/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What another program must not reach, and a program that tries to: see skiff/exploit.h, which tells what a mark is.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define REACH_MARK_BYTES 32u
#define REACH_BLOCK	 4096u

/** Make a mark for KIND of an owner: `asset-->OWNER.KIND`. */
void reach_mark(char mark[REACH_MARK_BYTES], const char *owner, const char *kind);

/** Look for marks at multiples of 8, and print each that is new: `exploit: found NAME by PLACE`. */
void reach_search(const void *bytes, unsigned int count, const char *place);

/** Put marks of an owner into memory, on its disk and into frames, until the time is over.
 * @return all are as they were put */
bool reach_plant(const char *owner, const char *disk, const char *host, unsigned int seconds);

/** Look through a disk for marks, also behind its end. @return it could be opened */
bool reach_disk(const char *disk);

/** Look through all frames that come by for a time. @return it was possible */
bool reach_frames(unsigned int seconds);

/** Take a virtio-mmio disk from the kernel's driver, and look through all of the board's memory by its DMA: memory is written
 * to the disk's last sectors and read from there.
 *
 * @param address  of its registers, a physical one
 * @return it was possible */
bool reach_dma(uint64_t address);
