/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * In place of the file that nginx's configure makes by running programs on the machine that builds: musl on arm64, less
 * what Skiff's libraries don't have (IPv6, AF_UNIX, capabilities, other processes).
 */
#pragma once
#define NGX_COMPILER  "gcc"
#define NGX_CONFIGURE "--without-http_rewrite_module --without-http_gzip_module"

/* The compiler and the machine. */
#define NGX_HAVE_GCC_ATOMIC	     1
#define NGX_HAVE_C99_VARIADIC_MACROS 1
#define NGX_HAVE_GCC_VARIADIC_MACROS 1
#define NGX_HAVE_GCC_BSWAP64	     1
#define NGX_HAVE_LITTLE_ENDIAN	     1
#define NGX_CPU_CACHE_LINE	     64
#define NGX_PTR_SIZE		     8
#define NGX_SIG_ATOMIC_T_SIZE	     4
#define NGX_TIME_T_SIZE		     8
#define NGX_SIZE_T_LEN		     (sizeof("-9223372036854775808") - 1)
#define NGX_OFF_T_LEN		     (sizeof("-9223372036854775808") - 1)
#define NGX_TIME_T_LEN		     (sizeof("-9223372036854775808") - 1)
#define NGX_MAX_SIZE_T_VALUE	     9223372036854775807LL
#define NGX_MAX_OFF_T_VALUE	     9223372036854775807LL
#define NGX_MAX_TIME_T_VALUE	     9223372036854775807LL
#define NGX_KQUEUE_UDATA_T	     (void *)

/* The C library. */
#define NGX_HAVE_PREAD		     1
#define NGX_HAVE_PWRITE		     1
#define NGX_HAVE_PWRITEV	     1
#define NGX_HAVE_OPENAT		     1
#define NGX_HAVE_LOCALTIME_R	     1
#define NGX_HAVE_CLOCK_MONOTONIC     1
#define NGX_HAVE_POSIX_MEMALIGN	     1
#define NGX_HAVE_MAP_ANON	     1
#define NGX_HAVE_MSGHDR_MSG_CONTROL  1
#define NGX_HAVE_FIONBIO	     1
#define NGX_HAVE_FIONREAD	     1
#define NGX_HAVE_GMTOFF		     1
#define NGX_HAVE_D_TYPE		     1
#define NGX_HAVE_SC_NPROCESSORS_ONLN 1
#define NGX_HAVE_GETADDRINFO	     1
#define NGX_HAVE_GNU_CRYPT_R	     1
#define NGX_CRYPT		     1
#define NGX_SYS_NERR		     134 /* one more than Linux's last error number */

/* Calls that Linux has. */
#define NGX_HAVE_EPOLL		 1
#define NGX_HAVE_CLEAR_EVENT	 1
#define NGX_HAVE_EPOLLRDHUP	 1
#define NGX_HAVE_EVENTFD	 1
#define NGX_HAVE_SYS_EVENTFD_H	 1
#define NGX_HAVE_SENDFILE	 1
#define NGX_HAVE_SENDFILE64	 1
#define NGX_HAVE_ACCEPT4	 1
#define NGX_HAVE_STATFS		 1
#define NGX_HAVE_POSIX_FADVISE	 1
#define NGX_HAVE_SCHED_YIELD	 1
#define NGX_HAVE_PR_SET_DUMPABLE 1

/* nginx's own parts. */
#define NGX_HTTP_CACHE		   1
#define NGX_HTTP_SSI		   1
#define NGX_HTTP_X_FORWARDED_FOR   1
#define NGX_SUPPRESS_WARN	   1
#define NGX_PREFIX		   "/"
#define NGX_CONF_PREFIX		   "/rom/"
#define NGX_SBIN_PATH		   "/nginx"
#define NGX_CONF_PATH		   "/rom/nginx.conf"
#define NGX_PID_PATH		   "/nginx.pid"
#define NGX_LOCK_PATH		   "/nginx.lock"
#define NGX_ERROR_LOG_PATH	   "/dev/console"
#define NGX_HTTP_LOG_PATH	   "/dev/console"
#define NGX_HTTP_CLIENT_TEMP_PATH  "client_body_temp"
#define NGX_HTTP_PROXY_TEMP_PATH   "proxy_temp"
#define NGX_HTTP_FASTCGI_TEMP_PATH "fastcgi_temp"
#define NGX_HTTP_UWSGI_TEMP_PATH   "uwsgi_temp"
#define NGX_HTTP_SCGI_TEMP_PATH	   "scgi_temp"
#define NGX_USER		   "root"
#define NGX_GROUP		   "root"
