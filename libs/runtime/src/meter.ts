// Instruments that may be declared before telemetry starts: the API has no proxy for meters, so this is one.
import {
  type Attributes,
  type Counter,
  type Gauge,
  type Histogram,
  type MeterProvider,
  type MetricOptions,
  metrics,
  type UpDownCounter,
} from '@opentelemetry/api';

/** What services measure with. Declared at import, real from the first measurement after telemetry has started. */
export interface LateMeter {
  createCounter(name: string, options?: MetricOptions): Pick<Counter, 'add'>;
  createUpDownCounter(name: string, options?: MetricOptions): Pick<UpDownCounter, 'add'>;
  createHistogram(name: string, options?: MetricOptions): Pick<Histogram, 'record'>;
  createGauge(name: string, options?: MetricOptions): Pick<Gauge, 'record'>;
}

export const meterOf = (scope: string): LateMeter => ({
  createCounter: (name, options) => {
    const counter = late(() => metrics.getMeter(scope).createCounter(name, options));
    return { add: (value: number, attributes?: Attributes) => counter().add(value, attributes) };
  },
  createUpDownCounter: (name, options) => {
    const counter = late(() => metrics.getMeter(scope).createUpDownCounter(name, options));
    return { add: (value: number, attributes?: Attributes) => counter().add(value, attributes) };
  },
  createHistogram: (name, options) => {
    const histogram = late(() => metrics.getMeter(scope).createHistogram(name, options));
    return { record: (value: number, attributes?: Attributes) => histogram().record(value, attributes) };
  },
  createGauge: (name, options) => {
    const gauge = late(() => metrics.getMeter(scope).createGauge(name, options));
    return { record: (value: number, attributes?: Attributes) => gauge().record(value, attributes) };
  },
});

/** Makes the instrument anew whenever another telemetry has started. */
const late = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  let by: MeterProvider | undefined;
  return () => {
    const provider = metrics.getMeterProvider();
    if (made === undefined || by !== provider) {
      made = make();
      by = provider;
    }
    return made;
  };
};
