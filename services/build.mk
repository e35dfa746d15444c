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

# The demo's attacked mediator has a bug planted.
PLANTED_MEDIATOR := $(BUILD)/services/optee-mediator-planted.elf
.PHONY: service-optee-mediator-planted
service-optee-mediator-planted:
	@$(MAKE) --no-print-directory -s -C skiff APP=$(CURDIR)/services/optee-mediator \
		SET="PLANTED_BUG=y" O=$(abspath $(BUILD))/services/optee-mediator-planted
$(PLANTED_MEDIATOR): service-optee-mediator-planted
	@cmp -s $(BUILD)/services/optee-mediator-planted/optee-mediator.elf $@ || \
		cp $(BUILD)/services/optee-mediator-planted/optee-mediator.elf $@
ALL += $(PLANTED_MEDIATOR)

include $(sort $(wildcard services/*/test/test.mk))
