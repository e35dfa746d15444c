# SPDX-License-Identifier: BSD-3-Clause
# Redis' server from Debian's source package, without patches of ours.
$(eval $(call source-package,redis,5:7.0.15-1~deb12u10))
redis := $(sources)/redis/redis
redis-src := adlist quicklist ae anet dict server sds zmalloc lzf_c lzf_d pqsort zipmap sha1 ziplist release networking \
	util object db replication rdb t_string t_list t_set t_zset t_hash config aof pubsub multi debug sort intset syncio \
	cluster crc16 endianconv slowlog eval bio rio rand memtest syscheck crcspeed crc64 bitops sentinel notify \
	setproctitle blocked hyperloglog latency sparkline redis-check-rdb redis-check-aof geo lazyfree module evict expire \
	geohash geohash_helper childinfo defrag siphash rax t_stream listpack localtime lolwut lolwut5 lolwut6 acl tracking \
	connection tls sha256 timeout setcpuaffinity monotonic mt19937-64 resp_parser call_reply script_lua script functions \
	function_lua commands
redis-lua := lapi lcode ldebug ldo ldump lfunc lgc llex lmem lobject lopcodes lparser lstate lstring ltable ltm lundump \
	lvm lzio strbuf fpconv lauxlib lbaselib ldblib liolib lmathlib loslib ltablib lstrlib loadlib linit lua_cjson \
	lua_struct lua_cmsgpack lua_bit
srcs-y := $(addprefix $(redis)/src/,$(addsuffix .c,$(redis-src))) $(addprefix $(redis)/deps/lua/src/,$(addsuffix .c,$(redis-lua))) \
	$(addprefix $(redis)/deps/hiredis/,alloc.c async.c hiredis.c net.c read.c sds.c sockcompat.c) \
	$(redis)/deps/hdr_histogram/hdr_histogram.c
cflags-y := $(source-flags) -I$(SKIFF_APP) -include $(SKIFF_APP)/before.h $(addprefix -I$(redis)/deps/,hiredis linenoise lua/src hdr_histogram) \
	-I$(redis)/src -DREDIS_STATIC= -DHDR_MALLOC_INCLUDE='"hdr_redis_malloc.h"' -DENABLE_CJSON_GLOBAL -DLUA_ANSI -D_GNU_SOURCE
