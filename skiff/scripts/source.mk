# SPDX-License-Identifier: BSD-3-Clause
# Source packages of Debian, for recipes: fetched once into build/skiff/source, never copied in.
#
#   $(eval $(call source-package,NAME,VERSION))
#
# in app.mk; the sources are then files below $(sources)/NAME/NAME.
sources := $(ROOT)/build/skiff/source

define source-package
prepare += $(sources)/$(1)/.request
$(sources)/$(1)/.request:
	@BUILD=$(ROOT)/build $(ROOT)/tools/apt-fetch.sh bookworm source $(sources)/$(1) "$(1)=$(2)"
$(sources)/$(1)/$(1)/%: | $(sources)/$(1)/.request ;
endef
# For sources of others: the C library's view of a hosted program, GNU's C, their warnings not shown.
# Without link-time optimisation: it takes minutes for a large source and wins little.
source-flags := -fhosted -std=gnu11 -w -fno-lto
