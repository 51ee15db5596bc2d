// The short report of one call: what the caller felt, what was done, what the ledger says, where to look.
import { type call } from '@trunkline/domain';
import { type Entry } from '@trunkline/order-desk';
import { type Reply } from '@trunkline/phone';

export interface CallReport {
  readonly callId: string;
  readonly events: readonly call.CallEvent[];
  readonly replies: readonly Reply[];
  readonly ledger: readonly Entry[];
  readonly recording: string;
  readonly callerRecording: string | undefined;
  readonly headline: Readonly<Record<string, string>> | undefined;
  readonly failures: readonly string[];
}

export const reportLines = (report: CallReport): readonly string[] => [
  ...report.replies.map(
    ({ silenceMs }, index) =>
      `  turn ${index + 1}: voice-to-voice ${Math.round(silenceMs)} ms (silence at the caller's end)`,
  ),
  ...actionLines(report.events),
  `  ledger of the order desk: ${ledgerText(report.ledger)}`,
  ...(report.headline ? headlineLines(report.headline) : []),
  `  trace:     ./trunkline trace ${report.callId}`,
  `  recording: ${report.recording}`,
  ...(report.callerRecording ? [`  caller's:  ${report.callerRecording}`] : []),
  ...(report.failures.length === 0
    ? ['  => as its script says']
    : report.failures.map((failure) => `  => FAILED: ${failure}`)),
];

const actionLines = (events: readonly call.CallEvent[]): readonly string[] =>
  events.flatMap((event) => {
    if (event.type !== 'ActionAuthorized') return [];
    const settled = events.find(
      (other) => other.type === 'ActionSettled' && other.actionId === event.actionId,
    );
    const outcome = settled?.type === 'ActionSettled' ? settled.outcome : 'open';
    return [`  action:    ${event.tool} (${event.effect}): ${outcome}`];
  });

const ledgerText = (entries: readonly Entry[]): string =>
  entries.length === 0
    ? 'nothing was changed'
    : entries
        .map(({ operation, order, receipt }) => `${operation} of ${order}, receipt ${receipt}`)
        .join('; ');

const headlineLines = (headline: Readonly<Record<string, string>>): readonly string[] => [
  '  packet:',
  ...['who', 'want', 'why', 'done', 'next'].map((key) => `    ${key.padEnd(5)}${headline[key] ?? ''}`),
];
