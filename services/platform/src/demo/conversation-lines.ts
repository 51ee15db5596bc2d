// The conversation as it happens, line by line, folded from the call's own events.
import { type call } from '@trunkline/domain';
import { type Recorded } from '@trunkline/event-sourcing';

export interface Line {
  readonly who: 'caller' | 'agent' | 'action' | 'note';
  readonly text: string;
}

/** Feed it the events of one call in order; each gives the lines it means for a listener. */
export class ConversationLines {
  readonly #prompts = new Map<string, string>();
  readonly #tools = new Map<string, string>();

  next({ event }: Recorded<call.CallEvent>): readonly Line[] {
    switch (event.type) {
      case 'PromptQueued':
        this.#prompts.set(event.promptId, event.sentences.join(' '));
        return [];
      case 'PromptStarted':
        return [{ who: 'agent', text: this.#prompts.get(event.promptId) ?? '' }];
      case 'PromptCut':
        return [
          {
            who: 'note',
            text: event.heard ? `cut after "${tail(event.heard)}"` : 'cut before a word was heard',
          },
        ];
      case 'UtteranceFinal':
        return event.text ? [{ who: 'caller', text: event.text }] : [];
      case 'ConfirmationRefused':
        return [{ who: 'note', text: `that yes does not count: ${event.because.replaceAll('-', ' ')}` }];
      case 'Confirmed':
        return [{ who: 'note', text: `confirmed by ${event.method}` }];
      case 'ActionAuthorized':
        this.#tools.set(event.actionId, event.tool);
        return [{ who: 'action', text: `${event.tool} (${event.effect}) authorised` }];
      case 'ActionSettled':
        return [
          { who: 'action', text: `${this.#tools.get(event.actionId) ?? event.actionId}: ${settled(event)}` },
        ];
      case 'HandoffRequested':
        return [{ who: 'note', text: `hand-off requested: ${event.reason}` }];
      case 'HandoffProgressed':
        return [
          { who: 'note', text: `hand-off ${event.state}${event.humanAgent ? ` (${event.humanAgent})` : ''}` },
        ];
      case 'CallEnded':
        return [{ who: 'note', text: `call ended: ${event.outcome} (${event.reason})` }];
      default:
        return [];
    }
  }
}

const tail = (heard: string): string => (heard.length > 40 ? `...${heard.slice(-37)}` : heard);

const settled = ({ outcome, receipt, errorCode, proof }: call.ActionSettled): string =>
  [outcome, receipt && `receipt ${receipt}`, errorCode && `code ${errorCode}`, `proof ${proof}`]
    .filter(Boolean)
    .join(', ');
