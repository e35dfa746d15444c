# SPDX-License-Identifier: BSD-3-Clause
# Debian's lwIP, unpatched: its core without threads (NO_SYS) and without its own sockets.
$(eval $(call source-package,lwip,$(CONFIG_LWIP_VERSION)))
lwip := $(sources)/lwip/lwip/src
# For libraries that call lwIP.
lwip-flags := -isystem $(lwip)/include -Ilib/lwip/port
srcs-y := $(addprefix $(lwip)/core/,def.c inet_chksum.c init.c ip.c mem.c memp.c netif.c pbuf.c tcp.c tcp_in.c \
	tcp_out.c timeouts.c udp.c ipv4/etharp.c ipv4/icmp.c ipv4/ip4.c ipv4/ip4_addr.c ipv4/ip4_frag.c) \
	$(lwip)/netif/ethernet.c $(if $(CONFIG_LIB_POSIX_RESOLVER),dhcp.c,$(lwip)/core/ipv4/dhcp.c)
srcs-$(CONFIG_NET_IPV6) += $(addprefix $(lwip)/core/ipv6/,ethip6.c icmp6.c inet6.c ip6.c ip6_addr.c ip6_frag.c mld6.c nd6.c)
# It takes the address of a NULL's first member, as NULL; the address sanitizer finds an access there.
cflags-y := $(filter-out -fhosted,$(source-flags)) $(lwip-flags) -isystem $(lwip) $(if $(CONFIG_SANITIZE),-fno-sanitize=null)
