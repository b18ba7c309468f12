#!/usr/bin/env bash
# Measures speed and size against floors and peers in the same run, and writes bench/RESULTS.md.
#
#   ./workflow bench              everything (some hours, most of them the peers of targets; interrupted, targets and rich go on)
#   ./workflow bench NAME...      recipe, first-run, targets, search, growth, rich, treeshap, scoring, serving, gateway, soak, image, deploy, switches, kills, engine, history, chaos
#   ./workflow bench chaos --minutes N, serving, gateway or switches --seconds N (of a round), soak --requests N, kills --kills N
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=eng/setup.sh
source "$root/eng/setup.sh"
# shellcheck source=eng/servers.sh
source "$root/eng/servers.sh"

if [[ "${1:-}" == -h || "${1:-}" == --help ]]; then
  sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
  exit 0
fi

require_dotnet
require_libraries
missing=()
if [[ $# -eq 0 || " $* " == *" recipe "* ]]; then
  command -v unzip >/dev/null || missing+=(unzip)
  /usr/bin/python3 -c 'import pandas' 2>/dev/null || missing+=(python3-pandas)
fi
if [[ $# -eq 0 || " $* " == *" targets "* || " $* " == *" search "* ]]; then
  /usr/bin/python3 -c 'import sklearn' 2>/dev/null || missing+=(python3-sklearn)
  /usr/bin/python3 -c 'import xgboost' 2>/dev/null || missing+=(python3-xgboost)
fi
if [[ $# -eq 0 || " $* " == *" scoring "* ]]; then
  /usr/bin/python3 -c 'import xgboost' 2>/dev/null || missing+=(python3-xgboost)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
fi
if [[ $# -eq 0 || " $* " == *" gateway "* ]]; then
  command -v nginx >/dev/null || missing+=(nginx-light)
fi
if [[ $# -eq 0 || " $* " == *" serving "* || " $* " == *" soak "* || " $* " == *" gateway "* || " $* " == *" switches "* ]]; then
  command -v wrk >/dev/null || missing+=(wrk)
fi
if [[ $# -eq 0 || " $* " == *" serving "* ]]; then
  /usr/bin/python3 -c 'import flask' 2>/dev/null || missing+=(python3-flask)
  /usr/bin/python3 -c 'import xgboost' 2>/dev/null || missing+=(python3-xgboost)
  [[ -x /usr/bin/gunicorn ]] || missing+=(gunicorn)
fi
if [[ $# -eq 0 || " $* " == *" deploy "* ]]; then
  command -v gcc >/dev/null || missing+=(gcc libc6-dev)
  command -v docker-registry >/dev/null || missing+=(docker-registry)
fi
if [[ $# -eq 0 || " $* " == *" deploy "* || " $* " == *" switches "* || " $* " == *" kills "* ]]; then
  command -v dockerd >/dev/null || docker info >/dev/null 2>&1 || missing+=(docker.io)
  needs_docker=yes
fi
[[ ${#missing[@]} -eq 0 ]] || install_packages "peers that the benchmark measures against" "${missing[@]}"
[[ $# -gt 0 && " $* " != *" scoring "* ]] || require_node_packages
[[ -z "${needs_docker:-}" ]] || require_docker

[[ $# -gt 0 && " $* " != *" chaos "* ]] || dotnet build "$root/src/Workflow.Cli/Workflow.Cli.csproj" --configuration Release -nologo -verbosity:quiet >&2
dotnet build "$root/bench/Workflow.Bench/Workflow.Bench.csproj" --configuration Release -nologo -verbosity:quiet >&2
unset OMP_DYNAMIC

# Where the engine was started for this script, the shell stays to end it.
[[ -n "${docker_pid:-}" ]] || exec "$root/.artifacts/bin/Workflow.Bench/release/Workflow.Bench" "$root" "$@"
"$root/.artifacts/bin/Workflow.Bench/release/Workflow.Bench" "$root" "$@"
