// Speech over a prompt: who takes the floor and who only nods.
import { judgeBargeIn } from './barge-in';
import { sampleFlow } from './sample-flow';

it.each([
  ['stop', 'stop-word'],
  ['no wait please', 'stop-word'],
  ['agent', 'stop-word'],
  ['okay stop', 'stop-word'],
  ['mm-hm', 'backchannel'],
  ['Mm-hm. Okay.', 'backchannel'],
  ['uh-huh right', 'backchannel'],
  ['okay but my order', 'words'],
  ['cancel it', 'words'],
  ['four seven', 'words'],
  ['um', 'no-words'],
  ['', 'no-words'],
  ['  ...', 'no-words'],
])('"%s" is %s', (text, judged) => {
  expect(judgeBargeIn(sampleFlow, text)).toBe(judged);
});
