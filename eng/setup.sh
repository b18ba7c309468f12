# Sourced by the launcher and the test script: finds what is missing, and installs it where that is allowed.

# dotnet of the version that global.json asks for.
require_dotnet() {
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
  if ! command -v dotnet >/dev/null; then
    echo "The .NET 10 SDK is missing. Install it from https://dotnet.microsoft.com/download/dotnet/10.0, then try again." >&2
    exit 69
  fi
  if ! (cd "$root" && dotnet --version) >/dev/null 2>&1; then
    echo "The .NET 10 SDK is missing: this machine has $(dotnet --list-sdks 2>/dev/null | tail -n 1)." >&2
    echo "Install it from https://dotnet.microsoft.com/download/dotnet/10.0, then try again." >&2
    exit 69
  fi
}

# Debian packages, each named with a test that tells whether what it brings is there.
has_library() {
  local known
  known=$(/sbin/ldconfig -p 2>/dev/null)
  [[ $known == *"$1"* ]]
}

# install_packages WHAT PACKAGE...: installs as root, says the command otherwise. Never silently.
install_packages() {
  local what=$1
  shift
  if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
    echo "installing $* ($what) with apt-get ..." >&2
    export DEBIAN_FRONTEND=noninteractive
    if { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >"${TMPDIR:-/tmp}/workflow-apt.$$.log" 2>&1; then
      rm -f "${TMPDIR:-/tmp}/workflow-apt.$$.log"
      return
    fi
    cat "${TMPDIR:-/tmp}/workflow-apt.$$.log" >&2
    rm -f "${TMPDIR:-/tmp}/workflow-apt.$$.log"
    echo "apt-get failed. Install by hand: apt-get update && apt-get install $*" >&2
    exit 69
  fi
  echo "Missing: $what. Install it with:" >&2
  echo "  sudo apt-get update && sudo apt-get install -y $*" >&2
  exit 69
}

# The native libraries that Workflow itself needs.
require_libraries() {
  local missing=()
  has_library libxgboost.so.0 || missing+=(libxgboost0)
  has_library libsqlite3.so.0 || missing+=(libsqlite3-0)
  [[ -e /usr/share/zoneinfo/Europe/Berlin ]] || missing+=(tzdata)
  [[ ${#missing[@]} -eq 0 ]] || install_packages "native libraries of Workflow" "${missing[@]}"
}
