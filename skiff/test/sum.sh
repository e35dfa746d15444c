#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs each argument as a command that counts itself (`N passed, N failed`), and ends with the sum.
# shellcheck source=tests/kit/check.sh
. "$(dirname "$0")/../../tests/kit/check.sh"
for command in "$@"; do
	counted sh -c "$command"
done
summary
