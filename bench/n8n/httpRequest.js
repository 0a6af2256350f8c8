'use strict';

/** n8n's HTTP Request node with the gateway's key, set up by hand. */

const request = (name, { credentials }, parameters) => ({
	name,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		authentication: 'genericCredentialType',
		genericAuthType: 'httpHeaderAuth',
		options: {},
		...parameters,
	},
	credentials: { httpHeaderAuth: credentials.header },
});

/** @param {string} body an expression */
const post = (name, stage, url, body) =>
	request(name, stage, {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ JSON.stringify(${body}) }}`,
	});

const get = (name, stage, url) => request(name, stage, { url });

/** Without the key, because the links of files are signed. */
const getFile = (name, url) => ({
	name,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: { url, options: { response: { response: { responseFormat: 'file' } } } },
});

module.exports = { get, getFile, post };
