# SPDX-License-Identifier: BSD-3-Clause
srcs-y := main.c mediator.c call.c message.c rpc.c list.c registry.c setup.c
