/* SPDX-License-Identifier: BSD-3-Clause */
/* nginx's modules, in the order in which it starts them; a filter comes before those that call it. */
#include <ngx_config.h>
#include <ngx_core.h>

#define MODULES(each)                                                                              \
	each(core) each(errlog) each(conf) each(events) each(event_core) each(epoll) each(http)    \
	    each(http_core) each(http_log) each(http_header_count) each(http_upstream)             \
		each(http_static) each(http_autoindex) each(http_index) each(http_mirror) each(    \
		    http_try_files) each(http_auth_basic) each(http_access) each(http_limit_conn)  \
		    each(http_limit_req) each(http_geo) each(http_map) each(http_split_clients)    \
			each(http_referer) each(http_proxy) each(http_fastcgi) each(http_uwsgi)    \
			    each(http_scgi) each(http_memcached) each(http_empty_gif) each(        \
				http_browser) each(http_upstream_hash) each(http_upstream_ip_hash) \
				each(http_upstream_least_conn) each(http_upstream_random)          \
				    each(http_upstream_keepalive) each(http_write_filter)          \
					each(http_header_filter) each(http_chunked_filter) each(   \
					    http_range_header_filter) each(http_postpone_filter)   \
					    each(http_ssi_filter) each(http_charset_filter)        \
						each(http_userid_filter) each(http_headers_filter) \
						    each(http_copy_filter)                         \
							each(http_range_body_filter)               \
							    each(http_not_modified_filter)

#define DECLARE(name) extern ngx_module_t ngx_##name##_module;
#define ADDRESS(name) &ngx_##name##_module,
#define NAME(name)    "ngx_" #name "_module",

MODULES(DECLARE)

ngx_module_t *ngx_modules[] = {MODULES(ADDRESS) NULL};
char *ngx_module_names[] = {MODULES(NAME) NULL};
