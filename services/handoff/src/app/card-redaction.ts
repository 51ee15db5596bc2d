// Keeps payment card numbers out of packets and off desks: runs of 13 to 19 digits that pass the Luhn check.
import { type Redact } from '@trunkline/domain/handoff/index';

export const cardRedaction: Redact = {
  policy: 'cards-1',
  text: (text) => {
    let entities = 0;
    const redacted = text.replace(DIGIT_RUN, (run) => {
      if (!isCardNumber(run.replace(/\D/g, ''))) return run;
      entities += 1;
      return '[card number]';
    });
    return { text: redacted, entities };
  },
};

/** Digits with single spaces or hyphens between them. */
const DIGIT_RUN = /\d(?:[ -]?\d){12,18}/g;

/** ISO/IEC 7812-1, annex B. */
const isCardNumber = (digits: string): boolean => {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const weighed = place % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
};
