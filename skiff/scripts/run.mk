# SPDX-License-Identifier: BSD-3-Clause
# Running images, and the tests of the libraries.
