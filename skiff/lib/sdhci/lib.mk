# SPDX-License-Identifier: BSD-3-Clause
srcs-y := sdhci.c card.c host.c access.c
tests-y := test/sdhci.c test/model.c
