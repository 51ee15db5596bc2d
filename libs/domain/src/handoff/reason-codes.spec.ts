// The closed list of reasons, checked as a list.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKnownReason, priorityOf, reasonOf, REASONS } from './reason-codes';

const codes = Object.entries(REASONS);

const documented = readFileSync(join(__dirname, '../../../../docs/handoff.md'), 'utf8').split('\n');

describe('reason codes', () => {
  it('are forty-four', () => {
    expect(codes).toHaveLength(44);
  });

  it.each(codes)('%s can be shown, told and acted on', (code, reason) => {
    expect(code).toMatch(/^(caller|safety|identity|policy|model|tool|media|limit|ops|plan)\.[a-z_]{2,32}$/);
    expect(reason.label.length).toBeLessThanOrEqual(36);
    expect(reason.playbook.length).toBeLessThanOrEqual(90);
    expect(reason.phrase).toMatch(/^handoff\./);
  });

  it.each(codes)('%s is documented as it is', (code, { severity, label, playbook }) => {
    const row = documented.find((line) => line.startsWith(`| \`${code}\``));
    expect(row?.split('|').map((cell) => cell.trim())).toEqual([
      '',
      `\`${code}\``,
      severity,
      label,
      playbook,
      '',
    ]);
  });

  it('never give a caller back to the voice agent after a safety code or a kill switch', () => {
    const staying = codes.filter(([, { mayReturn }]) => !mayReturn).map(([code]) => code);
    expect(staying).toEqual([
      'safety.emergency',
      'safety.self_harm',
      'safety.threat',
      'safety.abuse',
      'safety.fraud_suspected',
      'safety.minor_on_line',
      'ops.kill_switch',
    ]);
  });

  it('order the queue by severity', () => {
    expect(priorityOf('safety.emergency')).toBeLessThan(priorityOf('tool.in_doubt'));
    expect(priorityOf('tool.in_doubt')).toBeLessThan(priorityOf('caller.requested_human'));
    expect(priorityOf('caller.requested_human')).toBeLessThan(priorityOf('plan.stage_exit'));
  });

  it('take a code that is not listed as a hand-over in turn, never back', () => {
    expect(isKnownReason('tool.nonsense')).toBe(false);
    expect(isKnownReason('toString')).toBe(false);
    expect(reasonOf('tool.nonsense')).toMatchObject({ severity: 'p2', mayReturn: false });
  });
});
