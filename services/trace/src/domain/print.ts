// A timeline for a terminal: time since the answer, who, what; silences that a caller notices stand out.
import { type CallSummary, type ReplyFigures } from './summary';
import { type AgentSpoke, type Silence, type Timeline, type TimelineEntry } from './timeline-entry';

export const WIDTH = 100;
/** Longer silences are pointed out. */
export const SILENCE_NOTICED_MS = 1_000;

const TIME_WIDTH = 8;
const WHO_WIDTH = 12;
const INDENT = TIME_WIDTH + 2 + WHO_WIDTH;

export const printCall = (summary: CallSummary, timeline: Timeline): readonly string[] => [
  ...header(summary),
  '',
  ...timeline.entries.flatMap(printEntry),
  '',
  ...footer(summary),
];

export const printEntry = (entry: TimelineEntry): readonly string[] => {
  const told = tell(entry);
  if (!told) return [];
  const time = `${secondsOf(entry.atMs)}s`.padStart(TIME_WIDTH);
  const [first = '', ...rest] = wrap(told.what, WIDTH - INDENT);
  return [`${time}  ${told.who.padEnd(WHO_WIDTH)}${first}`, ...rest.map((line) => ' '.repeat(INDENT) + line)];
};

export const usd = (micros: number): string => `$${(micros / 1_000_000).toFixed(4)}`;

/** The offer of a line comes before its answer; what rounds to zero has no sign. */
const secondsOf = (ms: number): string => (Math.round(ms / 10) / 100 + 0).toFixed(2);

interface Told {
  readonly who: string;
  readonly what: string;
}

const tell = (entry: TimelineEntry): Told | undefined => {
  switch (entry.kind) {
    case 'caller-spoke':
      return { who: 'caller', what: `"${entry.text}" (confidence ${entry.confidence.toFixed(2)})` };
    case 'caller-pressed':
      return { who: 'caller', what: `presses ${entry.digit}` };
    case 'agent-spoke':
      return { who: 'voice agent', what: spoken(entry) };
    case 'silence':
      return entry.durationMs < SILENCE_NOTICED_MS
        ? undefined
        : { who: '........', what: silenceText(entry) };
    case 'decision':
      return { who: 'policy', what: entry.what };
    case 'action':
      return { who: 'tool', what: `${entry.tool}: ${entry.what}` };
    case 'handoff':
      return { who: 'hand-off', what: entry.what };
    case 'line':
      return { who: 'line', what: entry.what };
    case 'limit':
      return { who: 'policy', what: `limit reached: ${entry.limit}` };
    case 'speech-fault':
      return { who: entry.part, what: `fault: ${entry.what}` };
    case 'refusal':
      return { who: 'security', what: `refuses ${entry.tool} (action ${entry.actionId}): ${entry.code}` };
    case 'unread':
      return { who: '?', what: `${entry.type}, which this version does not know` };
    case 'over':
      return { who: 'call', what: `over: ${entry.outcome} (${entry.reason})` };
  }
};

const spoken = ({ text, how, planned, replyMs }: AgentSpoke): string => {
  const after = replyMs === undefined ? '' : ` [after ${Math.round(replyMs)} ms]`;
  switch (how) {
    case 'whole':
      return `"${text}"${after}`;
    case 'playing':
      return `"${text}" (still playing)${after}`;
    case 'cut':
    case 'failed': {
      const end = how === 'cut' ? 'cut' : 'failed';
      const heard = text === '' ? `(${end} before a word was heard)` : `"${text} --" (${end} here)`;
      return `${heard}${after}${planned === undefined ? '' : `; would have said "${planned}"`}`;
    }
  }
};

const silenceText = ({ durationMs, after, before }: Silence): string => {
  const where =
    after === before ? `before ${NAMES[before]} goes on` : `between ${NAMES[after]} and ${NAMES[before]}`;
  return `${(durationMs / 1_000).toFixed(1)} s of silence ${where}`;
};

const NAMES = {
  answer: 'the answer',
  caller: 'the caller',
  'voice-agent': 'the voice agent',
  bed: 'the bed',
  'human-agent': 'the human agent',
  end: 'the end',
} as const satisfies Record<Silence['after'] | Silence['before'], string>;

const header = (summary: CallSummary): readonly string[] => [
  `Call ${summary.callId}, ${new Date(summary.startedAt).toISOString()}`,
  `  from ${summary.from} to ${summary.to}, trunk ${summary.trunk}, flow ${summary.flow} of ${summary.tenantId}`,
  `  ${outcomeText(summary)}`,
];

const outcomeText = ({ outcome, reason, durationMs, turns }: CallSummary): string => {
  const why = reason === undefined ? '' : ` (${reason})`;
  const length = durationMs === undefined ? '' : ` after ${(durationMs / 1_000).toFixed(1)} s`;
  return `${outcome}${why}${length}, ${turns} turns`;
};

const footer = (summary: CallSummary): readonly string[] => [
  ...summary.actions.map(({ tool, effect, outcome, receipt, attempts, errorCode }) => {
    const details = [
      effect,
      `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
      receipt === undefined ? undefined : `receipt ${receipt}`,
      errorCode,
    ];
    return `Action   ${tool}: ${outcome} (${details.filter((part) => part !== undefined).join(', ')})`;
  }),
  ...(summary.handoff
    ? [`Hand-off ${summary.handoff.reason}, queue ${summary.handoff.queue}: ${summary.handoff.state}`]
    : []),
  ...summary.limits.map((limit) => `Limit    ${limit}`),
  `Replies  ${repliesText(summary.reply)}; longest silence ${(summary.longestSilenceMs / 1_000).toFixed(1)} s`,
  `Spend    ${usd(summary.spend.totalMicros)}${kindsText(summary)}`,
];

const repliesText = ({ count, p50Ms = 0, p95Ms = 0, maxMs = 0 }: ReplyFigures): string => {
  if (count === 0) return 'none';
  const ms = (value: number): string => `${Math.round(value)} ms`;
  return `${count}, silence before them p50 ${ms(p50Ms)}, p95 ${ms(p95Ms)}, longest ${ms(maxMs)}`;
};

const kindsText = ({ spend }: CallSummary): string => {
  const kinds = Object.entries(spend.byKindMicros).map(([kind, micros]) => `${kind} ${usd(micros)}`);
  return kinds.length === 0 ? '' : ` (${kinds.join(', ')})`;
};

/** Breaks between words; a word longer than the width is broken within. */
const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text)
    .split(' ')
    .flatMap((long) => pieces(long, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};

const pieces = (word: string, width: number): readonly string[] =>
  word.length <= width ? [word] : [word.slice(0, width), ...pieces(word.slice(width), width)];

/** What came over a wire must not steer the terminal. */
const printable = (text: string): string => text.replace(/\p{C}/gu, '�');
