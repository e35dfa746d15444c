/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/net.h>
#include <skiff/posix/vfs.h>
#include <skiff/test.h>

TEST(name_servers_are_a_file)
{
	static const uint8_t first[] = {10, 0, 2, 3}, second[] = {255, 255, 255, 255};
	uint32_t before[2] = {net_name_servers[0], net_name_servers[1]};
	char text[100] = "";
	int fd = (int)sys_openat(POSIX_AT_FDCWD, "/etc/resolv.conf", POSIX_O_RDONLY, 0);

	CHECK(fd >= 0);
	memcpy(&net_name_servers[0], first, sizeof(first));
	net_name_servers[1] = 0;
	CHECK(sys_read(fd, text, sizeof(text)) == 20);
	CHECK(memcmp(text, "nameserver 10.0.2.3\n", 20) == 0);
	CHECK(sys_read(fd, text, sizeof(text)) == 0);
	memcpy(&net_name_servers[1], second, sizeof(second));
	CHECK(sys_pread64(fd, text, sizeof(text), 11) == 36);
	CHECK(memcmp(text, "10.0.2.3\nnameserver 255.255.255.255\n", 36) == 0);
	sys_close(fd);
	CHECK(sys_openat(POSIX_AT_FDCWD, "/etc/resolv.conf", POSIX_O_RDWR, 0) == -EROFS);
	memcpy(net_name_servers, before, sizeof(before));
}
