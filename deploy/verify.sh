#!/bin/bash
# Brings the stack up, and shows that nothing confirmed is lost: while messages are published, the primary's container is
# killed, a standby is cut off and a broker restarted. At the end every confirmed message is delivered and counted.
#
#   deploy/verify.sh            needs Docker with Compose v2, Node, curl, and `npm ci` in this checkout
#   COMPOSE='…' deploy/verify.sh   another way to call Compose
#   KEEP=1 deploy/verify.sh     leaves the stack running
set -euo pipefail
cd "$(dirname "$0")/.."
read -ra compose <<<"${COMPOSE:-docker compose}"
http=127.0.0.1:${HOWDAH_HTTP_PORT:-15672}
say() { printf '%(%T)T %s\n' -1 "$*"; }
fail() { say "FAILED: $*" >&2; exit 1; }
[ -d node_modules/amqplib ] || fail "found no node_modules/amqplib, which publishes and consumes here; run npm ci in $PWD"
container() { docker ps --all --quiet --filter label=com.docker.compose.project=howdah --filter "label=com.docker.compose.service=$1"; }

# member ROLE: a running node with that role, as Patroni sees it; asked of any node that answers.
member() {
  local node
  for node in pg1 pg2 pg3; do
    docker exec "$(container $node)" curl -s --max-time 2 http://127.0.0.1:8008/cluster 2>/dev/null |
      node -e 'const { members } = JSON.parse(require("fs").readFileSync(0, "utf8"));
        const found = members.find((one) => one.role === process.argv[1] && /running|streaming/.test(one.state));
        if (found === undefined) process.exit(1);
        console.log(found.name);' "$1" 2>/dev/null && return
  done
  return 1
}
until_true() { # until_true SECONDS WHAT COMMAND...
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "$what took too long"
    sleep 0.5
  done
}
confirmed() { wc -l <"$work/confirmed"; }
progress() { local from=$1; [ "$(confirmed)" -gt $((from + 50)) ]; }
has_new_leader() { local leader; leader=$(member leader) && [ "$leader" != "$1" ]; }
is_healthy() { [ "$(docker inspect --format '{{.State.Health.Status}}' "$(container "$1")")" = healthy ]; }
# rejoined NODE: it streams again from the primary.
rejoined() {
  docker exec "$(container "$(member leader)")" curl -s http://127.0.0.1:8008/cluster |
    node -e 'const { members } = JSON.parse(require("fs").readFileSync(0, "utf8"));
      process.exit(members.some(({ name, state }) => name === process.argv[1] && state === "streaming") ? 0 : 1);' "$1"
}

# The past is read on a standby.
reads_replica() {
  curl -sf --config <(printf 'user = "admin:%s"' "$(cat deploy/secrets/admin_password)") -D - -o /dev/null \
    "http://$http/v1/overview/history" | grep -qiE '^howdah-read-from: pg[123]:5432'
}

work=$(mktemp -d)
traffic=
finish() {
  local status=$?
  [ -z "$traffic" ] || kill "$traffic" 2>/dev/null || true
  if [ $status != 0 ]; then docker ps --all; docker logs --tail 20 "$(container broker1)" 2>&1 || true; fi
  [ -n "${KEEP:-}" ] || "${compose[@]}" down --volumes --timeout 10 >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

deploy/secrets.sh
say 'starting the stack'
started=$SECONDS
"${compose[@]}" up -d --build --wait
say "all healthy after $((SECONDS - started)) s"
curl -sf "http://$http/readyz" >/dev/null || fail 'readyz is not ready'

until_true 15 'a read on a standby' reads_replica
say 'the past is read on a standby'

AMQP_PASSWORD=$(cat deploy/secrets/admin_password) node deploy/verify-traffic.mjs "$work" &
traffic=$!
until_true 30 'the first confirms' progress 0

leader=$(member leader)
say "killing the primary's container, $leader"
docker kill "$(container "$leader")" >/dev/null
until_true 60 'a new primary' has_new_leader "$leader"
say "the primary is $(member leader)"
until_true 30 'confirms after the failover' progress "$(confirmed)"
say "starting $leader again"
docker start "$(container "$leader")" >/dev/null
until_true 90 "the return of $leader" rejoined "$leader"

standby=$(member quorum_standby || member sync_standby || member replica)
say "cutting the standby $standby off for 10 s"
docker network disconnect howdah_default "$(container "$standby")"
before=$(confirmed)
sleep 10
progress "$before" || fail 'no confirms while a standby was away'
docker network connect --alias "$standby" howdah_default "$(container "$standby")"
until_true 90 "the return of $standby" rejoined "$standby"

until_true 60 'a read on a standby' reads_replica

say 'restarting broker1'
docker restart "$(container broker1)" >/dev/null
until_true 60 'the return of broker1' is_healthy broker1
until_true 30 'confirms after the restart' progress "$(confirmed)"

say 'reconciling'
kill -TERM "$traffic"
wait "$traffic" || fail 'messages are missing'
traffic=
say 'passed'
