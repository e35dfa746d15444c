# SPDX-License-Identifier: BSD-3-Clause
# nginx from Debian's source package, without patches of ours: what its configure selects by default on Linux, less what
# needs PCRE (rewrite) and zlib (gzip).
$(eval $(call source-package,nginx,1.22.1-9+deb12u9))
nginx := $(sources)/nginx/nginx/src
nginx-core := nginx array buf conf_file connection cpuinfo crc32 crypt cycle file hash inet list log md5 module murmurhash \
	open_file_cache output_chain palloc parse parse_time proxy_protocol queue radix_tree rbtree resolver rwlock sha1 \
	shmtx slab spinlock string syslog times
nginx-event := event event_accept event_connect event_pipe event_posted event_timer event_udp
nginx-http := http http_copy_filter_module http_core_module http_file_cache http_header_filter_module http_parse \
	http_postpone_filter_module http_request http_request_body http_script http_special_response http_upstream \
	http_upstream_round_robin http_variables http_write_filter_module
nginx-modules := access auth_basic autoindex browser charset_filter chunked_filter empty_gif fastcgi geo headers_filter \
	index limit_conn limit_req log map memcached mirror not_modified_filter proxy range_filter referer scgi \
	split_clients ssi_filter static try_files upstream_hash upstream_ip_hash upstream_keepalive upstream_least_conn \
	upstream_random userid_filter uwsgi
nginx-unix := alloc channel daemon errno files linux_init linux_sendfile_chain posix_init process process_cycle \
	readv_chain recv send setproctitle shmem socket time udp_recv udp_send udp_sendmsg_chain user writev_chain
srcs-y := modules.c users.c $(nginx)/core/nginx.c $(patsubst %,$(nginx)/core/ngx_%.c,$(filter-out nginx,$(nginx-core))) \
	$(patsubst %,$(nginx)/event/ngx_%.c,$(nginx-event)) $(nginx)/event/modules/ngx_epoll_module.c \
	$(patsubst %,$(nginx)/http/ngx_%.c,$(nginx-http)) \
	$(patsubst %,$(nginx)/http/modules/ngx_http_%_module.c,$(nginx-modules)) \
	$(patsubst %,$(nginx)/os/unix/ngx_%.c,$(nginx-unix))
cflags-y := $(source-flags) -D_GNU_SOURCE -I$(SKIFF_APP) \
	$(addprefix -I$(nginx)/,core event event/modules http http/modules os/unix)
