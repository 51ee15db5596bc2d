// What was decided in a call, each with the evidence that its event holds.
import { type CallEvent } from '@trunkline/domain/call/events';
import { type Decision, type Evidence } from './timeline-entry';
import { meaningText } from './turns';

export type Decided = Pick<Decision, 'decision' | 'what' | 'evidence'>;

/** Undefined for what is no decision, and for types that are newer than this reader. */
export const decisionOf = (event: CallEvent): Decided | undefined =>
  conversationDecision(event) ?? confirmationDecision(event);

const conversationDecision = (event: CallEvent): Decided | undefined => {
  switch (event.type) {
    case 'StageEntered': {
      const { stage, because } = event;
      return decided('stage', `stage ${stage}, because ${because}`, { stage, because });
    }
    case 'TurnEnded': {
      const { turn, evidence, silenceMs } = event;
      const what = `turn ${turn} is over: ${evidence}, after ${silenceMs} ms of silence`;
      return decided('end-of-turn', what, { turn, evidence, silenceMs });
    }
    case 'Understood': {
      const meaning = meaningText(event.meaning);
      return decided('meaning', `understood: ${meaning}`, { turn: event.turn, meaning });
    }
    case 'BargeInJudged': {
      const { verdict, because, promptId, utteranceId } = event;
      const what = `barge-in: ${verdict === 'cut' ? 'stops speaking' : 'speaks on'}, because ${because}`;
      return decided('barge-in', what, { verdict, because, promptId, utteranceId });
    }
    case 'FactRecorded': {
      const { key, value, source, ref, confirmed } = event;
      const how = confirmed ? `${source}, confirmed` : source;
      return decided('fact', `${key} = ${value} (${how})`, { key, value, source, ref, confirmed });
    }
    case 'SilenceNoticed':
      return decided('caller-silent', `the caller says nothing (${event.count})`, { count: event.count });
    case 'PromptWithdrawn': {
      const { promptId, because } = event;
      return decided('prompt-withdrawn', `takes prompt ${promptId} back: ${because}`, { promptId, because });
    }
    case 'LineReattached': {
      const { gateway, stage } = event;
      return decided('reattached', `takes the line up again in stage ${stage}`, { gateway, stage });
    }
    case 'DrainNoticed': {
      const { byAt } = event;
      return decided('drain', 'its gateway is going away: to be handed over, or over, by then', { byAt });
    }
    case 'CallEnding':
      return decided(
        'hang-up',
        `${event.afterPrompt === undefined ? 'hangs up' : 'will hang up'}: ${event.reason}`,
        {
          reason: event.reason,
        },
      );
    default:
      return undefined;
  }
};

const confirmationDecision = (event: CallEvent): Decided | undefined => {
  switch (event.type) {
    case 'ReadBack': {
      const { confirmationId, tool, args, promptId } = event;
      const what = `asks for a yes to ${tool} ${argsText(args)}`;
      return decided('read-back', what, { confirmationId, tool, promptId, args: argsText(args) });
    }
    case 'Confirmed': {
      const { confirmationId, method, utteranceId } = event;
      return decided('confirmed', `confirmed by ${method}`, { confirmationId, method, utteranceId });
    }
    case 'ConfirmationRefused': {
      const { confirmationId, because } = event;
      return decided('yes-refused', `this yes does not count: ${because}`, { confirmationId, because });
    }
    case 'ConfirmationVoided': {
      const { confirmationId, because } = event;
      return decided('confirmation-voided', `confirmation void: ${because}`, { confirmationId, because });
    }
    case 'ActionAuthorized': {
      const { actionId, tool, effect, args, confirmationId } = event;
      const what = `authorises ${tool} ${argsText(args)} (${effect})`;
      const confirmed: Evidence = confirmationId === undefined ? {} : { confirmationId };
      return decided('authorised', what, { actionId, tool, effect, args: argsText(args), ...confirmed });
    }
    default:
      return undefined;
  }
};

const decided = (decision: Decision['decision'], what: string, evidence: Evidence): Decided => ({
  decision,
  what,
  evidence,
});

const argsText = (args: Readonly<Record<string, string | number | boolean>>): string =>
  `{${Object.entries(args)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')}}`;
