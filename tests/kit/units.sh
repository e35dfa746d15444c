#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: units.sh PROGRAM...
# Run programs of cmocka, unit tests on the host. The last line counts their tests.
. tests/kit/check.sh
units "$@"
summary
