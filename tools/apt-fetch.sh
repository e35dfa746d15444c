#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Download Debian packages of any suite and architecture, and unpack them, without touching the host.
# The host's own sources say where from; apt checks signatures and hashes.
set -eu

usage() {
	cat <<'USAGE'
usage: apt-fetch.sh [--with-deps] [--force] SUITE ARCH OUTDIR PACKAGE...

Download the named Debian packages with a private apt root (build/apt/SUITE-ARCH) and unpack them into
OUTDIR. Nothing is installed and the host's dpkg architectures stay as they are.

  SUITE       a Debian code name: bookworm, trixie, ...; or one with a suffix (bookworm-backports), whose
              packages are preferred to those of the code name alone, which is read too
  ARCH        a Debian architecture: arm64, amd64, all, ..., or `source`: source packages, each unpacked
              with Debian's patches applied into OUTDIR/NAME
  OUTDIR      unpacked here (made anew when the request changes); OUTDIR/.packages lists
              name, version, SHA-256 of each package
  PACKAGE     a package name; @NAME stands for the first package that NAME depends on
              (@linux-image-arm64 is the kernel that this meta package selects today). A source package
              may be NAME=VERSION; when that version is gone, the nearest that is left is taken, and a
              line says so

  --with-deps also fetch everything that the packages depend on (no recommendations)
  --force     do it again although OUTDIR already holds this request
  --help      this text

The private root is taken from $BUILD (default: build/ beside tools/). Exit 0: OUTDIR is complete.
USAGE
}

die() {
	printf 'apt-fetch: %s\n' "$*" >&2
	exit 1
}

with_deps=0
force=0
while [ $# -gt 0 ]; do
	case $1 in
	--with-deps) with_deps=1 ;;
	--force) force=1 ;;
	--help | -h) usage; exit 0 ;;
	-*) usage >&2; die "unknown option $1" ;;
	*) break ;;
	esac
	shift
done
[ $# -ge 4 ] || { usage >&2; exit 2; }
suite=$1 arch=$2 outdir=$3
base=${suite%%-*}
shift 3

top=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$top/build}
mkdir -p "$build"
build=$(cd "$build" && pwd)
root=$build/apt/$suite-$arch
request="$suite $arch deps=$with_deps $*"

if [ "$force" = 0 ] && [ -f "$outdir/.request" ] && [ "$(cat "$outdir/.request")" = "$request" ]; then
	exit 0
fi
case $arch in
source) kind=deb-src unpacker=dpkg-source ;;
*) kind=deb unpacker=dpkg-deb ;;
esac
for tool in apt-get apt-cache $unpacker flock sha256sum awk; do
	command -v "$tool" >/dev/null || die "$tool is missing: this needs a Debian host"
done
# shellcheck disable=SC1091
host_suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
[ -n "$host_suite" ] || die "/etc/os-release names no VERSION_CODENAME: expected a Debian host"

# The host's sources that name its own suite (not other vendors'), one line each, with the suite replaced.
host_sources() {
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
		[ -f "$file" ] || continue
		awk -v from="$host_suite" -v to="$base" -v kind="$kind" '
		$1 == "deb" {
			$1 = kind
			i = 2
			if ($i ~ /^\[/) while ($i !~ /\]$/) i++
			if ($i ~ /^\[|\]$/) i++
			rest = $(i + 1)
			if (rest != from && index(rest, from "-") != 1 && rest !~ "^" from "/") next
			sub(from, to, rest)
			$(i + 1) = rest
			gsub(/arch=[^] ]*/, "")
			print
		}' "$file"
	done
	for file in /etc/apt/sources.list.d/*.sources; do
		[ -f "$file" ] || continue
		awk -v from="$host_suite" -v to="$base" -v kind="$kind" '
		function flush_stanza(  n, m, i, j, u, s, opt) {
			if ((" " types " ") ~ / deb / && enabled !~ /^(no|false|0)$/) {
				n = split(uris, u, " ")
				m = split(suites, s, " ")
				opt = signed ~ /^\// ? "[signed-by=" signed "] " : ""
				for (i = 1; i <= n; i++)
					for (j = 1; j <= m; j++)
						if (s[j] == from || index(s[j], from "-") == 1) {
							sub(from, to, s[j])
							print kind " " opt u[i] " " s[j] " " components
						}
			}
			types = uris = suites = components = signed = enabled = ""
		}
		/^#/ { next }
		/^[ \t]*$/ { flush_stanza(); next }
		{
			if ($0 !~ /^[ \t]/) {
				key = tolower($1)
				sub(/^[^:]*:[ \t]*/, "")
			}
			gsub(/^[ \t]+|[ \t]+$/, "")
			if (key == "types:") types = types " " $0
			else if (key == "uris:") uris = uris " " $0
			else if (key == "suites:") suites = suites " " $0
			else if (key == "components:") components = components " " $0
			else if (key == "signed-by:") signed = signed $0
			else if (key == "enabled:") enabled = $0
		}
		END { flush_stanza() }' "$file"
	done
}

