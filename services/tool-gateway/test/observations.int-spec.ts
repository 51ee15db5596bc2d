// What a scrape of the running service shows, by the names of the telemetry registry.
import { startTelemetry } from '@trunkline/runtime';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { DeskGateway } from './desk-gateway';

const scrape = async (telemetry: ReturnType<typeof startTelemetry>): Promise<string> => {
  const server = createServer(telemetry.serveMetrics).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const text = await answer.text();
  await new Promise((resolve) => server.close(resolve));
  return text;
};
/** Without the labels of the process. */
const lineOf = (text: string, name: string, tool: string): string | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(`${name}{`) && line.includes(`tool="${tool}"`))
    ?.replace(/,?otel_scope_\w+="[^"]*"/g, '');

it('counts calls by result, attempts by time, doubts, and what comes after a fence', async () => {
  const telemetry = startTelemetry({ service: 'tool-gateway', instance: 'i' });
  const world = await DeskGateway.open();
  await world.ask(world.request({ tool: 'show', actionId: 'r1' }));
  await world.ask(world.request({ tool: 'refund', actionId: 'w1' }));
  await world.switch('refunds', 'commit-no-answer');
  await world.switch('actions', 'fail');
  await world.ask(world.confirmed({ tool: 'refund', actionId: 'w2', deadlineMs: Date.now() + 900 }));
  await world.fence(2);
  await world.ask(world.request({ tool: 'cancel', actionId: 'w3' }));
  const text = await scrape(telemetry);
  await world.close();
  await telemetry.close();
  expect(lineOf(text, 'voice_tool_calls_total', 'show')).toBe(
    'voice_tool_calls_total{tool="show",effect="read",result="ok"} 1',
  );
  expect(text).toMatch(
    /voice_tool_calls_total\{tool="refund",effect="irreversible",result="denied"[^}]*\} 1/,
  );
  expect(text).toMatch(
    /voice_tool_calls_total\{tool="refund",effect="irreversible",result="in_doubt"[^}]*\} 1/,
  );
  expect(text).toMatch(/voice_tool_calls_total\{tool="cancel",effect="reversible",result="fenced"[^}]*\} 1/);
  expect(lineOf(text, 'voice_tool_duration_seconds_count', 'refund')).toMatch(/ 1$/);
  expect(lineOf(text, 'voice_tool_budget_seconds', 'refund')).toMatch(/ 5$/);
  expect(lineOf(text, 'voice_breaker_state', 'show')).toContain('state="closed"');
  expect(lineOf(text, 'voice_tool_in_doubt', 'refund')).toMatch(/ 1$/);
  expect(lineOf(text, 'voice_tool_in_doubt_oldest_age_seconds', 'refund')).toBeDefined();
  expect(lineOf(text, 'voice_tool_after_fence_total', 'cancel')).toMatch(/ 1$/);
  expect(text).not.toContain('61874');
});
