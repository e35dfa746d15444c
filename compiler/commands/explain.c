/* SPDX-License-Identifier: BSD-3-Clause */
/* `bulkhead explain CODE`: cause and cure of a violation. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools.h"
#include "verify/codes.h"

static void explain(const struct verify_explanation *meaning)
{
	printf("V%03u: %s\n\n  why   %s\n  cure  %s\n  group %s\n", meaning->number, meaning->title,
	       meaning->cause, meaning->cure, verify_group_name(meaning->number));
}

int explain_main(int argc, char **argv)
{
	if (argc == 1) {
		printf("usage: bulkhead explain CODE...   (no code: this list)\n");
		for (unsigned i = 0; i < VERIFY_CODE_COUNT; i++)
			printf("  V%03u  %s\n", verify_explanations[i].number,
			       verify_explanations[i].title);
		return 0;
	}
	for (int a = 1; a < argc; a++) {
		const char *digits = argv[a] + (argv[a][0] == 'V' || argv[a][0] == 'v');
		char *end;
		unsigned long number = strtoul(digits, &end, 10);
		unsigned i = 0;

		while (i < VERIFY_CODE_COUNT && verify_explanations[i].number != number)
			i++;
		if (*end || end == digits || i == VERIFY_CODE_COUNT) {
			fprintf(stderr,
				"bulkhead: there is no code %s; `bulkhead explain' lists all\n",
				argv[a]);
			return 1;
		}
		explain(&verify_explanations[i]);
	}
	return 0;
}
