# SPDX-License-Identifier: BSD-3-Clause
# Extensions and services: each folder with an app.mk is a Skiff application for the platform that its
# defconfig names, and becomes $(BUILD)/services/NAME.elf.

SERVICES := $(patsubst services/%/app.mk,%,$(wildcard services/*/app.mk))
SERVICE_IMAGES := $(SERVICES:%=$(BUILD)/services/%.elf)
ALL += $(SERVICE_IMAGES)

# Skiff's make knows what changed; the image is replaced only then.
.PHONY: $(SERVICES:%=service-%)
$(SERVICES:%=service-%): service-%:
	@$(MAKE) --no-print-directory -s -C skiff APP=$(CURDIR)/services/$* \
		O=$(abspath $(BUILD))/services/$*
$(SERVICE_IMAGES): $(BUILD)/services/%.elf: service-%
	@cmp -s $(BUILD)/services/$*/$*.elf $@ || cp $(BUILD)/services/$*/$*.elf $@

include $(sort $(wildcard services/*/test/test.mk))
