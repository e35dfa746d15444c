#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Install the Debian packages that building, testing and the demo need. Does nothing when all are there.
set -eu

usage() {
	cat <<'USAGE'
usage: setup.sh [--list] [--dry-run] [GROUP...]

Install what is missing of the tools that Bulkhead is built and tested with, with apt-get; through sudo where the user
is not root. A second run finds nothing to do. Debian 12 is what all tests and figures are of; on Debian 13 the demo
runs, too, and the figures aren't judged. Ubuntu 24.04 has packages of the same names; nobody tried it.

  GROUP       demo: build and run; test: the tests and benchmarks; lint: the linters, API pages; default: all of them
  --list      print the packages that are needed, one a line, and stop
  --dry-run   print what would be installed, and stop
  --help      this text

Exit 0: everything is there. Exit 1: it is not, and the last line says why.
USAGE
}

demo='
	make gcc libc6-dev cpp
	gcc-aarch64-linux-gnu libc6-dev-arm64-cross binutils-aarch64-linux-gnu
	qemu-system-arm device-tree-compiler libfdt-dev
	python3 python3-kconfiglib picolibc-aarch64-linux-gnu
	cpio lz4 zstd xz-utils file dpkg-dev e2fsprogs cloc graphviz
	debian-archive-keyring ca-certificates
'
# Compilers for sanitizers and fuzzers, the model checker, and the languages of other projects' test scripts.
test='
	qemu-user-static libcmocka-dev clang libclang-rt-dev llvm spin tcl gnuplot-nox
'
lint='
	clang-format clang-tidy cppcheck shellcheck doxygen graphviz
'

die() {
	printf 'setup: %s\n' "$*" >&2
	exit 1
}

dry_run='' list='' packages=''
for option in "$@"; do
	case $option in
	--list) list=1 ;;
	--dry-run) dry_run=1 ;;
	demo) packages="$packages $demo" ;;
	test) packages="$packages $demo $test" ;;
	lint) packages="$packages $demo $lint" ;;
	--help | -h) usage; exit 0 ;;
	*) usage >&2; die "unknown word $option" ;;
	esac
done
# shellcheck disable=SC2086 # names are words
packages=$(printf '%s\n' ${packages:-$demo $test $lint} | sort -u)
[ -z "$list" ] || { echo "$packages"; exit 0; }

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
[ -z "$dry_run" ] || exit 0

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
