/* SPDX-License-Identifier: BSD-3-Clause */
#include "object.h"
#include <string.h>
#include <mbedtls/gcm.h>
#include <mbedtls/hkdf.h>
#include <mbedtls/md.h>
#include <mbedtls/platform_util.h>
#include "partition.h"
#include "rng.h"
#include "rpc.h"

#define KEY	 32
#define NONCE	 12
#define TAG	 16
#define NAME	 16
#define POLL_MS	 1
#define MAGIC	 0x314A424F48424B42UL /* file format 1 */
#define PATH_MAX 48		      /* "bulkhead-" + hex name + ".new" + NUL */

/*
 * QEMU has no fused secret. A product derives this from its hardware unique key; here every copy of
 * the image has the same, so whoever has the image can read the files (README.md).
 */
static const uint8_t development_key[KEY] = "Bulkhead development key, public";

struct file {
	uint64_t magic;
	uint32_t size; /* of the object */
	uint8_t nonce[NONCE];
	uint8_t tag[TAG];
	uint8_t data[];
};

struct object {
	struct session *session;
	uint8_t key[KEY], name[NAME];
	uint8_t aad[sizeof(uint64_t) + sizeof(uint32_t) + OBJECT_ID_MAX];
	uint32_t aad_size;
	struct rpc_buffer buffer; /* path at 0, second path at PATH_MAX, file at 2 * PATH_MAX */
	struct file *file;
};

#define AT_FILE (2 * PATH_MAX)

/* The key of the VM and application; the file's name hides the object's (both by HKDF-SHA-256). */
static tee_result derive(struct object *o, const uint8_t *id, uint32_t id_size)
{
	const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
	struct {
		char label[16];
		uint8_t ta[16];
		uint16_t vm;
	} context = {.label = "storage", .vm = o->session->partition->vm};
	int error;

	memcpy(context.ta, o->session->ta->uuid, sizeof(context.ta));
	error = mbedtls_hkdf(sha256, NULL, 0, development_key, KEY, (uint8_t *)&context,
			     sizeof(context), o->key, KEY);
	if (!error)
		error = mbedtls_hkdf(sha256, o->key, KEY, id, id_size, (const uint8_t *)"name", 4,
				     o->name, NAME);
	return error ? TEE_ERROR_OUT_OF_MEMORY : TEE_SUCCESS;
}

static void set_aad(struct object *o, const uint8_t *id, uint32_t id_size, uint32_t size)
{
	uint64_t magic = MAGIC;

	memcpy(o->aad, &magic, sizeof(magic));
	memcpy(o->aad + sizeof(magic), &size, sizeof(size));
	memcpy(o->aad + sizeof(magic) + sizeof(size), id, id_size);
	o->aad_size = sizeof(magic) + sizeof(size) + id_size;
}

static void lock_storage(struct partition *p)
{
	while (__atomic_exchange_n(&p->storage_busy, true, __ATOMIC_ACQUIRE))
		rpc_suspend(POLL_MS);
}

static void unlock_storage(struct partition *p)
{
	__atomic_store_n(&p->storage_busy, false, __ATOMIC_RELEASE);
}

static void end(struct object *o)
{
	rpc_buffer_free(&o->buffer);
	partition_free(o->session->partition, o->file);
	unlock_storage(o->session->partition);
	mbedtls_platform_zeroize(o, sizeof(*o));
}

/* Take the storage of the partition, derive keys, get buffers for a file of @data_size bytes of
 * object. */
static tee_result begin(struct object *o, struct session *s, const uint8_t *id, uint32_t id_size,
			uint32_t data_size)
{
	tee_result result;

	*o = (struct object){.session = s};
	lock_storage(s->partition);
	result = derive(o, id, id_size);
	if (result == TEE_SUCCESS) {
		o->file = partition_alloc(s->partition, sizeof(*o->file) + data_size);
		result = o->file
			     ? rpc_buffer_alloc(AT_FILE + sizeof(*o->file) + data_size, &o->buffer)
			     : TEE_ERROR_OUT_OF_MEMORY;
	}
	if (result != TEE_SUCCESS) {
		partition_free(s->partition, o->file);
		unlock_storage(s->partition);
	}
	return result;
}

