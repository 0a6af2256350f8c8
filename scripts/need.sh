#!/usr/bin/env bash
# Installs from Debian what a suite needs and this machine lacks: `bash scripts/need.sh redis postgres chromium`.
set -euo pipefail

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install() {
	as_root apt-get update -qq
	DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq "$@" >/dev/null
}

# The suites that test the editor need it.
need_chromium() {
	local found
	found=$(command -v chromium chromium-browser google-chrome google-chrome-stable | head -1 || true)
	[ -n "${CHROMIUM:-$found}" ] || install chromium
}

# The suites start their own server and need only the program.
need_redis() { command -v redis-server >/dev/null || install redis-server; }

# The suites use a running server: PGHOST, PGPORT, PGUSER and PGPASSWORD.
need_postgres() {
	if (: <"/dev/tcp/${PGHOST:-127.0.0.1}/${PGPORT:-5432}") 2>/dev/null; then return; fi
	install postgresql
	as_root service postgresql start
	as_root su postgres -c "psql -qc \"ALTER USER postgres PASSWORD '${PGPASSWORD:-postgres}'\""
}

for one in "$@"; do "need_$one"; done
