// A consumer asks to be the member that it was, once, and takes a new name when the group has forgotten the old one.
import { FormerMember, patchConsumerGroup } from './former-member';

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