static struct rpc_part path(struct object *o, bool temporary)
{
	static const char prefix[] = "bulkhead-", suffix[] = ".new";
	char text[PATH_MAX] = {0};
	uint64_t at = temporary ? PATH_MAX : 0;
	uint32_t n = sizeof(prefix) - 1;

	memcpy(text, prefix, n);
	for (unsigned int i = 0; i < NAME; i++) {
		text[n++] = "0123456789abcdef"[o->name[i] >> 4];
		text[n++] = "0123456789abcdef"[o->name[i] & 15];
	}
	if (temporary)
		memcpy(text + n, suffix, sizeof(suffix) - 1);
	memref_write(&o->buffer.memref, at, text, sizeof(text));
	return (struct rpc_part){MSG_ATTR_RMEM_INPUT, at, strlen(text) + 1};
}

static struct object_seen *seen(struct object *o, bool make)
{
	struct partition *p = o->session->partition;

	for (unsigned int i = 0; i < OBJECT_SEEN; i++)
		if (p->seen[i].used && !memcmp(p->seen[i].name, o->name, NAME))
			return &p->seen[i];
	return make ? &p->seen[p->seen_next++ % OBJECT_SEEN] : NULL;
}

static void remember(struct object *o, const uint8_t *tag)
{
	struct object_seen *entry = seen(o, true);

	entry->used = true;
	memcpy(entry->name, o->name, NAME);
	memset(entry->tag, 0, TAG);
	if (tag)
		memcpy(entry->tag, tag, TAG);
}

/* Is a file with this tag (NULL: no file) the newest version that this partition knows of? */
static bool is_newest(struct object *o, const uint8_t *tag)
{
	static const uint8_t none[TAG];
	const struct object_seen *entry = seen(o, false);

	return !entry || !memcmp(entry->tag, tag ? tag : none, TAG);
}

/* Read the file into o->file: its length in bytes in @length. */
static tee_result read_file(struct object *o, uint64_t room, uint64_t *length)
{
	struct rpc_part io[2] = {path(o, false)};
	uint32_t handle = 0;
	tee_result result = rpc_fs(RPC_FS_OPEN, &handle, 0, &o->buffer, io);

	*length = 0;
	if (result != TEE_SUCCESS)
		return result;
	io[0] = (struct rpc_part){MSG_ATTR_RMEM_OUTPUT, AT_FILE, room};
	result = rpc_fs(RPC_FS_READ, &handle, 0, &o->buffer, io);
	rpc_fs(RPC_FS_CLOSE, &handle, 0, &o->buffer, NULL);
	if (result != TEE_SUCCESS)
		return result;
	if (io[0].size > room || !memref_read(&o->buffer.memref, AT_FILE, o->file, io[0].size))
		return TEE_ERROR_CORRUPT_OBJECT;
	*length = io[0].size;
	return TEE_SUCCESS;
}

static tee_result gcm(struct object *o, bool seal)
{
	mbedtls_gcm_context context;
	struct file *file = o->file;
	int error;

	mbedtls_gcm_init(&context);
	error = mbedtls_gcm_setkey(&context, MBEDTLS_CIPHER_ID_AES, o->key, KEY * 8);
	if (!error && seal)
		error = mbedtls_gcm_crypt_and_tag(&context, MBEDTLS_GCM_ENCRYPT, file->size,
						  file->nonce, NONCE, o->aad, o->aad_size,
						  file->data, file->data, TAG, file->tag);
	else if (!error)
		error =
		    mbedtls_gcm_auth_decrypt(&context, file->size, file->nonce, NONCE, o->aad,
					     o->aad_size, file->tag, TAG, file->data, file->data);
	mbedtls_gcm_free(&context);
	if (error == MBEDTLS_ERR_GCM_AUTH_FAILED)
		return TEE_ERROR_CORRUPT_OBJECT;
	return error ? TEE_ERROR_OUT_OF_MEMORY : TEE_SUCCESS;
}

