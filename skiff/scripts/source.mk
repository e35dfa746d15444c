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
# Flags for foreign sources: a hosted program in GNU C, whose warnings aren't shown. They are compiled without link-time
# optimisation, which takes minutes for a large source and gains little.
source-flags := -fhosted -std=gnu11 -w -fno-lto
