// A consumer asks to be the member that it was, once; a batch of an earlier generation is told from one of this.
import { FormerMember, isOfThisGeneration, patchConsumerGroup } from './consumer-group-patch';

interface Group {
  joinAndSync(): Promise<void>;
}

const silent = { namespace: () => silent, debug: () => undefined, info: () => undefined };

/** A group whose coordinator writes down who asks, and refuses. */
const groupOf = (member: FormerMember, asked: string[], refusals: readonly object[]): Group => {
  const ConsumerGroup = jest.requireActual<new (options: object) => Group>(
    'kafkajs/src/consumer/consumerGroup',
  );
  const joinGroup = async ({ memberId }: { memberId: string }): Promise<never> => {
    asked.push(memberId);
    throw Object.assign(new Error('refused'), refusals[asked.length - 1]);
  };
  const config: object = { groupId: 'g', logger: silent, cluster: {} };
  return new ConsumerGroup({
    retry: { retries: 3, initialRetryTime: 1, maxRetryTime: 1 },
    cluster: { findGroupCoordinator: async () => ({ joinGroup }) },
    groupId: 'g',
    topics: ['t'],
    logger: silent,
    assigners: [member.assigner(config as Parameters<FormerMember['assigner']>[0])],
  });
};

describe('a member that begins anew', () => {
  beforeAll(patchConsumerGroup);

  it('asks to be the one that it was', async () => {
    const [member, asked] = [new FormerMember(), [] as string[]];
    member.remember('trace-1');
    await expect(groupOf(member, asked, [{}]).joinAndSync()).rejects.toThrow('refused');
    expect(asked).toEqual(['trace-1']);
  });

  it('takes a new name when the group does not know it any more', async () => {
    const [member, asked] = [new FormerMember(), [] as string[]];
    member.remember('trace-1');
    const group = groupOf(member, asked, [{ type: 'UNKNOWN_MEMBER_ID' }, {}]);
    await expect(group.joinAndSync()).rejects.toThrow('refused');
    expect(asked).toEqual(['trace-1', '']);
  });

  it('is nobody in particular the first time, and never somebody else', async () => {
    const [other, member, asked] = [new FormerMember(), new FormerMember(), [] as string[]];
    other.remember('trace-2');
    await expect(groupOf(member, asked, [{}]).joinAndSync()).rejects.toThrow('refused');
    expect(asked).toEqual(['']);
  });
});

describe('a batch', () => {
  /** A consumer group that fetches one batch; the generation changes whenever the test says so. */
  const groupThatFetches = () => {
    class ConsumerGroup {
      generationId = 1;
      private asked: (() => void) | undefined;
      joinAndSync(): void {}
      async fetch(): Promise<readonly object[]> {
        await new Promise<void>((resolve) => (this.asked = resolve));
        return [{}];
      }
      answer(): void {
        this.asked?.();
      }
    }
    jest.doMock('kafkajs/src/consumer/consumerGroup', () => ConsumerGroup);
    patchConsumerGroup();
    jest.dontMock('kafkajs/src/consumer/consumerGroup');
    return new ConsumerGroup();
  };

  it('is of this generation from its request to its use, or stale', async () => {
    const group = groupThatFetches();
    const fetched = group.fetch();
    group.answer();
    const [batch = {}] = await fetched;
    expect(isOfThisGeneration(batch)).toBe(true);
    group.generationId = 2;
    expect(isOfThisGeneration(batch)).toBe(false);
  });

  it('is stale when the group changed while it was on its way', async () => {
    const group = groupThatFetches();
    const fetched = group.fetch();
    group.generationId = 2;
    group.answer();
    const [batch = {}] = await fetched;
    expect(isOfThisGeneration(batch)).toBe(false);
  });

  it('of unknown origin is stale', () => {
    expect(isOfThisGeneration({})).toBe(false);
  });
});
