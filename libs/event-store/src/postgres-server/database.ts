// The platform's database on a server that has just come up.
import { Client, DatabaseError } from 'pg';

const DUPLICATE_DATABASE = '42P04';
const CONNECT_MS_MAX = 5_000;

/** Creates the database unless it exists. */
export const ensureDatabase = async (adminUrl: string, database: string): Promise<void> => {
  await withClient(adminUrl, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount) return;
    try {
      await client.query(`create database "${database}"`);
    } catch (error) {
      if (!(error instanceof DatabaseError && error.code === DUPLICATE_DATABASE)) throw error;
    }
  });
};

/** The data directory of the server at a URL; rejects when it does not answer or does not know us. */
export const dataDirectory = (adminUrl: string): Promise<string> =>
  withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory ?? '';
  });

const withClient = async <T>(url: string, use: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS_MAX });
  // A server that goes away between two queries says so here; the next query rejects.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
};
