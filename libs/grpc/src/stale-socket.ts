// A Unix socket that a killed process left behind: nobody answers on it, and nobody could listen on it again.
import { unlink } from 'node:fs/promises';
import { connect } from 'node:net';

/** Removes the socket of `unix:/path` when nobody is there; one with somebody behind it stays. */
export const removeStaleSocket = async (bind: string): Promise<void> => {
  if (!bind.startsWith('unix:')) return;
  const path = bind.slice('unix:'.length);
  if ((await codeOfConnecting(path)) === 'ECONNREFUSED') await unlink(path).catch(() => undefined);
};

const codeOfConnecting = (path: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  });
