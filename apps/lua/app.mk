# SPDX-License-Identifier: BSD-3-Clause
# Lua's interpreter from Debian's source package, without patches of ours.
$(eval $(call source-package,lua5.4,5.4.4-3+deb12u1))
lua := $(sources)/lua5.4/lua5.4/src
srcs-y := $(addprefix $(lua)/,lapi.c lauxlib.c lbaselib.c lcode.c lcorolib.c lctype.c ldblib.c ldebug.c \
	ldo.c ldump.c lfunc.c lgc.c linit.c liolib.c llex.c lmathlib.c lmem.c loadlib.c lobject.c lopcodes.c \
	loslib.c lparser.c lstate.c lstring.c lstrlib.c ltable.c ltablib.c ltm.c lua.c lundump.c lutf8lib.c \
	lvm.c lzio.c)
cflags-y := $(source-flags) -I$(SKIFF_APP) -DLUA_COMPAT_5_3 -DLUA_USE_POSIX
