#!/usr/bin/env bash
# Installs what the tests need besides Python, where this user may: Chromium, PostgreSQL, gettext, Node, ical.js.
# Without the rights it names what is missing; those tests are then skipped with a loud summary.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
have() { command -v "$1" >/dev/null 2>&1; }
have chromium || have chromium-browser || have google-chrome || [ -n "${CHROMIUM:-}" ] || missing+=(chromium)
have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
have xgettext || missing+=(gettext)
have node || missing+=(nodejs)
have npm || missing+=(npm)

if [ "${#missing[@]}" -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && have apt-get; then
    echo "Installing ${missing[*]} ..."
    export DEBIAN_FRONTEND=noninteractive
    # A package whose service cannot start inside a container must not stop the installation.
    apt-get update -qq
    apt-get install -qq --yes --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "Missing on this machine: ${missing[*]}. Their tests are skipped; on Debian: apt-get install ${missing[*]}" >&2
  fi
fi

client=tests/clients/ical_js
if have npm && [ "$client/package-lock.json" -nt "$client/node_modules/.package-lock.json" ]; then
  (cd "$client" && npm ci --silent --no-progress && touch node_modules/.package-lock.json) \
    || echo "ical.js could not be installed: its tests are skipped." >&2
fi
