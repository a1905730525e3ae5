#!/usr/bin/env bash
# What `./dev demo` runs: run.sh BUILD_DIRECTORY OUTPUT_DIRECTORY. Leaves napoli.crm, the files it was
# loaded from, the rejected rows, report.txt, report.xlsx and citizen.ics in OUTPUT_DIRECTORY.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
build=$1 out=$2

mkdir -p "$out"
rm -rf "$out"/napoli.crm* "$out/data" "$out/report.txt" "$out/report.xlsx" "$out/citizen.ics"
"$build/examples/pmmcrm_demo" "$here/mappings" "$out"

printf '\n' >&2
cat >&2 <<TEXT
The indicators and the questions of the managers are in $out/report.xlsx, a sheet each; as the
command writes them: $build/bin/pmmcrm export $out/napoli.crm report report.xlsx --language it
The appointment and the deadlines of the citizen are in $out/citizen.ics.
The store stays in $out/napoli.crm. Look further:
  $build/bin/pmmcrm find   $out/napoli.crm esposito
  $build/bin/pmmcrm mypage $out/napoli.crm 1
  $build/bin/pmmcrm meta   $out/napoli.crm
  echo '{"measures":["cases.count"],"dimensions":["cases.area"]}' | $build/bin/pmmcrm query $out/napoli.crm -
TEXT
