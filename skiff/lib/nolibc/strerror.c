/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>

char *strerror(int error)
{
	static const struct {
		int error;
		const char *text;
	} texts[] = {
	    {0, "success"},
	    {EPERM, "not permitted"},
	    {ENOENT, "no such thing"},
	    {EIO, "input/output error"},
	    {EAGAIN, "try again"},
	    {ENOMEM, "out of memory"},
	    {EFAULT, "bad address"},
	    {EBUSY, "busy"},
	    {EINVAL, "invalid argument"},
	    {ENOSPC, "no space left"},
	    {ERANGE, "out of range"},
	    {EDEADLK, "would deadlock"},
	    {ENOTSUP, "not supported"},
	    {ETIMEDOUT, "timed out"},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].error == error)
			return (char *)texts[i].text;
	return (char *)"unknown error";
}
