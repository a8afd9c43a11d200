#!/usr/bin/env bash
# One run of verify from GATEWAY, DATABASE, WAIT, REQUIRE_JUDGED, ARGUMENTS and RUNS; its summary goes to the workflow's
# page, its exit is ours.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
read -r -a arguments <<<"${ARGUMENTS:-}"
[ -n "${GATEWAY:-}" ] && arguments+=(--gateway "$GATEWAY")
[ -n "${DATABASE:-}" ] && arguments+=(--database "$DATABASE")
[ -n "${WAIT:-}" ] && arguments+=(--wait "$WAIT")
[ -n "${REQUIRE_JUDGED:-}" ] && arguments+=(--require-judged "$REQUIRE_JUDGED")
mkdir -p "$RUNS"
"$here/.venv/bin/opsmantik" verify --runs "$RUNS" ${arguments[@]+"${arguments[@]}"}
code=$?
[ -f "$RUNS/latest/summary.md" ] && cat "$RUNS/latest/summary.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
printf 'exit-code=%s\nreport=%s\n' "$code" "$RUNS/latest" >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
