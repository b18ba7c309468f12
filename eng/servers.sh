# Sourced by the test and benchmark scripts: the servers that they need. What cannot be had ends the script.

# PostgreSQL 15 or later, a Docker engine and a registry, a browser, what exported models are checked and scored with, and clients of the scorer in other languages.
require_test_servers() {
  local missing=()
  compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || missing+=(postgresql)
  command -v dockerd >/dev/null || docker info >/dev/null 2>&1 || missing+=(docker.io)
  command -v chromium >/dev/null || missing+=(chromium)
  command -v python3 >/dev/null || missing+=(python3)
  /usr/bin/python3 -c 'import onnx' 2>/dev/null || missing+=(python3-onnx)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  command -v thrift >/dev/null || missing+=(thrift-compiler)
  /usr/bin/python3 -c 'import thrift' 2>/dev/null || missing+=(python3-thrift)
  /usr/bin/python3 -c 'import grpc' 2>/dev/null || missing+=(python3-grpcio)
  /usr/bin/python3 -c 'import google.protobuf' 2>/dev/null || missing+=(python3-protobuf)
  [[ -x /usr/bin/protoc ]] || missing+=(protobuf-compiler)
  command -v docker-registry >/dev/null || missing+=(docker-registry)
  command -v kubectl >/dev/null || missing+=(kubernetes-client)
  command -v htpasswd >/dev/null || missing+=(apache2-utils)
  Rscript -e 'library(httr)' >/dev/null 2>&1 || missing+=(r-cran-httr)
  [[ ${#missing[@]} -eq 0 ]] || install_packages "servers that the tests use" "${missing[@]}"
  require_node_packages
  require_docker
}

# ONNX Runtime for Node.js as its lock file names it. Its own script is not run: that fetches libraries for graphics cards.
require_node_packages() {
  local from="$root/tests/Workflow.Testing/Onnx" into="$root/.artifacts/node"
  cmp -s "$from/package-lock.json" "$into/installed.json" && return
  echo "installing ONNX Runtime for Node.js ..." >&2
  mkdir -p "$into"
  cp "$from/package.json" "$from/package-lock.json" "$into"
  if ! (cd "$into" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2; then
    echo "npm failed. Try by hand: cd $into && npm ci --ignore-scripts" >&2
    exit 69
  fi
  cp "$into/package-lock.json" "$into/installed.json"
}

# A Docker engine that answers. Where no service manager runs one, it is started for the length of the script.
require_docker() {
  docker_answers && return
  if [[ $(id -u) -ne 0 ]]; then
    echo "No Docker engine answers, and only root can start one: sudo systemctl start docker" >&2
    exit 69
  fi
  echo "starting dockerd ..." >&2
  local log="${TMPDIR:-/tmp}/workflow-dockerd.$$.log"
  setsid dockerd >"$log" 2>&1 </dev/null &
  docker_pid=$!
  trap 'kill "$docker_pid" 2>/dev/null || true; wait "$docker_pid" 2>/dev/null || true' EXIT
  for _ in $(seq 300); do
    docker_answers && return
    kill -0 "$docker_pid" 2>/dev/null || break
    sleep 0.2
  done
  echo "dockerd did not start:" >&2
  tail -n 20 "$log" >&2
  exit 69
}

docker_answers() {
  [[ "$(curl_docker /_ping)" == OK ]]
}

# The engine's own socket, without a client that may not be installed.
curl_docker() {
  python3 - "$1" 2>/dev/null <<'PY'
import http.client, os, socket, sys

class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(2)
        self.sock.connect("/var/run/docker.sock")

host = os.environ.get("DOCKER_HOST", "")
connection = http.client.HTTPConnection(host[6:], timeout=2) if host.startswith("tcp://") else Connection("localhost")
connection.request("GET", sys.argv[1])
print(connection.getresponse().read().decode())
PY
}
