/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>
#include "common/options.h"
#include "reach.h"

int main(int argc, char **argv)
{
	const char *disk = "/dev/vda", *host = "10.0.2.2", *owner = "guest";
	uint64_t seconds = 10, address = 0;
	const struct option_entry entries[] = {
	    OPTION_TEXT("disk", "FILE", &disk, "a block device (default /dev/vda)"),
	    OPTION_TEXT("host", "ADDRESS", &host, "plant: where frames go (default 10.0.2.2)"),
	    OPTION_TEXT("owner", "NAME", &owner, "plant: whose assets they are (small letters)"),
	    OPTION_NUMBER("seconds", &seconds, 1, 3600, "how long (default 10)"),
	    OPTION_NUMBER("device", &address, 0, UINT32_MAX,
			  "dma: address of the disk's registers"),
	    {0}};
	const struct option_program program = {
	    "guest-reach",
	    "  plant    puts marks into memory, on the disk and into frames, and sees that they "
	    "stay\n"
	    "  disk     looks for marks on the disk\n"
	    "  frames   looks for marks in all frames that come by\n"
	    "  dma      looks for marks in the board's memory, by the disk's DMA: its driver loses "
	    "it\n",
	    entries, "plant | disk | frames | dma", true};
	int first = options_parse(&program, argc, argv);
	const char *what = first + 1 == argc ? argv[first] : "";

	if (!strcmp(what, "plant"))
		return !reach_plant(owner, disk, host, (unsigned int)seconds);
	if (!strcmp(what, "disk"))
		return !reach_disk(disk);
	if (!strcmp(what, "frames"))
		return !reach_frames((unsigned int)seconds);
	if (!strcmp(what, "dma"))
		return !reach_dma(address);
	options_mistake(&program, "plant, disk, frames or dma is expected");
}
