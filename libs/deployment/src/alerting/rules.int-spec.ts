// Prometheus' own tool reads the rules and plays them against series.
import { list } from '../repository';
import { missing, run } from '../tools';

const reason = missing('promtool', { isRequired: process.env.CI === 'true' });
const itWithTool = reason === undefined ? it : it.skip;
const name = (text: string): string => (reason === undefined ? text : `${text} (skipped: ${reason})`);

describe('promtool', () => {
  itWithTool(name('accepts the configuration and its rules'), () => {
    expect(run('promtool', ['check', 'config', 'deploy/prometheus/services.yml'])).toMatchObject({
      status: 0,
    });
  });

  itWithTool.each(list('deploy/prometheus/tests'))(
    name('sees every alert of %s fire and stay silent as it should'),
    (file) => {
      expect(run('promtool', ['test', 'rules', `deploy/prometheus/tests/${file}`])).toMatchObject({
        status: 0,
      });
    },
    300_000,
  );
});
