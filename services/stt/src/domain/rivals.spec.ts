// What a word could be mistaken for.
import { rivalsOf } from './rivals';

it('changes the beginning, the end and the vowel, one at a time', () => {
  const rivals = rivalsOf(['Y EH S']);
  expect(rivals).toEqual(
    expect.arrayContaining(['G EH S', 'EH S', 'D R EH S', 'Y EH T', 'Y EH S T', 'Y UW S']),
  );
  expect(rivals).not.toContain('G EH T');
});

it('holds nothing against the word itself, nor against how others say it', () => {
  const rivals = rivalsOf(['Y EH S', 'Y UW EH S']);
  for (const own of ['Y EH S', 'Y UW EH S', 'Y AE S', 'Y EH Z']) expect(rivals).not.toContain(own);
});

it('changes the sounds inside a longer word', () => {
  expect(rivalsOf(['K ER EH K T'])).toEqual(
    expect.arrayContaining(['K ER AH K T', 'R ER EH K T', 'K ER EH K S']),
  );
});

it('has each rival once, and none for what has no vowel', () => {
  const rivals = rivalsOf(['N OW', 'N OW']);
  expect(new Set(rivals).size).toBe(rivals.length);
  expect(rivalsOf(['M'])).toEqual([]);
});
