#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Install the Debian packages that building, testing and the demo need. Does nothing when all are there.
set -eu

usage() {
	cat <<'USAGE'
usage: setup.sh [--list] [--dry-run]

Install what is missing of the tools that Bulkhead is built and tested with (Debian 12 packages, with
apt-get; through sudo where the user is not root). A second run finds nothing to do.

  --list      print the packages that are needed, one a line, and stop
  --dry-run   print what would be installed, and stop
  --help      this text

Exit 0: everything is there. Exit 1: it is not, and the last line says why.
USAGE
}

packages='
	make gcc libc6-dev cpp
	gcc-aarch64-linux-gnu libc6-dev-arm64-cross binutils-aarch64-linux-gnu
	qemu-system-arm qemu-user-static
	device-tree-compiler libfdt-dev libcmocka-dev
	python3 python3-kconfiglib picolibc-aarch64-linux-gnu
	clang clang-format clang-tidy cppcheck libclang-rt-14-dev llvm shellcheck
	doxygen graphviz gnuplot-nox cloc spin
	cpio lz4 zstd xz-utils file dpkg-dev tcl e2fsprogs
	debian-archive-keyring ca-certificates
'

die() {
	printf 'setup: %s\n' "$*" >&2
	exit 1
}

dry_run=0
for option in "$@"; do
	case $option in
	--list)
		# shellcheck disable=SC2086 # names are words
		printf '%s\n' $packages
		exit 0 ;;
	--dry-run) dry_run=1 ;;
	--help | -h) usage; exit 0 ;;
	*) usage >&2; die "unknown option $option" ;;
	esac
done

for tool in dpkg-query apt-get; do
	command -v $tool >/dev/null ||
		die "$tool is missing: expected Debian 12 or later; --list names the packages to provide"
done

list_missing() {
	# shellcheck disable=SC2086 # names are words
	installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $packages 2>/dev/null |
		sed -n 's/^installed //p' | tr '\n' ' ')
	for package in $packages; do
		case " $installed " in
		*" $package "*) ;;
		*) printf '%s ' "$package" ;;
		esac
	done
}

missing=$(list_missing)
[ -n "$missing" ] || exit 0
echo "setup: missing: $missing"
[ "$dry_run" = 0 ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || die "not root and no sudo: install as root: apt-get install $missing"
	as_root="sudo"
fi

install_missing() {
	# shellcheck disable=SC2086 # names are words
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
}

echo "setup: apt-get update"
$as_root apt-get update -qq || die "apt-get update failed: is there a network, and may this user use sudo?"
echo "setup: apt-get install"
install_missing || die "apt-get install failed; its messages are above"
missing=$(list_missing)
[ -z "$missing" ] || die "still missing after the installation: $missing"
echo "setup: complete"
