// Real servers without containers: Postgres, Redis and Kafka on the loopback, each ended by who started it.
export * from './fleet';
export * from './found';
export * from './kafka/jars';
export * from './kafka/start-kafka';
export * from './postgres/start-postgres';
export * from './redis/start-redis';
export * from './running-server';
export * from './scratch';
export * from './server-record';
export * from './start-options';
