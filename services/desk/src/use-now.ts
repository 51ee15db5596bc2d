// The service's time, ticking while something counts by it.
import { useEffect, useState } from 'react';

export const useNow = (offsetMs: number, tickMs: number): number => {
  const [now, setNow] = useState(() => Date.now() + offsetMs);
  useEffect(() => {
    const tick = (): void => setNow(Date.now() + offsetMs);
    tick();
    const timer = setInterval(tick, tickMs);
    return () => clearInterval(timer);
  }, [offsetMs, tickMs]);
  return now;
};
