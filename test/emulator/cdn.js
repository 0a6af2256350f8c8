'use strict';

/** The storage behind the links: both `storage.cdn-luma.com` and the R2 bucket. */

const { createHash } = require('node:crypto');
const { parseAmzDate } = require('./dates');
const { signatureOf } = require('./media');

const MEGABYTE = 2 ** 20;

/** Storage answers in XML, never in JSON. */
function xmlError(status, code, message, headers = {}) {
	const text =
		'<?xml version="1.0" encoding="UTF-8"?>\n' +
		`<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
	return { status, body: text, headers: { 'Content-Type': 'application/xml', ...headers } };
}

/** What is wrong with the signature of a presigned link, if anything. */
function signatureProblem(path, query, now) {
	const date = query.get('X-Amz-Date');
	const expires = query.get('X-Amz-Expires');
	if (!date || !expires) return xmlError(403, 'AccessDenied', 'Access Denied');
	if (query.get('X-Amz-Signature') !== signatureOf(path, date, expires)) {
		const text = 'The request signature we calculated does not match the signature you provided.';
		return xmlError(403, 'SignatureDoesNotMatch', text);
	}
	const expiredAt = parseAmzDate(date) + Number(expires) * 1000;
	return now >= expiredAt ? xmlError(403, 'AccessDenied', 'Request has expired') : undefined;
}

/** `bytes=a-b`, `bytes=a-` or `bytes=-n`; null if it cannot be satisfied. */
function readRange(header, size) {
	const parts = /^bytes=(\d*)-(\d*)$/.exec(header);
	if (!parts || (parts[1] === '' && parts[2] === '')) return null;
	const isTail = parts[1] === '';
	const start = isTail ? Math.max(size - Number(parts[2]), 0) : Number(parts[1]);
	const end = isTail || parts[2] === '' ? size - 1 : Math.min(Number(parts[2]), size - 1);
	return start <= end ? { start, end } : null;
}

function serve(content, type, range) {
	const headers = {
		'Content-Type': type,
		'Accept-Ranges': 'bytes',
		ETag: `"${createHash('md5').update(content).digest('hex')}"`,
	};
	if (!range) return { status: 200, body: content, headers };
	const found = readRange(range, content.length);
	if (!found) {
		const text = 'The requested range is not satisfiable';
		return xmlError(416, 'InvalidRange', text, { 'Content-Range': `bytes */${content.length}` });
	}
	const part = content.subarray(found.start, found.end + 1);
	const contentRange = `bytes ${found.start}-${found.end}/${content.length}`;
	return { status: 206, body: part, headers: { ...headers, 'Content-Range': contentRange } };
}

/** A file of any size that is never held in memory as a whole; without an ETag or ranges. */
const serveZeros = (megabytes, type) => ({
	status: 200,
	zeros: megabytes * MEGABYTE,
	headers: { 'Content-Type': type },
});

/**
 * @param {{ media: import('./media').Media, now: () => number }} world
 * @returns {(call: import('./server').Call, scenario: object) => import('./errors').Answer}
 */
function createCdn({ media, now }) {
	return function answer({ method, path, query, headers }, { fileMegabytes }) {
		if (headers.authorization !== undefined) {
			// S3's answer to a presigned link with an Authorization header; by then the key has leaked.
			const text = 'Only one auth mechanism allowed';
			return xmlError(400, 'InvalidArgument', text);
		}
		if (method !== 'GET' && method !== 'HEAD') {
			const text = 'The specified method is not allowed against this resource.';
			return xmlError(405, 'MethodNotAllowed', text);
		}
		const file = media.at(path);
		if (!file) return xmlError(404, 'NoSuchKey', 'The specified key does not exist.');
		const problem = file.signed && signatureProblem(path, query, now());
		if (problem) return problem;
		if (fileMegabytes) return serveZeros(fileMegabytes, file.type);
		return serve(media.read(file.name), file.type, headers.range);
	};
}

module.exports = { createCdn };
