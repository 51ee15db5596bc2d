// Rules rest on what is measured, every alert is tested and has a page for whoever it wakes.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { list, read, readYaml, ROOT } from '../repository';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
}

interface Tests {
  readonly tests: readonly {
    readonly alert_rule_test: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly unknown[];
    }[];
  }[];
}

interface Instrument {
  readonly type: string;
  readonly prometheus: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const rules = list('deploy/prometheus/rules').flatMap((file) =>
  (readYaml(`deploy/prometheus/rules/${file}`) as RuleFile).groups.flatMap((group) => group.rules),
);
const alerts = rules.filter(({ alert }) => alert !== undefined);
const registry = Object.values(readYaml('docs/telemetry/registry.yaml') as Record<string, Instrument>);
const series = new Set(
  registry.flatMap(({ type, prometheus }) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => prometheus + end) : [prometheus],
  ),
);
const recorded = new Set(rules.map(({ record }) => record));
const expectations = list('deploy/prometheus/tests').flatMap((file) =>
  (readYaml(`deploy/prometheus/tests/${file}`) as Tests).tests.flatMap((test) => test.alert_rule_test),
);
const SECTIONS = [
  'What the caller feels',
  'Is it real',
  'First three checks',
  'Stop the harm',
  'Causes',
  'Recovery',
  'Keep for the review',
  'Escalation',
];

describe('the rules', () => {
  it('ask for nothing that is not measured', () => {
    const asked = rules.flatMap(({ expr }) => expr.match(/\bvoice_[a-z_]+/g) ?? []);
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((name) => !series.has(name))).toEqual([]);
  });

  it('select only values that the registry lists', () => {
    const listed = registry.flatMap(({ attributes }) => Object.values(attributes).flat().map(String));
    const known = new Set([...listed, 'inbound']);
    const selected = rules.flatMap(({ expr }) =>
      [...expr.matchAll(/voice_\w+\{([^}]*)\}/g)].flatMap(([, inside = '']) =>
        [...inside.matchAll(/(\w+)=~?"([^"]*)"/g)]
          .filter(([, label]) => label !== 'le')
          .flatMap(([, , values = '']) => values.split('|')),
      ),
    );
    expect(selected.length).toBeGreaterThan(10);
    expect(selected.filter((value) => !known.has(value))).toEqual([]);
  });

  it('ask for no recording that is not made', () => {
    const asked = alerts.flatMap(({ expr }) => expr.match(/\bslo:[a-z_:0-9]+/g) ?? []);
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((name) => !recorded.has(name))).toEqual([]);
  });
});

describe('an alert', () => {
  it('either wakes somebody or waits, and says what for', () => {
    expect(alerts.filter(({ labels }) => !['page', 'ticket'].includes(labels?.severity ?? ''))).toEqual([]);
    expect(alerts.filter(({ annotations }) => !annotations?.summary)).toEqual([]);
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });

  it('has a test in which it fires and one in which it does not', () => {
    const tested = (fires: boolean): readonly string[] =>
      expectations.filter((test) => test.exp_alerts.length > 0 === fires).map(({ alertname }) => alertname);
    const names = alerts.map(({ alert = '' }) => alert);
    expect(names.filter((name) => !tested(true).includes(name))).toEqual([]);
    expect(names.filter((name) => !tested(false).includes(name))).toEqual([]);
  });

  it.each(alerts.map(({ alert = '', annotations }) => [alert, annotations?.runbook ?? '']))(
    '%s has a page with every part, in order',
    (alert, runbook) => {
      expect(existsSync(join(ROOT, runbook))).toBe(true);
      const page = read(runbook);
      expect(page).toContain(alert);
      const parts = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
      expect(parts).toEqual(SECTIONS);
    },
  );

  it('is what every page is about', () => {
    const pages = list('docs/operate/runbooks').filter((page) => page !== 'README.md');
    const used = new Set(alerts.map(({ annotations }) => annotations?.runbook));
    expect(pages.filter((page) => !used.has(`docs/operate/runbooks/${page}`))).toEqual([]);
  });
});
