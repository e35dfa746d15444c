/* SPDX-License-Identifier: BSD-3-Clause */
#include "harness.h"

int main(void)
{
	return test_messages() + test_registrations() + test_release() + test_rpc();
}