# These lines, each with a second one for the suite with a suffix beside its code name.
suite_sources() {
	host_sources | awk -v base="$base" -v suite="$suite" '
		{ print }
		suite != base {
			for (i = 2; i <= NF; i++)
				if ($i == base) { $i = suite; print; break }
		}' | sort -u
}

make_root() {
	mkdir -p "$root/none" "$root/lists/partial" "$root/archives/partial" "$root/log"
	: >"$root/status"
	[ "$suite" = "$base" ] && preference='' || preference="APT::Default-Release \"$suite\";"
	suite_sources >"$root/sources.list"
	[ -s "$root/sources.list" ] || die "no source of suite $host_suite in /etc/apt: nothing to fetch from"
	cat >"$root/apt.conf" <<CONF
#clear APT::Update::Post-Invoke-Success;
#clear APT::Update::Post-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
#clear APT::Architectures;
// Package lists and nothing else, whatever the host's other tools (apt-file, appstream) want along with them.
#clear Acquire::IndexTargets::deb;
Acquire::IndexTargets::deb::Packages {
	MetaKey "\$(COMPONENT)/binary-\$(ARCHITECTURE)/Packages";
	flatMetaKey "Packages";
	ShortDescription "Packages";
	Description "\$(RELEASE)/\$(COMPONENT) \$(ARCHITECTURE) Packages";
	flatDescription "\$(RELEASE) Packages";
	Optional "no";
};
$(if [ "$kind" = deb ]; then echo "APT::Architecture \"$arch\"; APT::Architectures { \"$arch\"; };"; fi)
$preference
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::Etc::sourcelist "$root/sources.list";
Dir::Etc::sourceparts "$root/none";
Dir::Etc::preferences "$root/none/preferences";
Dir::Etc::preferencesparts "$root/none";
Dir::State "$root";
Dir::State::status "$root/status";
Dir::State::lists "$root/lists";
Dir::Cache "$root";
Dir::Cache::archives "$root/archives";
Dir::Log "$root/log";
CONF
}

private_apt() {
	tool=$1
	shift
	"$tool" -c "$root/apt.conf" "$@"
}

update_lists() {
	printf 'apt-fetch: reading the package lists of %s %s\n' "$suite" "$arch" >&2
	private_apt apt-get -qq update >&2 ||
		die "can't read the package lists of $suite: is there a network, and does the mirror have it?"
	touch "$root/updated"
}

# Names after @NAME and --with-deps are resolved, one a line.
resolve() {
	for package in "$@"; do
		case $package in
		@*)
			real=$(private_apt apt-cache depends "${package#@}" 2>/dev/null |
				awk '$1 == "Depends:" { print $2; exit }')
			[ -n "$real" ] || die "package ${package#@} of $suite $arch depends on nothing"
			echo "$real" ;;
		*) echo "$package" ;;
		esac
	done >"$root/names" || exit 1
	if [ "$with_deps" = 1 ]; then
		# shellcheck disable=SC2046 # names are words
		private_apt apt-get -s install $(cat "$root/names") >"$root/plan" ||
			die "can't resolve the dependencies of: $*"
		awk '$1 == "Inst" { sub(/:.*/, "", $2); print $2 }' "$root/plan" | sort -u >"$root/names"
	fi
}

