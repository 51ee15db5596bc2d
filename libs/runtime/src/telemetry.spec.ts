import { metrics, trace } from '@opentelemetry/api';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { contextOf, meterOf, startTelemetry, traceparentOf } from './index';

const scrape = (telemetry: ReturnType<typeof startTelemetry>): Promise<string> =>
  new Promise((resolve) => {
    const response = { statusCode: 0, setHeader: () => undefined, end: (text: string) => resolve(text) };
    telemetry.serveMetrics({} as IncomingMessage, response as unknown as ServerResponse);
  });

describe('telemetry', () => {
  it('exports instruments under their Prometheus names with our buckets', async () => {
    const telemetry = startTelemetry({ service: 'test', instance: 'i1' });
    metrics
      .getMeter('t')
      .createHistogram('voice.turn.response', { unit: 's' })
      .record(0.42, { first_audio: 'answer' });
    metrics.getMeter('t').createCounter('voice.calls.ended').add(1, { outcome: 'contained' });
    const text = await scrape(telemetry);
    expect(text).toContain('voice_turn_response_seconds_bucket{');
    expect(text).toMatch(/voice_turn_response_seconds_bucket\{[^}]*le="0.4"[^}]*\} 0/);
    expect(text).toMatch(/voice_turn_response_seconds_bucket\{[^}]*le="0.5"[^}]*\} 1/);
    expect(text).toMatch(/voice_calls_ended_total\{[^}]*outcome="contained"[^}]*\} 1/);
    await telemetry.close();
  });

  it('feeds instruments that were declared before it started, and again after a restart', async () => {
    const early = meterOf('early').createCounter('voice.limit.hits');
    early.add(5);
    for (const expected of [1, 1]) {
      const telemetry = startTelemetry({ service: 'test', instance: 'i1' });
      early.add(1);
      expect(await scrape(telemetry)).toContain(`voice_limit_hits_total ${expected}`);
      await telemetry.close();
    }
  });

  it('carries a trace through a message field', () => {
    const parent = contextOf('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
    expect(trace.getSpanContext(parent)?.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(traceparentOf(parent)).toBe('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
    expect(trace.getSpanContext(contextOf('nonsense'))).toBeUndefined();
  });
});
