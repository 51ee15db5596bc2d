// What the broker is told: one process that is broker and controller, small, on the loopback, paths relative to its folder.

export const CLUSTER_ID_FILE = 'cluster-id';
export const LOG_DIR = 'log';
export const MAKING_DIR = 'making';

export interface Ports {
  readonly broker: number;
  readonly controller: number;
}

/** server.properties. */
export const properties = ({ broker, controller }: Ports, logDir: string): string =>
  lines({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${broker}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': logDir,
    'num.partitions': 6,
    // A topic that nobody made is a mistake in a name.
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 3,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 3,
    'group.initial.rebalance.delay.ms': 0,
    // A broker that was killed is let in again only when its former self has timed out.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    'num.network.threads': 2,
    'num.io.threads': 2,
    'background.threads': 2,
    // The default, 128 MB, is half the heap.
    'log.cleaner.dedupe.buffer.size': 2_097_152,
    'log.index.size.max.bytes': 1_048_576,
  });

export const LOG4J = lines({
  'log4j.rootLogger': 'WARN, out',
  'log4j.appender.out': 'org.apache.log4j.ConsoleAppender',
  'log4j.appender.out.layout': 'org.apache.log4j.PatternLayout',
  'log4j.appender.out.layout.ConversionPattern': '%d %p %c: %m%n',
});

/** For the broker and its tools, before the class. */
export const javaArguments = (jars: string): string[] => [
  '-Xms64m',
  '-Xmx256m',
  '-Xss512k',
  // Small and soon there matters more here than fast after an hour.
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-XX:-UsePerfData',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djava.awt.headless=true',
  '-Djava.io.tmpdir=tmp',
  '-Dlog4j.configuration=file:log4j.properties',
  '-cp',
  `${jars}/*`,
];

function lines(settings: Readonly<Record<string, string | number | boolean>>): string {
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}
