// What `servers` takes and what it shows.
import { UsageError } from './arguments';
import { namesOf, servers, tableOf } from './servers';
import { parseArguments } from './arguments';

describe('servers', () => {
  it('is about all servers, in the order they start, unless told otherwise', () => {
    expect(namesOf(undefined)).toEqual(['postgres', 'redis', 'kafka']);
    expect(namesOf('kafka,postgres')).toEqual(['postgres', 'kafka']);
  });

  it.each(['', 'mysql', 'kafka,mysql', ','])('refuses --only %j', (only) => {
    expect(() => namesOf(only)).toThrow(UsageError);
  });

  it.each([['restart'], ['UP'], ['']])('refuses the action %j', async (action) => {
    const given = parseArguments(servers.spec, [action]);
    if (given === 'help') throw new Error('not asked for');
    await expect(servers.run(given, {})).rejects.toThrow(UsageError);
  });

  it.each(['-1', '65536', 'many', '1.5'])('refuses the port %s', async (port) => {
    const given = parseArguments(servers.spec, ['up', '--redis-port', port]);
    if (given === 'help') throw new Error('not asked for');
    await expect(servers.run(given, {})).rejects.toThrow('--redis-port');
  });

  it('shows what runs, what does not answer and what is stopped', () => {
    const there = { folder: '/d/redis', dataDir: '/d/redis/data', logFile: '/d/redis/redis.log' };
    expect(
      `\n${tableOf([
        { name: 'postgres', status: 'stopped', folder: '/d/postgres' },
        { name: 'redis', status: 'running', pid: 41, url: '', port: 16_379, version: '7.0.15', ...there },
        { name: 'kafka', status: 'silent', pid: 4_200, url: '', port: 19_092, version: '3.9.1', ...there },
      ]).join('\n')}\n`,
    ).toMatchInlineSnapshot(`
     "
     SERVER    STATUS   VERSION  ADDRESS          PID   DATA           LOG
     postgres  stopped                                  /d/postgres
     redis     running  7.0.15   127.0.0.1:16379  41    /d/redis/data  /d/redis/redis.log
     kafka     silent   3.9.1    127.0.0.1:19092  4200  /d/redis/data  /d/redis/redis.log
     "
    `);
  });
});
