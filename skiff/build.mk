# SPDX-License-Identifier: BSD-3-Clause
# Skiff applications as files of the top build:
#
#   $(eval $(call skiff-image,OUTPUT,APP,PLAT[,SET[,DEFCONFIG]]))
#
# makes OUTPUT (an .elf under $(BUILD)) from the application folder APP for PLAT, with further options
# SET ("OPTION=VALUE …"). The recipe runs each time, but changes nothing without a changed input.
define skiff-image
.PHONY: skiff-$(1)
skiff-$(1):
	@$$(MAKE) --no-print-directory -s -C skiff APP=$$(CURDIR)/$(2) PLAT=$(3) SET="$(4)" \
		$(if $(5),DEFCONFIG=$$(CURDIR)/$(5)) O=$$(abspath $(1)).d
$(1): skiff-$(1)
	@cmp -s $(1).d/$(notdir $(2)).elf $(1) || cp $(1).d/$(notdir $(2)).elf $(1)
endef

$(foreach app,hello ecu telltale chime vehicle bench,$(eval $(call skiff-image,$(BUILD)/apps/$(app).elf,apps/$(app),bulkhead)))
ALL += $(addprefix $(BUILD)/apps/,hello.elf ecu.elf telltale.elf chime.elf vehicle.elf bench.elf)

# The host tool that makes an image of a stock program.
PACK_OBJECTS := $(patsubst skiff/pack/%.c,$(BUILD)/skiff-pack.d/%.o,$(wildcard skiff/pack/*.c))
$(BUILD)/skiff-pack.d/%.o: skiff/pack/%.c
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) $(HOST_CFLAGS) -Iskiff/include -c -o $@ $<
$(BUILD)/skiff-pack: $(PACK_OBJECTS)
	$(QUIET)$(HOSTCC) -o $@ $^
ALL += $(BUILD)/skiff-pack
-include $(PACK_OBJECTS:.o=.d)

TESTS += test-skiff
.PHONY: test-skiff
test-skiff: ## unit tests of the libraries: host process under sanitizers, QEMU; fault reports; fuzzing
	@$(MAKE) --no-print-directory -C skiff test
