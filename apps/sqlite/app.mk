# SPDX-License-Identifier: BSD-3-Clause
# SQLite's shell from Debian's source package, without patches of ours. The package has SQLite's own
# sources, of which its makefile makes the one large file (tclsh).
$(eval $(call source-package,sqlite3,3.40.1-2+deb12u2))
sqlite := $(sources)/sqlite3/made
prepare += $(sqlite)/.made
$(sqlite)/.made: $(sources)/sqlite3/.request
	@echo '  sqlite3: its sources are put together once'
	@mkdir -p $(sqlite)
	@flock $(sqlite) sh -c 'test -f $@ || { $(MAKE) -C $(sqlite) -f ../sqlite3/main.mk TOP=../sqlite3 BCC="gcc -O1" \
		NAWK=awk sqlite3.c shell.c >$(sqlite)/log 2>&1 && touch $@; }' || { tail -n 20 $(sqlite)/log; false; }
$(sqlite)/%.c: | $(sqlite)/.made ;
srcs-y := $(sqlite)/sqlite3.c $(sqlite)/shell.c
cflags-y := $(source-flags) -I$(sqlite) -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION \
	-DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_TEMP_STORE=2 -DSQLITE_MAX_MMAP_SIZE=0 -DHAVE_USLEEP=1
