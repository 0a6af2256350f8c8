'use strict';

const { execFileSync } = require('node:child_process');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const { atExit } = require('./cleanup');
const { Problem } = require('./problem');

/** PostgreSQL's own variables; the defaults are for a server on this machine. */
const server = () => ({
	host: process.env.PGHOST || '127.0.0.1',
	port: Number(process.env.PGPORT || 5432),
	user: process.env.PGUSER || 'postgres',
	password: process.env.PGPASSWORD || '',
});

/**
 * Creates a database in the running PostgreSQL. It is dropped when this process ends, or earlier with
 * `drop()`.
 *
 * @param {import('./install').Host} host whose n8n includes the client library
 */
async function createDatabase({ program }) {
	const pg = createRequire(program).resolve('pg');
	const { Pool } = require(pg);
	const address = server();
	const name = `n8n_luma_${process.pid}_${Date.now().toString(36)}`;
	await create(Pool, address, name);

	// In a child process, since exit handlers cannot await anything.
	const dropNow = () =>
		execFileSync(process.execPath, [join(__dirname, 'dropDatabase.js')], {
			env: { ...process.env, LUMA_DROP: JSON.stringify({ pg, address, name }) },
		});
	const forget = atExit(dropNow);
	const pool = new Pool({ ...address, database: name, max: 2 });
	// If the server goes away, n8n's own connections report it.
	pool.on('error', () => {});
	return {
		...address,
		name,
		/** @returns {Promise<any[]>} rows */
		query: async (sql, values) => (await pool.query(sql, values)).rows,
		async drop() {
			forget();
			await pool.end();
			dropNow();
		},
	};
}

async function create(Pool, address, name) {
	const pool = new Pool({ ...address, database: 'postgres', connectionTimeoutMillis: 10_000 });
	try {
		await pool.query(`CREATE DATABASE ${name}`);
	} catch (error) {
		const { host, port, user } = address;
		throw new Problem(
			`PostgreSQL at ${host}:${port} did not create a database for ${user}: ${error.message || error.code}`,
			'Start a server, or set PGHOST, PGPORT, PGUSER and PGPASSWORD.',
		);
	} finally {
		await pool.end();
	}
}

module.exports = { createDatabase };
