/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "report.h"
#include "tour.h"

#define PROBE_OBJECT  "bulkhead-probe"
#define SECRET_OBJECT "bulkhead-secret" /* the same id in every guest */
#define SECRET_MAX    256

static void report(const char *name, bool ok, const char *what, TEEC_Result result)
{
	report_check(name, ok ? REPORT_OK : REPORT_FAILED, "%s: %s", what, client_error(result));
}

/* Checks that an object has the written content, that a second write replaces it, and that a delete removes it. */
static void probe(TEEC_Session *session)
{
	static uint8_t written[1500], read[2000];
	size_t size = sizeof(written);
	TEEC_Result result = TEEC_SUCCESS;

	for (unsigned turn = 0; turn < 2 && result == TEEC_SUCCESS; turn++) {
		for (size_t i = 0; i < sizeof(written); i++)
			written[i] = (uint8_t)(i * 7 + turn);
		size = sizeof(written) - turn * 100;
		result = client_storage(session, STORAGE_WRITE, PROBE_OBJECT, written, &size);
	}
	report("storage-write", result == TEEC_SUCCESS, "1400 bytes over 1500", result);
	size = sizeof(read);
	result = client_storage(session, STORAGE_READ, PROBE_OBJECT, read, &size);
	report("storage-read",
	       result == TEEC_SUCCESS && size == sizeof(written) - 100 &&
		   !memcmp(read, written, size),
	       "the same bytes", result);
	result = client_storage(session, STORAGE_DELETE, PROBE_OBJECT, NULL, NULL);
	report("storage-delete", result == TEEC_SUCCESS, "the object", result);
	size = sizeof(read);
	result = client_storage(session, STORAGE_READ, PROBE_OBJECT, read, &size);
	report("storage-gone", result == TEEC_ERROR_ITEM_NOT_FOUND, "a deleted object", result);
}

static void secrets(TEEC_Session *session, const struct tour_secret *secret)
{
	char found[SECRET_MAX] = {0};
	size_t size = sizeof(found);
	TEEC_Result result;

	if (secret->absent) {
		result = client_storage(session, STORAGE_READ, SECRET_OBJECT, found, &size);
		report("secret-absent", result == TEEC_ERROR_ITEM_NOT_FOUND,
		       "nobody else's is there", result);
	}
	if (secret->keep) {
		size = strlen(secret->keep);
		result = client_storage(session, STORAGE_WRITE, SECRET_OBJECT, (void *)secret->keep,
					&size);
		report("secret-kept", result == TEEC_SUCCESS, SECRET_OBJECT, result);
	}
	if (!secret->keep && !secret->check && !secret->foreign)
		return;
	const char *expected = secret->check ? secret->check : secret->keep;

	memset(found, 0, sizeof(found));
	size = sizeof(found);
	result = client_storage(session, STORAGE_READ, SECRET_OBJECT, found, &size);
	if (expected)
		report("secret-own",
		       result == TEEC_SUCCESS && size == strlen(expected) &&
			   !memcmp(found, expected, size),
		       "read back", result);
	if (secret->foreign)
		report("secret-foreign",
		       (result == TEEC_SUCCESS || result == TEEC_ERROR_ITEM_NOT_FOUND) &&
			   !memmem(found, sizeof(found), secret->foreign, strlen(secret->foreign)),
		       "another guest's is not seen", result);
}

void tour_storage(TEEC_Context *context, const struct tour_secret *secret)
{
	TEEC_Session session;
	TEEC_Result result = client_session(context, &session, &ta_storage);

	if (result != TEEC_SUCCESS) {
		bool asked = secret->keep || secret->check || secret->foreign || secret->absent;

		report_check("storage",
			     client_absent(result) && !asked ? REPORT_SKIPPED : REPORT_FAILED,
			     "open: %s", client_error(result));
		return;
	}
	probe(&session);
	secrets(&session, secret);
	TEEC_CloseSession(&session);
}
