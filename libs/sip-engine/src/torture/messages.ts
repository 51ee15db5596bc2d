// All messages of RFC 4475, and which of them are simply valid.
import { applications } from './applications';
import { invalidHeaders } from './invalid-headers';
import { invalidLines } from './invalid-lines';
import { semantics } from './semantics';
import { validShapes } from './valid-shapes';
import { validSpelling } from './valid-spelling';
import type { TortureMessage } from './wire';

export const validMessages: readonly TortureMessage[] = [...validSpelling, ...validShapes];

export const tortureMessages: readonly TortureMessage[] = [
  ...validMessages,
  ...invalidLines,
  ...invalidHeaders,
  ...semantics,
  ...applications,
];
