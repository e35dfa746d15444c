# SPDX-License-Identifier: BSD-3-Clause
srcs-y := main.c mediator.c call.c message.c rpc.c list.c ledger.c registry.c release.c setup.c
