// The shell script that creates the topics of deploy/kafka/topics.yaml with the tool that every broker comes with.

export interface Topic {
  readonly name: string;
  readonly key: string;
  readonly partitions: number;
  readonly 'cleanup.policy': string;
  readonly 'retention-hours'?: number;
}

export interface Topics {
  readonly defaults: { readonly 'replication-factor': number; readonly 'min.insync.replicas': number };
  readonly topics: readonly Topic[];
}

const HOUR_MS = 3_600_000;
/** Compaction is no erasure by a date: what is overwritten is gone a day later, and what is deleted too. */
const COMPACTION = ['max.compaction.lag.ms=86400000', 'delete.retention.ms=86400000'];

export const topicScript = ({ defaults, topics }: Topics): string => `#!/bin/sh
# Made from topics.yaml. Creates the topics that are not there; changes none.
set -eu
create() {
  name=$1 partitions=$2
  shift 2
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "\${BOOTSTRAP:?}" --create --if-not-exists --topic "$name" \\
    --partitions "$partitions" --replication-factor "\${REPLICATION_FACTOR:-${defaults['replication-factor']}}" \\
    --config "min.insync.replicas=\${MIN_INSYNC_REPLICAS:-${defaults['min.insync.replicas']}}" "$@"
}
${topics.map(commandOf).join('\n')}
`;

const commandOf = (topic: Topic): string => {
  const hours = topic['retention-hours'];
  const settings = [
    `cleanup.policy=${topic['cleanup.policy']}`,
    ...(hours === undefined ? [] : [`retention.ms=${hours * HOUR_MS}`]),
    ...(topic['cleanup.policy'].includes('compact') ? COMPACTION : []),
  ];
  return `create ${topic.name} ${topic.partitions} ${settings.map((setting) => `--config ${setting}`).join(' ')}`;
};
