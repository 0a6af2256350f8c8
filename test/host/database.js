'use strict';

const { execFileSync } = require('node:child_process');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const { atExit } = require('./cleanup');
const { Problem } = require('./problem');

/** PostgreSQL's own variables; the defaults are those of a server on this machine. */
const server = () => ({
	host: process.env.PGHOST || '127.0.0.1',
	port: Number(process.env.PGPORT || 5432),
	user: process.env.PGUSER || 'postgres',
	password: process.env.PGPASSWORD || '',
});

/**
 * A new database in the PostgreSQL that is there. It is gone when this process ends, or earlier by
 * `drop()`.
 *
 * @param {import('./install').Host} host its n8n brings the client
 */
async function createDatabase({ program }) {
	const pg = createRequire(program).resolve('pg');
	const { Pool } = require(pg);
	const address = server();
	const name = `n8n_luma_${process.pid}_${Date.now().toString(36)}`;
	await create(Pool, address, name);

	// In a process of its own: at the end of this one nothing can be waited for.
	const dropNow = () =>
		execFileSync(process.execPath, [join(__dirname, 'dropDatabase.js')], {
			env: { ...process.env, LUMA_DROP: JSON.stringify({ pg, address, name }) },
		});
	const forget = atExit(dropNow);
	const pool = new Pool({ ...address, database: name, max: 2 });
	// n8n's own connections tell of a server that is gone.
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
			`PostgreSQL at ${host}:${port} gave ${user} no database: ${error.message || error.code}`,
			'Start one, or say where it is: PGHOST, PGPORT, PGUSER, PGPASSWORD.',
		);
	} finally {
		await pool.end();
	}
}

module.exports = { createDatabase };
