/* SPDX-License-Identifier: BSD-3-Clause */
#include "findings.h"
#include <stdarg.h>
#include <stdlib.h>
#include "list.h"

void finding_add(struct findings *findings, enum verify_code code, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;

	findings->violations++;
	if (findings->per_code[code]++ >= FINDINGS_KEPT || findings->mute)
		return;
	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		abort();
	va_end(arguments);
	*(struct finding *)list_add((void **)&findings->list, &findings->kept, &findings->capacity,
				    sizeof(struct finding)) = (struct finding){code, text};
}

void findings_print(const struct findings *findings, const char *image, bool colour, FILE *out)
{
	const char *red = colour ? "\033[1;31m" : "", *plain = colour ? "\033[0m" : "";

	for (size_t i = 0; i < findings->kept; i++) {
		const struct finding *finding = &findings->list[i];
		const struct verify_explanation *meaning = &verify_explanations[finding->code];

		fprintf(out, "%s: %sV%03u%s %s: %s\n", image, red, meaning->number, plain,
			meaning->title, finding->text);
	}
	for (unsigned code = 0; code < VERIFY_CODE_COUNT; code++)
		if (findings->per_code[code] > FINDINGS_KEPT)
			fprintf(out, "%s: %sV%03u%s and %u more of this kind\n", image, red,
				verify_explanations[code].number, plain,
				findings->per_code[code] - FINDINGS_KEPT);
}

void json_string(FILE *out, const char *text)
{
	putc('"', out);
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(out, "\\%c", *c);
		else if (*c < ' ' || *c > '~')
			fprintf(out, "\\u%04x", *c);
		else
			putc(*c, out);
	}
	putc('"', out);
}

void findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->kept; i++)
		free(findings->list[i].text);
	free(findings->list);
	*findings = (struct findings){.mute = findings->mute};
}
