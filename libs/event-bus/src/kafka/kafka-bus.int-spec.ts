// The bus over a real broker keeps the promises of the port, over a record in memory and in Postgres.
import { PostgresCursorStore, PostgresEventStore } from '@trunkline/event-store';
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { startKafka } from '@trunkline/servers';
import { describeWith } from '@trunkline/testkit';
import { eventBusContract } from '../event-bus.contract';
import { type EventBus } from '../event-bus.port';
import { KafkaOnLoopback } from './kafka-on-loopback.double';
import { openKafka } from './open-kafka';

describeWith(['kafka'], 'with a broker', () => {
  let kafka: KafkaOnLoopback;
  beforeAll(async () => {
    kafka = await KafkaOnLoopback.with(startKafka);
  });
  afterAll(() => kafka.stop());

  describe('over memory', () => {
    let platform: Awaited<ReturnType<KafkaOnLoopback['platform']>>;
    beforeAll(async () => {
      platform = await kafka.platform();
    });
    eventBusContract('KafkaBus over memory', () => platform);

    it('refuses a topic that nobody created', async () => {
      const { options } = platform;
      const subscribed = subscribeTo(openKafka({ ...options, prefix: 'nobody.' }).bus);
      await expect(subscribed).rejects.toMatchObject({ name: 'TopicMissing' });
    });
  });

  describe('over Postgres', () => {
    let postgres: ScratchPostgres;
    let platform: Awaited<ReturnType<KafkaOnLoopback['platform']>>;
    beforeAll(async () => {
      postgres = await scratchPostgres();
      const store = new PostgresEventStore(postgres.pool);
      platform = await kafka.platform({}, { store, cursors: new PostgresCursorStore(postgres.pool) });
    });
    afterAll(async () => {
      await kafka.closePlatforms();
      await postgres.stop();
    });
    eventBusContract('KafkaBus over Postgres', () => platform);
  });
});

const subscribeTo = (bus: EventBus) => bus.subscribe({ consumer: 'r', handler: async () => undefined });
