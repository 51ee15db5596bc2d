// Effects of a call as directives to its line; recognition hints follow from the stage of its flow.
import { type conversation } from '@trunkline/contracts';
import { hintsFor, type Flow } from '@trunkline/flow';
import { type LineEffect } from '../../../app/lines';

export type Directive = NonNullable<conversation.ConverseResponse['directive']>;

export const directiveOf = (effect: LineEffect, flow: Flow): Directive => {
  switch (effect.type) {
    case 'Say': {
      const { promptId, sentences, cacheable, bargeIn, kind } = effect;
      return { $case: 'say', value: { promptId, sentences: [...sentences], cacheable, bargeIn, kind } };
    }
    case 'CutPrompt':
      return { $case: 'cut', value: { promptId: effect.promptId } };
    case 'ResumePrompt':
      return { $case: 'resume', value: { promptId: effect.promptId } };
    case 'Listen':
      return { $case: 'listen', value: listenOf(flow, effect.stage) };
    case 'PlayBed':
      return { $case: 'bed', value: { on: effect.on } };
    case 'Mute':
      return { $case: 'muted', value: { over: false } };
    case 'Unmute':
      return { $case: 'muted', value: { over: true } };
    case 'HangUp':
      return { $case: 'hangUp', value: { reason: effect.reason } };
  }
};

const listenOf = (flow: Flow, stage: string): conversation.Listen => {
  const { phrases, classes, vocabulary } = hintsFor(flow, stage);
  return {
    stage,
    phrases: [...phrases],
    classes: classes.map((entry) => ({ ...entry, phrases: [...entry.phrases] })),
    vocabulary: [...vocabulary],
  };
};
