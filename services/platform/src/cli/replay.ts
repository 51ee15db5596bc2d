// `replay`: the recorded inputs through today's deciders once more; the first other decision is named.
import { type Finding, type ReplayReport, type Traces } from '@trunkline/trace';
import { UsageError, type Arguments } from './arguments';
import { type Command, print } from './command';
import { DATA_FLAG, findCall, withTraces } from './recorded-calls';

const FINDINGS_SHOWN = 20;

export const replay: Command = {
  spec: {
    name: 'replay',
    summary:
      'Decides a recorded call anew and compares byte by byte; exit code 1 if anything comes out otherwise.',
    positionals: ['[CALL]'],
    flags: {
      ...DATA_FLAG,
      '--all': { help: 'every call of the record' },
      '--json': { help: 'the report as JSON' },
    },
  },
  run: (given, env) => {
    if (given.has('--all') === given.positionals.length > 0) {
      throw new UsageError("replay: takes a call ('last' is the newest) or --all, one of the two");
    }
    return withTraces({ given, env }, async (traces) => {
      const startedMs = performance.now();
      const report = await replayed(traces, given);
      const tookMs = performance.now() - startedMs;
      const lines = given.has('--json') ? [JSON.stringify({ ...report, tookMs })] : linesOf(report, tookMs);
      for (const line of lines) print(line);
      return report.result === 'ok' ? 0 : 1;
    });
  },
};

export const linesOf = (report: ReplayReport, tookMs: number): readonly string[] => {
  const { streams, inputs, events, findings } = report;
  const unseen = findings.length - FINDINGS_SHOWN;
  const perSecond = Math.round(events / Math.max(tookMs / 1_000, 0.001));
  return [
    ...findings.slice(0, FINDINGS_SHOWN).flatMap(findingLines),
    ...(unseen > 0 ? [`... and ${unseen} more`] : []),
    findings.length === 0
      ? 'Every decision came out as it is recorded, and every hash is right.'
      : `${findings.length} of ${streams} streams did not come out as recorded.`,
    `${streams} streams, ${inputs} inputs, ${events} events in ${Math.round(tookMs)} ms: ${perSecond} events/s`,
  ];
};

const replayed = async (traces: Traces, given: Arguments): Promise<ReplayReport> => {
  if (given.has('--all')) return traces.replayAll();
  const callId = await findCall(traces, given.positionals[0] ?? '');
  const report = await traces.replay(callId);
  if (!report) throw new Error(`the streams of call ${callId} are not in the record any more`);
  return report;
};

const findingLines = (finding: Finding): readonly string[] => {
  switch (finding.kind) {
    case 'diverged':
      return [
        `DIVERGED ${finding.stream} at version ${finding.version}, on input ${finding.input.type} (${finding.input.inputId})`,
        `  recorded ${finding.recorded?.type ?? 'no event'}, decided now ${finding.decided?.type ?? 'no event'}`,
        ...finding.differences.map(
          ({ path, recorded = 'nothing', decided = 'nothing' }) =>
            `    ${path === '' ? 'event' : path}: recorded ${recorded}, decided now ${decided}`,
        ),
      ];
    case 'broken':
      return [`BROKEN ${finding.stream} from version ${finding.version} on: ${finding.reason}`];
    case 'unreplayable':
      return [`NOT REPLAYABLE ${finding.stream}: ${finding.reason}`];
  }
};
