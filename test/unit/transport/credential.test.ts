import type { GatewayName } from '../../../nodes/Luma/gateways';
import { bareKey, readCredential } from '../../../nodes/Luma/transport/credential';
import type { LumaFailure } from '../../../nodes/Luma/task/failure';
import { BEARER, gatewayOf } from '../answer';
import { expectOwnWords } from '../wording';

const read = (data: Record<string, unknown>) => readCredential({ apiKey: BEARER, ...data });

function rejectionOf(data: Record<string, unknown>): LumaFailure {
	try {
		read(data);
	} catch (failure) {
		return failure as LumaFailure;
	}
	throw new Error('The credential was accepted');
}

describe('the base URL of a credential', () => {
	it.each<[GatewayName, string]>([
		['cometApi', 'https://api.cometapi.com'],
		['openAiHk', 'https://api.openai-hk.com'],
		['lumaAgents', 'https://agents.lumalabs.ai'],
		['dreamMachine', 'https://api.lumalabs.ai'],
	])('is that of %s if the field is empty', (gateway, expected) => {
		for (const baseUrl of ['', '  ', undefined, null]) {
			expect(read({ gateway, baseUrl }).baseUrl).toBe(expected);
		}
	});

	it.each([
		['https://relay.example.com', 'https://relay.example.com'],
		['https://relay.example.com/', 'https://relay.example.com'],
		['https://relay.example.com///', 'https://relay.example.com'],
		['  https://relay.example.com\n', 'https://relay.example.com'],
		['relay.example.com', 'https://relay.example.com'],
		['relay.example.com/luma', 'https://relay.example.com'],
		['relay.example.com:8443', 'https://relay.example.com:8443'],
		['localhost:8000', 'https://localhost:8000'],
		['http://localhost:8000/', 'http://localhost:8000'],
		['HTTPS://Relay.Example.COM', 'https://relay.example.com'],
		['https://relay.example.com?x=1#top', 'https://relay.example.com'],
		['https://relay.example.com/v1', 'https://relay.example.com'],
		['https://relay.example.com/v1/', 'https://relay.example.com'],
		['https://relay.example.com/v1/generations', 'https://relay.example.com'],
		['https://relay.example.com/dream-machine', 'https://relay.example.com'],
		['https://relay.example.com/dream-machine/v1/generations', 'https://relay.example.com'],
		['https://relay.example.com/dream-machine/v1/generations/video', 'https://relay.example.com'],
		['https://relay.example.com/luma/generations', 'https://relay.example.com'],
		['https://relay.example.com/luma/generations/', 'https://relay.example.com'],
		['https://relay.example.com/luma/v2/generations', 'https://relay.example.com'],
		['https://relay.example.com/luma/tasks', 'https://relay.example.com'],
		['https://relay.example.com/luma/generations/{task_id}', 'https://relay.example.com'],
		['https://relay.example.com/pro', 'https://relay.example.com/pro'],
		['https://relay.example.com/pro/', 'https://relay.example.com/pro'],
		['https://relay.example.com/pro/luma/generations/', 'https://relay.example.com/pro'],
		['https://relay.example.com/a/b/luma/v2/generations', 'https://relay.example.com/a/b'],
		['https://relay.example.com/lumax', 'https://relay.example.com/lumax'],
		// A path of the user's own stays, whatever it is called.
		[
			'https://gw.example.com/v1/acct/gw/luma-relay',
			'https://gw.example.com/v1/acct/gw/luma-relay',
		],
		['https://gw.example.com/proxy/luma', 'https://gw.example.com/proxy/luma'],
		['https://gw.example.com/proxy/luma/generations/', 'https://gw.example.com/proxy'],
		['https://gw.example.com/luma/eu/api', 'https://gw.example.com/luma/eu/api'],
		['https://gw.example.com/v1/acct/v1/generations/{id}', 'https://gw.example.com/v1/acct'],
	])('is normalized: %p becomes %p', (baseUrl, expected) => {
		expect(read({ gateway: 'rixApi', baseUrl }).baseUrl).toBe(expected);
	});

	it.each<[GatewayName, string, string]>([
		[
			'cometApi',
			'https://api.cometapi.com/dream-machine/v1/generations',
			'https://api.cometapi.com',
		],
		['lumaAgents', 'https://agents.lumalabs.ai/v1', 'https://agents.lumalabs.ai'],
		['dreamMachine', 'https://api.lumalabs.ai/dream-machine/v1/', 'https://api.lumalabs.ai'],
		['openAiHk', 'https://api.openai-hk.com/pro/luma/generations', 'https://api.openai-hk.com/pro'],
		['cometApi', 'https://proxy.example.com/comet', 'https://proxy.example.com/comet'],
		['cometApi', 'http://api.cometapi.com.', 'https://api.cometapi.com'],
		['openAiHk', 'http://api.openai-hk.com:443', 'https://api.openai-hk.com'],
	])('of %s may include the path of the API: %p', (gateway, baseUrl, expected) => {
		expect(read({ gateway, baseUrl }).baseUrl).toBe(expected);
	});

	it.each([
		['ftp://relay.example.com'],
		['file:///etc/passwd'],
		['javascript:alert(1)'],
		['mailto:me@example.com'],
		// What a browser may fill into a field next to a password.
		['me@example.com'],
		['<a href="https://relay.example.com">relay</a>'],
		['https://'],
		['https://relay example com'],
		['http://[::1'],
		['not an address'],
	])('is rejected if it is not a web address: %p', (baseUrl) => {
		const failure = rejectionOf({ gateway: 'rixApi', baseUrl });
		expect(failure.code).toBe('invalidInput');
		expect(failure.message).toContain("'Base URL'");
		expect(failure.description).toContain('https://');
		expectOwnWords(failure);
	});

	it('is required for RixAPI, which has no address of its own', () => {
		const failure = rejectionOf({ gateway: 'rixApi', baseUrl: '' });
		expect(failure.message).toContain("'Base URL'");
		expect(failure.facts.gateway).toBe('rixApi');
		expectOwnWords(failure);
	});

	it.each<[GatewayName, string, string]>([
		['rixApi', 'https://api.cometapi.com', 'CometAPI'],
		['rixApi', 'https://api.openai-hk.com/luma/v2/generations', 'OpenAI-HK'],
		['cometApi', 'https://agents.lumalabs.ai', 'Luma Agents API'],
		['cometApi', 'API.LUMALABS.AI', 'Dream Machine API'],
		['lumaAgents', 'https://api.lumalabs.ai', 'Dream Machine API'],
		['dreamMachine', 'https://agents.lumalabs.ai/v1', 'Luma Agents API'],
		['openAiHk', 'http://api.lumalabs.ai', 'Dream Machine API'],
		['rixApi', 'https://api.openai-hk.com.', 'OpenAI-HK'],
		['rixApi', 'http://api.openai-hk.com:8443', 'OpenAI-HK'],
	])('is rejected for %s if it belongs to another gateway: %p', (gateway, baseUrl, owner) => {
		const failure = rejectionOf({ gateway, baseUrl });
		expect(failure.code).toBe('invalidInput');
		expect(failure.message).toContain(owner);
		expect(failure.message).toContain(gatewayOf(gateway).label);
		expectOwnWords(failure);
	});

	it.each<GatewayName>(['openAiHk', 'lumaAgents', 'dreamMachine'])(
		'is that of %s if the field still has the prefilled address of the first gateway',
		(gateway) => {
			const { baseUrl } = read({ gateway, baseUrl: 'https://api.cometapi.com' });
			expect(baseUrl).toBe(gatewayOf(gateway).baseUrl);
		},
	);
});

