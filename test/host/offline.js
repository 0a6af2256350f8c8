'use strict';

/**
 * Preloaded into n8n. Refuses and logs every connection that leaves this machine, so the claim that no
 * call leaves the machine does not depend on n8n's settings.
 */

const dns = require('node:dns');
const net = require('node:net');

const LOCAL = /^(localhost|127(\.\d+){3}|::1|::ffff:127(\.\d+){3})$/i;

const { connect } = net.Socket.prototype;

net.Socket.prototype.connect = function (...args) {
	const { path, host = 'localhost', port } = targetOf(args);
	if (path || LOCAL.test(host)) return connect.apply(this, args);
	process.nextTick(() => this.destroy(refused(host, port)));
	return this;
};

/** The arguments are (options), (port, host) or (path), or a list of these. */
function targetOf(args) {
	const [first, second] = Array.isArray(args[0]) ? args[0] : args;
	if (typeof first === 'object') return first;
	if (!/^\d+$/.test(String(first))) return { path: first };
	return { port: first, host: typeof second === 'string' ? second : undefined };
}

/** DNS lookups query a server on the network, so they count as calls. */
for (const [api, name] of [
	[dns, 'lookup'],
	[dns.promises, 'lookup'],
]) {
	const lookup = api[name];
	api[name] = function (host, ...rest) {
		if (!host || LOCAL.test(host) || net.isIP(host)) return lookup.call(this, host, ...rest);
		const callback = rest.at(-1);
		if (typeof callback !== 'function') return Promise.reject(refused(host));
		process.nextTick(callback, refused(host));
		return undefined;
	};
}

function refused(host, port) {
	const target = port ? `${host}:${port}` : host;
	console.error(`Refused a call to ${target}`);
	const error = new Error(`This n8n may not connect to other machines: ${target}`);
	return Object.assign(error, { code: 'ENETUNREACH' });
}
