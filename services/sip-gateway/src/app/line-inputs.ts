// What happens to lines, on its way to their records; and what becomes of a line whose record cannot be written.
import { type line } from '@trunkline/domain';
import { type Logger } from '@trunkline/runtime';
import { type HeldLines } from './held-lines';
import { type LineHost } from './line-ports';

type WithoutEnvelope<I> = I extends line.LineInput ? Omit<I, 'inputId' | 'at'> : never;
export type InputFields = WithoutEnvelope<line.LineInput>;
export type Ending = Extract<InputFields, { type: 'EndLine' | 'NoteHungUp' }>;

export interface LineInputsOptions {
  readonly lines: HeldLines;
  readonly log: Logger;
  host(): LineHost;
  wallMs(): number;
  /** The record is to be told of an end later. */
  owe(callId: string, reason: string): void;
  /** The end of a line could not be recorded: it ends all the same. */
  onUnrecorded(callId: string, ending: Ending): void;
}

export class LineInputs {
  constructor(private readonly options: LineInputsOptions) {}

  /** `onLost`: it was not recorded, and may be told again. */
  tell(callId: string, fields: InputFields, onLost?: () => void): void {
    this.dispatch(callId, fields).then(
      ({ kind }) => kind === 'fenced' && this.#unrecorded(callId, fields),
      (error: unknown) => {
        this.options.log.error({ callId, input: fields.type, err: error }, 'line input was not recorded');
        this.#unrecorded(callId, fields);
        onLost?.();
      },
    );
  }

  async dispatch(callId: string, fields: InputFields) {
    const { options } = this;
    const held = options.lines.get(callId);
    const inputId = held ? `l${(held.inputs += 1)}` : `late-${fields.type}`;
    return options.host().dispatch(`line/${callId}`, { ...fields, inputId, at: options.wallMs() });
  }

  #unrecorded(callId: string, fields: InputFields): void {
    if (fields.type === 'NoteReleased') this.options.owe(callId, 'ended');
    if (fields.type !== 'EndLine' && fields.type !== 'NoteHungUp') return;
    this.options.owe(callId, fields.reason);
    this.options.onUnrecorded(callId, fields);
  }
}