static tee_result read_object(struct object *o, const uint8_t *id, uint32_t id_size,
			      struct memref *data)
{
	uint64_t length;
	tee_result result = read_file(o, sizeof(*o->file) + OBJECT_SIZE_MAX, &length);

	if (result == TEE_ERROR_ITEM_NOT_FOUND && !is_newest(o, NULL))
		return TEE_ERROR_CORRUPT_OBJECT; /* it was there: someone took it away */
	if (result != TEE_SUCCESS)
		return result;
	if (length < sizeof(*o->file) || o->file->magic != MAGIC ||
	    o->file->size != length - sizeof(*o->file) || !is_newest(o, o->file->tag))
		return TEE_ERROR_CORRUPT_OBJECT;
	set_aad(o, id, id_size, o->file->size);
	result = gcm(o, false);
	if (result != TEE_SUCCESS)
		return result;
	remember(o, o->file->tag);
	if (o->file->size > data->size)
		result = TEE_ERROR_SHORT_BUFFER;
	else
		memref_write(data, 0, o->file->data, o->file->size);
	data->size = o->file->size;
	return result;
}

tee_result object_read(struct session *s, const uint8_t *id, uint32_t id_size, struct memref *data)
{
	struct object o;
	tee_result result = begin(&o, s, id, id_size, OBJECT_SIZE_MAX);

	if (result != TEE_SUCCESS)
		return result;
	result = read_object(&o, id, id_size, data);
	end(&o);
	return result;
}

/* Write a temporary file, then rename it over the old one. */
static tee_result write_file(struct object *o)
{
	struct rpc_part io[2] = {path(o, true)};
	uint32_t handle = 0, overwrite = 1;
	uint64_t length = sizeof(*o->file) + o->file->size;
	tee_result result = rpc_fs(RPC_FS_CREATE, &handle, 0, &o->buffer, io), closed;

	if (result != TEE_SUCCESS)
		return result;
	memref_write(&o->buffer.memref, AT_FILE, o->file, length);
	io[0] = (struct rpc_part){MSG_ATTR_RMEM_INPUT, AT_FILE, length};
	result = rpc_fs(RPC_FS_WRITE, &handle, 0, &o->buffer, io);
	closed = rpc_fs(RPC_FS_CLOSE, &handle, 0, &o->buffer, NULL);
	if (result == TEE_SUCCESS)
		result = closed;
	if (result != TEE_SUCCESS)
		return result;
	io[0] = path(o, true);
	io[1] = path(o, false);
	return rpc_fs(RPC_FS_RENAME, &overwrite, 0, &o->buffer, io);
}

tee_result object_write(struct session *s, const uint8_t *id, uint32_t id_size,
			const struct memref *data)
{
	struct object o;
	tee_result result;

	if (data->size > OBJECT_SIZE_MAX)
		return TEE_ERROR_STORAGE_NO_SPACE;
	result = begin(&o, s, id, id_size, data->size);
	if (result != TEE_SUCCESS)
		return result;
	o.file->magic = MAGIC;
	o.file->size = data->size;
	rng_bytes(o.file->nonce, NONCE);
	memref_read(data, 0, o.file->data, o.file->size);
	set_aad(&o, id, id_size, o.file->size);
	result = gcm(&o, true);
	if (result == TEE_SUCCESS)
		result = write_file(&o);
	if (result == TEE_SUCCESS)
		remember(&o, o.file->tag);
	end(&o);
	return result;
}

tee_result object_delete(struct session *s, const uint8_t *id, uint32_t id_size)
{
	struct object o;
	struct rpc_part io[2];
	uint32_t none = 0;
	tee_result result = begin(&o, s, id, id_size, 0);

	if (result != TEE_SUCCESS)
		return result;
	io[0] = path(&o, false);
	io[1] = (struct rpc_part){0};
	result = rpc_fs(RPC_FS_REMOVE, &none, 0, &o.buffer, io);
	if (result == TEE_SUCCESS)
		remember(&o, NULL);
	end(&o);
	return result;
}
