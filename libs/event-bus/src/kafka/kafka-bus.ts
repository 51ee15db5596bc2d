// The bus over Kafka: consumer groups share the calls out among their members.
import { type EventBus, type EventSubscription, type Subscription } from '../event-bus.port';
import { KafkaSubscription, type MemberTerms } from './kafka-subscription';

export class KafkaBus implements EventBus {
  private readonly members = new Set<Subscription>();

  constructor(private readonly terms: MemberTerms) {}

  /**
   * Resolves also when the broker is away: it begins as soon as it can, `from: 'end'` then at the end of that moment.
   * Rejects with TopicMissing, or with what the broker refuses.
   */
  async subscribe(subscription: EventSubscription): Promise<Subscription> {
    const kafkaSubscription = new KafkaSubscription(this.terms, subscription);
    await kafkaSubscription.start();
    const member: Subscription = {
      stop: async () => {
        this.members.delete(member);
        await kafkaSubscription.stop();
      },
    };
    this.members.add(member);
    return member;
  }

  async close(): Promise<void> {
    await Promise.all([...this.members].map((member) => member.stop()));
  }
}
