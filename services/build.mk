# SPDX-License-Identifier: BSD-3-Clause
# Extensions and services: each folder with an app.mk is a Skiff application for the platform that its
# defconfig names, and becomes $(BUILD)/services/NAME.elf; each defconfig-VARIANT also makes NAME-VARIANT.elf.

SERVICES := $(patsubst services/%/app.mk,%,$(wildcard services/*/app.mk))
SERVICE_VARIANTS := $(subst /defconfig,,$(patsubst services/%,%,$(wildcard services/*/defconfig-*)))
SERVICE_IMAGES := $(patsubst %,$(BUILD)/services/%.elf,$(SERVICES) $(SERVICE_VARIANTS))
ALL += $(SERVICE_IMAGES)

# Skiff's make finds out what changed; the image is replaced only if it changed.
.PHONY: $(SERVICES:%=service-%)
$(SERVICES:%=service-%): service-%:
	@$(MAKE) --no-print-directory -s -C skiff APP=$(CURDIR)/services/$* \
		O=$(abspath $(BUILD))/services/$*
$(SERVICES:%=$(BUILD)/services/%.elf): $(BUILD)/services/%.elf: service-%
	@cmp -s $(BUILD)/services/$*/$*.elf $@ || cp $(BUILD)/services/$*/$*.elf $@

define service_variant # $1 NAME-VARIANT, $2 NAME, $3 VARIANT
.PHONY: service-$1
service-$1:
	@$$(MAKE) --no-print-directory -s -C skiff APP=$$(CURDIR)/services/$2 \
		DEFCONFIG=$$(CURDIR)/services/$2/defconfig-$3 O=$$(abspath $$(BUILD))/services/$1
$$(BUILD)/services/$1.elf: service-$1
	@cmp -s $$(BUILD)/services/$1/$2.elf $$@ || cp $$(BUILD)/services/$1/$2.elf $$@
endef
$(foreach file,$(wildcard services/*/defconfig-*),$(eval $(call service_variant,$\
	$(subst /defconfig,,$(file:services/%=%)),$\
	$(word 2,$(subst /, ,$(file))),$\
	$(word 2,$(subst /defconfig-, ,$(file))))))

# The mediator that the demo attacks has a planted bug.
PLANTED_MEDIATOR := $(BUILD)/services/optee-mediator-planted.elf
.PHONY: service-optee-mediator-planted
service-optee-mediator-planted:
	@$(MAKE) --no-print-directory -s -C skiff APP=$(CURDIR)/services/optee-mediator \
		SET="PLANTED_BUG=y" O=$(abspath $(BUILD))/services/optee-mediator-planted
$(PLANTED_MEDIATOR): service-optee-mediator-planted
	@cmp -s $(BUILD)/services/optee-mediator-planted/optee-mediator.elf $@ || \
		cp $(BUILD)/services/optee-mediator-planted/optee-mediator.elf $@
ALL += $(PLANTED_MEDIATOR)

# --- Lines of code of what runs, for the report ---------------------------------------------------

LINES := $(BUILD)/core/core.elf.lines $(addprefix $(BUILD)/apps/,hello.elf.lines ecu.elf.lines telltale.elf.lines chime.elf.lines vehicle.elf.lines) \
	$(SERVICE_IMAGES:=.lines) $(PLANTED_MEDIATOR).lines
# The folder of an image's objects: IMAGE.d/, the image's name without .elf, or the folder of the image.
lines-of = $(firstword $(wildcard $(1).d $(basename $(1))) $(dir $(1)))
$(LINES): %.lines: % compiler/lines.sh
	$(QUIET)compiler/lines.sh $(call lines-of,$*) $(BUILD) >$@

ALL += $(LINES)

include $(sort $(wildcard services/*/test/test.mk apps/*/test/test.mk))
