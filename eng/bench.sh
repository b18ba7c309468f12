#!/usr/bin/env bash
# Measures speed and size against floors and peers in the same run, and writes bench/RESULTS.md.
#
#   ./workflow bench              everything (some ten minutes)
#   ./workflow bench NAME...      recipe, first-run, splits, rich, image, engine, history, chaos
#   ./workflow bench chaos --minutes N
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=eng/setup.sh
source "$root/eng/setup.sh"

if [[ "${1:-}" == -h || "${1:-}" == --help ]]; then
  sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
  exit 0
fi

require_dotnet
require_libraries
if [[ $# -eq 0 || " $* " == *" recipe "* ]]; then
  missing=()
  command -v unzip >/dev/null || missing+=(unzip)
  /usr/bin/python3 -c 'import pandas' 2>/dev/null || missing+=(python3-pandas)
  [[ ${#missing[@]} -eq 0 ]] || install_packages "peers that the benchmark measures against" "${missing[@]}"
fi

[[ $# -gt 0 && " $* " != *" chaos "* ]] || dotnet build "$root/src/Workflow.Cli/Workflow.Cli.csproj" --configuration Release -nologo -verbosity:quiet >&2
dotnet build "$root/bench/Workflow.Bench/Workflow.Bench.csproj" --configuration Release -nologo -verbosity:quiet >&2
unset OMP_DYNAMIC
exec "$root/.artifacts/bin/Workflow.Bench/release/Workflow.Bench" "$root" "$@"
