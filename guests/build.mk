# SPDX-License-Identifier: BSD-3-Clause
# What makes a stock Linux guest: kernel, initramfs with our client programs, and the loader stub.

G := $(BUILD)/guests

# --- Loader stub: raw, position independent, no stack, below 512 bytes -------------------------

$(G)/loader/loader.o: guests/loader/loader.c
	@mkdir -p $(@D)
	$(QUIET)$(CROSS_CC) $(TARGET_CFLAGS) -Os -fpic -fomit-frame-pointer -c $< -o $@

$(G)/loader/loader.elf: $(G)/loader/loader.o
	$(QUIET)$(CROSS_LD) -Ttext=0 -e loader_main --fatal-warnings $< -o $@
	$(QUIET)if $(CROSS_COMPILE)objdump -d --no-show-raw-insn $@ | grep -Eq '\b(w?sp|x29)\b'; then \
		echo "loader: the stub uses a stack, but it has none" >&2; rm -f $@; exit 1; fi
	$(QUIET)if $(CROSS_COMPILE)size -A $@ | grep -Eq '^\.(data|bss|rodata|got)'; then \
		echo "loader: the stub has data, but it is code alone" >&2; rm -f $@; exit 1; fi

$(G)/loader.bin: $(G)/loader/loader.elf
	$(QUIET)$(CROSS_OBJCOPY) -O binary -j .text $< $@
	$(QUIET)test $$(stat -c %s $@) -le 512 || { echo "loader: larger than 512 bytes" >&2; rm -f $@; exit 1; }

ALL += $(G)/loader.bin
-include $(G)/loader/loader.d