describe('the key of a credential', () => {
	it.each([
		[BEARER],
		[` ${BEARER}\n`],
		[`Bearer ${BEARER}`],
		[`bearer   ${BEARER} `],
		[`BEARER\t${BEARER}`],
		[`"${BEARER}"`],
		[`'${BEARER}'`],
		[`\`${BEARER}\``],
		[`Bearer "${BEARER}"`],
		[`"Bearer ${BEARER}"`],
		[` " ${BEARER} " `],
	])('is extracted from %p', (apiKey) => {
		expect(read({ apiKey }).apiKey).toBe(BEARER);
		expect(bareKey(apiKey)).toBe(BEARER);
	});

	it('may itself begin with "bearer"', () => {
		expect(bareKey('bearer-key-1')).toBe('bearer-key-1');
	});

	it.each([[''], ['   '], ['Bearer'], ['Bearer '], [undefined], [null], [42]])(
		'is missing in %p',
		(apiKey) => {
			const failure = rejectionOf({ apiKey });
			expect(failure.code).toBe('invalidInput');
			expect(failure.message).toContain("'API Key'");
			expectOwnWords(failure);
		},
	);
});

describe('the gateway of a credential', () => {
	it('is CometAPI if none was saved', () => {
		expect(read({}).gateway.name).toBe('cometApi');
	});

	it('is rejected if it is unknown', () => {
		const failure = rejectionOf({ gateway: 'replicate' });
		expect(failure.message).toContain("'Gateway'");
		expect(failure.message).toContain('replicate');
		expectOwnWords(failure);
	});

	it.each([{ apiKey: '' }, { gateway: 'x' }, { baseUrl: 'ftp://x.example.com' }])(
		'is rejected without the key in the message, as any other setting is: %p',
		(data) => {
			const { message, description } = rejectionOf({ apiKey: BEARER, ...data });
			expect(message + description).not.toContain(BEARER);
		},
	);
});

describe('a credential that no request can use', () => {
	it.each([
		['\u{1f42f}'],
		['sk-\u00e4bcdefgh'],
		['sk-good key'],
		['sk-good\nkey'],
		['"sk-good-key'],
		['sk-good-key,'],
		['<sk-good-key>'],
		['{"key":"sk-good-key"}'],
		['sk-\\good'],
	])('is rejected for the key %j', (apiKey) => {
		const failure = rejectionOf({ apiKey });
		expect([failure.code, failure.message]).toEqual([
			'invalidInput',
			"'API Key' contains characters that no key can contain",
		]);
		expectOwnWords(failure);
	});

	it('is rejected for a host name that is too long for DNS', () => {
		const baseUrl = `https://${'x'.repeat(254)}`;
		expect(rejectionOf({ gateway: 'rixApi', baseUrl }).message).toContain("'Base URL'");
	});
});
