'use strict';

/** A local S3-compatible store that implements the part of the protocol that an upload needs. */

const { createHash } = require('node:crypto');
const { createServer } = require('node:http');

const REGION = 'us-east-1';
const LOCATION = `<?xml version="1.0" encoding="UTF-8"?>
<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${REGION}</LocationConstraint>`;

/**
 * @typedef {{ path: string, type: string, bytes: Buffer }} StoredFile
 * @returns {Promise<{ credential: object, files: StoredFile[], close: () => Promise<void> }>}
 *   `credential`: the data of n8n's credential of the type `s3`
 */
async function startStorage() {
	const files = [];
	const server = createServer(async (request, response) => {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const { status, body } = answer(request, Buffer.concat(chunks), files);
		response.writeHead(status, { 'Content-Type': 'application/xml' }).end(body);
	});
	await new Promise((resolve, reject) => {
		server.once('error', reject).listen(0, '127.0.0.1', resolve);
	});
	return {
		credential: {
			endpoint: `http://127.0.0.1:${server.address().port}`,
			region: REGION,
			accessKeyId: 'suite',
			secretAccessKey: 'only-for-tests',
			forcePathStyle: true,
		},
		files,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function answer({ method, url, headers }, bytes, files) {
	if (!headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) return refuse(403, 'AccessDenied');
	const { pathname, searchParams } = new URL(url, 'http://storage');
	if (method === 'GET' && searchParams.has('location')) return { status: 200, body: LOCATION };
	if (method !== 'PUT') return refuse(405, 'MethodNotAllowed');
	const digest = createHash('md5').update(bytes).digest('base64');
	if (headers['content-md5'] && headers['content-md5'] !== digest) return refuse(400, 'BadDigest');
	files.push({ path: decodeURIComponent(pathname), type: headers['content-type'], bytes });
	return { status: 200 };
}

const refuse = (status, code) => ({ status, body: `<Error><Code>${code}</Code></Error>` });

module.exports = { startStorage };
