/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <bulkhead/declarations.h>
#include <bulkhead/hypercall.h>
#include <bulkhead/manifest.h>
#include "command.h"
#include "tools.h"

int version_main(int argc, char **argv)
{
	(void)argv;
	if (argc != 1)
		return COMMAND_USAGE;
	printf("bulkhead " VERSION " (calls %d.%d, manifest %d, declarations %d)\n",
	       BULKHEAD_REVISION_MAJOR, BULKHEAD_REVISION_MINOR, BULKHEAD_MANIFEST_VERSION,
	       BULKHEAD_DECLARATIONS_VERSION);
	return 0;
}
