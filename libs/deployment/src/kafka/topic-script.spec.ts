// The script that runs is the one that the list of topics makes.
import { read, readYaml } from '../repository';
import { type Topics, topicScript } from './topic-script';

const topics = readYaml('deploy/kafka/topics.yaml') as Topics;

describe('the topics', () => {
  it('are created by the script made from them', () => {
    expect(read('deploy/kafka/create-topics.sh')).toBe(topicScript(topics));
  });

  it('keep nothing for ever', () => {
    expect(topics.topics.length).toBeGreaterThan(5);
    const endless = topics.topics.filter(
      (topic) => !topic['cleanup.policy'].includes('compact') && topic['retention-hours'] === undefined,
    );
    expect(endless).toEqual([]);
  });

  it('have names of their own', () => {
    expect(new Set(topics.topics.map(({ name }) => name)).size).toBe(topics.topics.length);
  });
});