download() {
	( cd "$root/archives" && xargs -a ../names apt-get -c "$root/apt.conf" -qq download >&2 )
}

# The versions of a source package that the lists have, newest first.
source_versions() {
	private_apt apt-cache showsrc "$1" 2>/dev/null |
		awk -v name="$1" '$1 == "Package:" { here = $2 == name } here && $1 == "Version:" { print $2 }' |
		sort -u | while read -r version; do
			# Sorted by insertion: dpkg alone can compare Debian versions.
			printf '%s %s\n' "$(source_rank "$1" "$version")" "$version"
		done | sort -rn | cut -d' ' -f2
}

# The number of versions in the lists that aren't newer than this one.
source_rank() {
	private_apt apt-cache showsrc "$1" 2>/dev/null | awk '$1 == "Version:" { print $2 }' | sort -u |
		while read -r other; do
			dpkg --compare-versions "$other" le "$2" && echo
		done | wc -l
}

# Download NAME[=VERSION] and unpack it. The wanted version first, then others of the same upstream
# version, then the rest, newest first.
fetch_source() {
	name=${1%%=*} wanted=
	case $1 in *=*) wanted=${1#*=} ;; esac
	upstream=${wanted%-*}
	versions=$(source_versions "$name")
	for version in $wanted $(echo "$versions" | grep -F -- "${upstream:-.}-" || :) $versions; do
		echo "$versions" | grep -qxF "$version" || continue
		( cd "$root/archives" && apt-get -c "$root/apt.conf" -qq source --download-only \
			"$name=$version" >&2 ) || continue
		dsc=$root/archives/${name}_${version#*:}.dsc
		[ -f "$dsc" ] || continue
		dpkg-source -q --no-check -x "$dsc" "$outdir/$name" 2>/dev/null || die "can't unpack $name $version"
		rm -f "$outdir/$name"_*.orig*
		if [ -n "$wanted" ] && [ "$version" != "$wanted" ]; then
			printf 'apt-fetch: NOTE: %s %s is gone from the mirror: %s is taken in its place\n' \
				"$name" "$wanted" "$version" >&2
		fi
		printf '%s %s %s\n' "$name" "$version" "$(sha256sum "$dsc" | cut -d' ' -f1)" >>"$outdir/.packages"
		printf 'apt-fetch: source of %s %s\n' "$name" "$version" >&2
		return 0
	done
	return 1
}

fetch_sources() {
	rm -rf "$outdir"
	mkdir -p "$outdir"
	for package in "$@"; do
		# The lists may be older than what the mirror still has.
		fetch_source "$package" || { update_lists; fetch_source "$package"; } ||
			die "no version of the source package ${package%%=*} can be fetched from $suite"
	done
	printf '%s\n' "$request" >"$outdir/.request"
}

mkdir -p "$root"
exec 9>"$root/lock"
flock 9
make_root
[ -f "$root/updated" ] || update_lists
if [ "$arch" = source ]; then
	# Another process may have fetched it while this one waited for the lock.
	[ -f "$outdir/.request" ] && [ "$(cat "$outdir/.request")" = "$request" ] || fetch_sources "$@"
	exit 0
fi
resolve "$@"
if ! download; then
	# The lists may be older than what the mirror still has.
	update_lists
	resolve "$@"
	download || die "can't download: $*"
fi

rm -rf "$outdir"
mkdir -p "$outdir"
while read -r name; do
	version=$(private_apt apt-cache policy "$name" | awk '$1 == "Candidate:" { print $2 }')
	escaped=$(printf '%s' "$version" | sed 's/:/%3a/g')
	set -- "$root/archives/${name}_${escaped}"_*.deb
	[ -f "$1" ] || die "$name $version was not downloaded"
	dpkg-deb -x "$1" "$outdir"
	printf '%s %s %s\n' "$name" "$version" "$(sha256sum "$1" | cut -d' ' -f1)" >>"$outdir/.packages"
	printf 'apt-fetch: %s %s\n' "$name" "$version" >&2
done <"$root/names"
printf '%s\n' "$request" >"$outdir/.request"
