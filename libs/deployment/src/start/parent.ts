// Ends this process when the supervisor that started it is gone: the channel to it closes, however it went.
import { type ChildProcess } from 'node:child_process';

type Self = Pick<NodeJS.Process, 'on' | 'kill' | 'pid'> & { readonly channel?: ChildProcess['channel'] };

/** Does nothing in a process without such a channel: systemd, Docker and Kubernetes end theirs by signal. */
export const endWithParent = (self: Self): void => {
  if (!self.channel) return;
  self.on('disconnect', () => self.kill(self.pid, 'SIGTERM'));
  // A process that has ended its work is not kept by the channel.
  self.channel.unref();
};
