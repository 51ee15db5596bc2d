// Every directive of a call as the contract has it.
import { sampleFlow } from '@trunkline/flow/sample-flow';
import { type LineEffect } from '../../../app/lines';
import { directiveOf, type Directive } from './directive';

it.each<[LineEffect, Directive]>([
  [
    { type: 'Say', kind: 'question', promptId: 'p1', sentences: ['Right?'], cacheable: true, bargeIn: true },
    {
      $case: 'say',
      value: { promptId: 'p1', sentences: ['Right?'], cacheable: true, bargeIn: true, kind: 'question' },
    },
  ],
  [
    { type: 'CutPrompt', promptId: 'p1' },
    { $case: 'cut', value: { promptId: 'p1' } },
  ],
  [
    { type: 'ResumePrompt', promptId: 'p1' },
    { $case: 'resume', value: { promptId: 'p1' } },
  ],
  [
    { type: 'PlayBed', on: true },
    { $case: 'bed', value: { on: true } },
  ],
  [{ type: 'Mute' }, { $case: 'muted', value: { over: false } }],
  [{ type: 'Unmute' }, { $case: 'muted', value: { over: true } }],
  [
    { type: 'HangUp', reason: 'done' },
    { $case: 'hangUp', value: { reason: 'done' } },
  ],
])('%j', (effect, directive) => expect(directiveOf(effect, sampleFlow)).toEqual(directive));

it('listens with the hints of the stage', () => {
  const directive = directiveOf({ type: 'Listen', stage: 'check_number' }, sampleFlow);
  expect(directive).toMatchObject({
    $case: 'listen',
    value: { stage: 'check_number', classes: [{ name: 'order_number' }] },
  });
});
