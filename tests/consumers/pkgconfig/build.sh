#!/bin/sh
# build.sh SOURCE WORK VERSION: a consumer without CMake, with the flags that pkg-config gives.
set -eu
source=$1 work=$2 version=$3
mkdir -p "$work"
cd "$work"

pkg-config --validate pmmcrm
test "$(pkg-config --modversion pmmcrm)" = "$version"
# The prefix is where the tree stands now, not where it was made.
test "$(realpath "$(pkg-config --variable=prefix pmmcrm)")" = "$(realpath "$PREFIX")"
if pkg-config --libs pmmcrm | grep -q sqlite3; then
  echo "the shared library passes its own libraries on" >&2
  exit 1
fi

# What pkg-config prints is a list of words, hence no quotes.
# shellcheck disable=SC2046
"$CC" -std=c99 -Wall -Wextra -pedantic -Werror $(pkg-config --cflags pmmcrm) \
  "$source/consumer.c" -o consumer_c $(pkg-config --libs pmmcrm)
# shellcheck disable=SC2046
"$CXX" -std=c++17 -Wall -Wextra -pedantic -Werror $(pkg-config --cflags pmmcrm) \
  "$source/consumer.cpp" -o consumer_cpp $(pkg-config --libs pmmcrm)
./consumer_c
./consumer_cpp

# Static: the archive by name, and with it what it is made of.
libdir=$(pkg-config --variable=libdir pmmcrm)
libs=$(pkg-config --static --libs pmmcrm | sed "s#-lpmmcrm#$libdir/libpmmcrm.a#")
# shellcheck disable=SC2046,SC2086
"$CC" -std=c99 $(pkg-config --cflags pmmcrm) "$source/consumer.c" -o consumer_static $libs
./consumer_static
if ldd consumer_static | grep -q libpmmcrm; then
  echo "the static program wants the shared library" >&2
  exit 1
fi
