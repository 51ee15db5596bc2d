import { type ArgumentsHost } from '@nestjs/common';
import { problemFilter, type HttpProblem } from './http-problem';

const closed: HttpProblem = {
  status: 409,
  kind: 'closed',
  message: 'It is closed.',
  mend: 'Come back at nine.',
};

const answerTo = (problem: HttpProblem, headersSent = false) => {
  const said: unknown[][] = [];
  const response = {
    headersSent,
    setHeader: (...of: unknown[]) => said.push(['header', ...of]),
    status: (code: number) => {
      said.push(['status', code]);
      return response;
    },
    json: (body: unknown) => said.push(['json', body]),
    end: () => said.push(['end']),
  };
  const host = { switchToHttp: () => ({ getResponse: () => response }) } as Partial<ArgumentsHost>;
  const Filter = problemFilter((error) => ({ ...problem, message: String(error) }));
  new Filter().catch('what was thrown', host as ArgumentsHost);
  return said;
};

describe('problemFilter', () => {
  it('answers with what is wrong and how to mend it', () => {
    expect(answerTo(closed)).toEqual([
      ['status', 409],
      ['json', { error: 'closed', message: 'what was thrown', mend: 'Come back at nine.' }],
    ]);
  });

  it('says how to prove who one is, before it answers', () => {
    expect(answerTo({ ...closed, status: 401, challenge: 'Bearer' }).slice(0, 2)).toEqual([
      ['header', 'WWW-Authenticate', 'Bearer'],
      ['status', 401],
    ]);
  });

  it('only ends an answer that has begun', () => {
    expect(answerTo(closed, true)).toEqual([['end']]);
  });
});
