#!/bin/sh
# A member of etcd. Environment: NODE_NAME, which is also its host name, and ETCD_INITIAL_CLUSTER.
set -eu
exec etcd --name "$NODE_NAME" --data-dir /var/lib/etcd/data \
  --listen-client-urls http://0.0.0.0:2379 --advertise-client-urls "http://$NODE_NAME:2379" \
  --listen-peer-urls http://0.0.0.0:2380 --initial-advertise-peer-urls "http://$NODE_NAME:2380" \
  --initial-cluster-token howdah --auto-compaction-mode periodic --auto-compaction-retention 1h --logger zap --log-level warn
