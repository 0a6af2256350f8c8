'use strict';

/** Drops one database even if there are open connections to it. Started by database.js. */

const { pg, address, name } = JSON.parse(process.env.LUMA_DROP);
const { Client } = require(pg);

(async () => {
	const client = new Client({ ...address, database: 'postgres' });
	await client.connect();
	await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
	await client.end();
})();
