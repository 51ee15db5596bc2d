#!/bin/sh
# Made from topics.yaml. Creates the topics that are not there; changes none.
set -eu
create() {
  name=$1 partitions=$2
  shift 2
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "${BOOTSTRAP:?}" --create --if-not-exists --topic "$name" \
    --partitions "$partitions" --replication-factor "${REPLICATION_FACTOR:-3}" \
    --config "min.insync.replicas=${MIN_INSYNC_REPLICAS:-2}" "$@"
}
create voice.call.events.v1 96 --config cleanup.policy=delete --config retention.ms=604800000
create voice.tool.commands.v1 96 --config cleanup.policy=delete --config retention.ms=86400000
create voice.tool.results.v1 96 --config cleanup.policy=delete --config retention.ms=86400000
create voice.desk.events.v1 24 --config cleanup.policy=delete --config retention.ms=86400000
create voice.agent.presence.v1 12 --config cleanup.policy=compact --config max.compaction.lag.ms=86400000 --config delete.retention.ms=86400000
create voice.callback.tasks.v1 12 --config cleanup.policy=compact,delete --config retention.ms=7776000000 --config max.compaction.lag.ms=86400000 --config delete.retention.ms=86400000
create voice.audit.v1 12 --config cleanup.policy=delete --config retention.ms=2592000000
create voice.public.standard.v1 24 --config cleanup.policy=delete --config retention.ms=604800000
create voice.call.events.v1.retry 12 --config cleanup.policy=delete --config retention.ms=1209600000
create voice.call.events.v1.dlq 12 --config cleanup.policy=delete --config retention.ms=1209600000
