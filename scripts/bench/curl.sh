#!/usr/bin/env bash
# A build by curl and jq, as people write it. `curl.sh start`, `curl.sh wait` or `curl.sh log <build>`.
set -euo pipefail
job="$NORTHFLANK_URL/v1/teams/acme/projects/shop/jobs/api"
api() { curl -sSf -H "Authorization: Bearer $NORTHFLANK_TOKEN" -H 'Content-Type: application/json' "$@"; }

if [ "$1" = log ]; then
  from=2020-01-01T00:00:00.000Z
  page=$(mktemp)
  while [ -n "$from" ]; do
    api -o "$page" "$job/build-logs?buildId=$2&queryType=range&startTime=$from&lineLimit=10000"
    jq -r '.data[].log' "$page"
    from=$(jq -r 'select(.pagination.hasNextPage).pagination.cursor' "$page")
  done
  rm "$page"
  exit
fi

build=$(api -X POST -d "{\"sha\":\"$GITHUB_SHA\"}" "$job/build" | jq -r .data.id)
echo "Started $build"
if [ "$1" = wait ]; then
  while sleep 5; do
    answer=$(api "$job/build/$build")
    [ "$(jq -r .data.concluded <<<"$answer")" = true ] && break
  done
  [ "$(jq -r .data.success <<<"$answer")" = true ]
fi
