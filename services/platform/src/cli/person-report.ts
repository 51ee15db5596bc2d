// What a simulated person tells about a call: as JSON lines for a program, or in words for a reader.
import { type Followed, type Reply, type Step } from '@trunkline/phone';
import { print } from './command';

export type PersonEvent =
  | { readonly type: 'ready'; readonly address: string }
  | { readonly type: 'answered' }
  | { readonly type: 'step'; readonly step: Step; readonly atMs: number }
  | { readonly type: 'failed'; readonly status: number }
  | {
      readonly type: 'ended';
      readonly followed: Followed;
      readonly reason: string;
      readonly replies: readonly Reply[];
      readonly heardMs: number;
      readonly saidMs: number;
      readonly recording?: string;
    };

export type Report = (event: PersonEvent) => void;

export const jsonReport: Report = (event) => print(JSON.stringify(event));

export const plainReport: Report = (event) => {
  switch (event.type) {
    case 'ready':
      return print(`calling from ${event.address}`);
    case 'answered':
      return print('answered');
    case 'failed':
      return print(`not answered: SIP ${event.status}`);
    case 'step':
      return print(`${(event.atMs / 1_000).toFixed(1).padStart(6)}s  ${wordsOf(event.step)}`);
    case 'ended':
      print(`call over (${event.reason}); script ${outcomeOf(event.followed)}`);
      for (const [index, { silenceMs }] of event.replies.entries())
        print(`  reply ${index + 1}: ${Math.round(silenceMs)} ms after our last word`);
      if (event.recording) print(`recording: ${event.recording}`);
  }
};

export const wordsOf = (step: Step): string => {
  switch (step.kind) {
    case 'say':
      return `says "${step.text}"`;
    case 'press':
      return `presses ${step.digits}`;
    case 'listen':
      return 'listens';
    case 'cut-in':
      return 'is about to cut in';
    case 'wait':
      return `waits ${step.ms} ms`;
    case 'cue':
      return `waits for ${step.name}`;
    case 'stay':
      return 'stays on the line';
    case 'hang-up':
      return 'hangs up';
  }
};

export const outcomeOf = (followed: Followed): string => {
  switch (followed.kind) {
    case 'done':
      return 'done';
    case 'cut-off':
      return `cut off at step ${followed.atStep + 1}`;
    case 'timed-out':
      return `ran out of time at step ${followed.atStep + 1} (${wordsOf(followed.step)})`;
  }
};
