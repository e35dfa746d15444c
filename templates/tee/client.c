/* SPDX-License-Identifier: BSD-3-Clause */
/* A client of the TEE by Linux's own interface (linux/tee.h): has OP-TEE's example "hello world" count 42 up. */
#include <fcntl.h>
#include <linux/tee.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

/* 8aaaf200-2450-11e4-abe2-0002a5d5c51b */
static const uint8_t hello_world[TEE_IOCTL_UUID_LEN] = {
    0x8a, 0xaa, 0xf2, 0x00, 0x24, 0x50, 0x11, 0xe4, 0xab, 0xe2, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b};
enum { INCREMENT = 0 };

int main(void)
{
	struct tee_ioctl_version_data version;
	struct tee_ioctl_open_session_arg session = {0};
	struct {
		struct tee_ioctl_invoke_arg head;
		struct tee_ioctl_param value;
	} call = {0};
	struct tee_ioctl_buf_data arguments = {(uintptr_t)&session, sizeof session};
	int tee = open("/dev/tee0", O_RDWR);

	if (tee < 0 || ioctl(tee, TEE_IOC_VERSION, &version)) {
		perror("/dev/tee0");
		return 1;
	}
	for (int i = 0; i < TEE_IOCTL_UUID_LEN; i++)
		session.uuid[i] = hello_world[i];
	if (ioctl(tee, TEE_IOC_OPEN_SESSION, &arguments) || session.ret) {
		printf("no session: %#x\n", session.ret);
		return 1;
	}
	call.head.func = INCREMENT;
	call.head.session = session.session;
	call.head.num_params = 1;
	call.value.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	call.value.a = 42;
	arguments = (struct tee_ioctl_buf_data){(uintptr_t)&call, sizeof call};
	if (ioctl(tee, TEE_IOC_INVOKE, &arguments) || call.head.ret) {
		printf("the call failed: %#x\n", call.head.ret);
		return 1;
	}
	printf("the TEE (implementation %u) says: 42 and one is %llu\n", version.impl_id,
	       (unsigned long long)call.value.a);
	return 0;
}
