#!/usr/bin/env bash
# Builds and runs all tests. The last line is "N passed, N failed".
#
#   ./workflow test            everything: real PostgreSQL, Docker Engine, browser and clients in other languages, installed and started where they are missing
#   ./workflow test --fast     what needs no server and no patience
#   ./workflow test NAME...    only these test projects, for example Scoring Jobs
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=eng/setup.sh
source "$root/eng/setup.sh"
# shellcheck source=eng/servers.sh
source "$root/eng/servers.sh"

fast=false
only=()
for argument in "$@"; do
  case "$argument" in
    --fast) fast=true ;;
    -h | --help)
      sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    -*)
      echo "unknown option $argument; try ./workflow test --help" >&2
      exit 2
      ;;
    *) only+=("$argument") ;;
  esac
done

for name in ${only[@]+"${only[@]}"}; do
  if [[ ! -d "$root/tests/Workflow.$name.Tests" ]]; then
    echo "there is no test project $name; there are: $(cd "$root/tests" && printf '%s\n' Workflow.*.Tests | sed 's/^Workflow\.//; s/\.Tests$//' | paste -sd ' ')" >&2
    exit 2
  fi
done

require_dotnet
require_libraries
filters=()
if $fast; then
  filters=(-trait- Speed=Slow -trait- Needs=Docker -trait- Needs=Registry -trait- Needs=PostgreSQL -trait- Needs=Chromium -trait- Needs=Node -trait- Needs=Python)
else
  require_test_servers
fi

echo "building ..." >&2
dotnet build "$root/Workflow.sln" --configuration Release -nologo -verbosity:quiet

unset OMP_DYNAMIC
export WORKFLOW_ROOT=$root
results="$root/.artifacts/test-results"
rm -rf "$results"
mkdir -p "$results"

# A test that hangs must not keep the others' results back.
patience=30m
passed=0 failed=0 skipped=0
for project in "$root"/tests/Workflow.*.Tests; do
  name=$(basename "$project")
  short=${name#Workflow.}
  short=${short%.Tests}
  if [[ ${#only[@]} -gt 0 && ! " ${only[*]} " == *" $short "* ]]; then continue; fi
  report="$results/$name.xml"
  echo "== $name" >&2
  timeout --foreground --signal=INT --kill-after=1m "$patience" \
    "$root/.artifacts/bin/$name/release/$name" -noLogo -noColor -longRunning 60 -xml "$report" ${filters[@]+"${filters[@]}"} && status=0 || status=$?
  if [[ $status -eq 124 || $status -eq 137 ]]; then
    echo "$name did not end within $patience: a test named above as long running hangs" >&2
    failed=$((failed + 1))
  fi

  # A runner that dies writes no report: that is a failure too.
  summary=$(grep -o '<assembly [^>]*>' "$report" 2>/dev/null || true)
  count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$summary"; }
  if [[ -z "$summary" ]]; then
    echo "$name ended without a report" >&2
    failed=$((failed + 1))
    continue
  fi
  passed=$((passed + $(count passed)))
  failed=$((failed + $(count failed) + $(count errors)))
  skipped=$((skipped + $(count skipped)))
done

# Said once more at the end, where a reader of a long log looks: each failed test, what it says, and where.
show_failures() {
  awk -v RS='<test ' '
    NR > 1 && /result="Fail"/ {
      name = $0; sub(/^[^>]* name="/, "", name); sub(/".*/, "", name)
      says = $0; sub(/.*<message><!\[CDATA\[/, "", says); sub(/\]\]><\/message>.*/, "", says); gsub(/\n/, "\n    ", says)
      print "failed: " name "\n    " substr(says, 1, 800)
      if (match($0, / in [^\n]*:line [0-9]+/)) print "    at" substr($0, RSTART + 3, RLENGTH - 3)
    }' "$results"/*.xml |
    sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

[[ $failed -eq 0 ]] || show_failures
[[ $skipped -eq 0 ]] || echo "$skipped skipped (each says above what it misses)"
echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
