import type { INodeParameters, INodeProperties, IPollFunctions } from 'n8n-workflow';

import { Luma } from '../../nodes/Luma/Luma.node';
import { LumaApi } from '../../credentials/LumaApi.credentials';
import { LumaTrigger } from '../../nodes/LumaTrigger/LumaTrigger.node';
import { chain, generate, get, hostFor, KEY, luma, useEmulator } from '../engine/support';
import { completed, fakeHost, ok } from '../unit/trigger/support';
import { report } from './machine';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('../engine/fakeClock'));

const emulator = useEmulator();

/*
 * Each field of the node's description gets each wrong kind of value from an expression. Unless `HARMLESS`
 * lists it, n8n must show a message with the field's label before any request is made; a new field is
 * tested like that by default.
 */
const WRONG: Record<string, unknown> = {
	undefined: undefined,
	null: null,
	NaN: NaN,
	infinite: Infinity,
	negative: -7,
	huge: 1e308,
	true: true,
	object: { a: { b: 1 } },
	'object without text': { toString: 1 },
	list: [{ a: 1 }, null],
	'empty list': [],
	'empty text': '',
	blank: ' \n\t ',
	emoji: '🐯👩‍👩‍👧',
	'half an emoji': '\ud83d',
	'name of a prototype': '__proto__',
	'10,000 characters': 'x'.repeat(10_000),
};

const NOT_SET = ['undefined', 'null', 'empty text'];
const ANY_TEXT = ['negative', 'huge', 'emoji', 'half an emoji', 'name of a prototype'];

/** What is documented to work: a number counts as its digits, an empty option as not set. */
const HARMLESS: Record<string, string[]> = {
	prompt: ANY_TEXT,
	loop: ['true'],
	// n8n does not allow an expression for a whole collection, and removes it.
	options: Object.keys(WRONG),
	'video:extend.options.model': NOT_SET,
	'options.model': [...NOT_SET, ...ANY_TEXT],
	'options.duration': NOT_SET,
	'options.resolution': NOT_SET,
	'options.enhancePrompt': [...NOT_SET, 'true'],
	'options.pollFirst': ['undefined'],
	'options.pollInterval': ['undefined'],
	fields: [...NOT_SET, 'blank', 'empty list'],
	videoOutputField: [...ANY_TEXT, '10,000 characters'],
	thumbnailOutputField: [...ANY_TEXT, '10,000 characters'],
	lastFrameOutputField: [...ANY_TEXT, '10,000 characters'],
	// Any text could be the ID of a task, except those that cannot be in a URL.
	taskId: ['name of a prototype'],
	taskIds: ['name of a prototype'],
	startFrameTaskId: ['name of a prototype'],
	endFrameTaskId: ['name of a prototype'],
};

/** A gateway that supports every setting. */
const GATEWAY = 'rixApi';

const { properties } = new Luma().description;
const isChoice = ({ name }: INodeProperties) => name === 'resource' || name === 'operation';

interface Setting {
	/** The operation and the field: `video:generate.options.model`. */
	title: string;
	name: string;
	label: string;
	/** Parameters that must be set for the field to be used. */
	others: INodeParameters;
	parameters: INodeParameters;
}

const WRONG_VALUE = '={{ $json.wrong }}';

function settingsOf(property: INodeProperties): Setting[] {
	const show = property.displayOptions?.show ?? {};
	const others = Object.fromEntries(
		Object.entries(show).map(([key, values]) => [
			key,
			key === 'files' ? (values as string[]) : (values?.[0] as string),
		]),
	) as INodeParameters;
	const operation = `${String(others.resource)}:${String(others.operation)}`;
	const own: Setting = {
		title: `${operation}.${property.name}`,
		name: property.name,
		label: property.displayName,
		others,
		parameters: { [property.name]: WRONG_VALUE },
	};
	const inner = property.type === 'collection' ? (property.options as INodeProperties[]) : [];
	return [
		own,
		...inner.map(({ name, displayName }) => ({
			title: `${operation}.${property.name}.${name}`,
			name: `${property.name}.${name}`,
			label: displayName,
			others,
			parameters: { [property.name]: { [name]: WRONG_VALUE } },
		})),
	];
}

const SETTINGS = properties.filter((property) => !isChoice(property)).flatMap(settingsOf);

/** Runs the node with a finished task, and forgets the requests before that. */
async function runWith(others: INodeParameters, parameters: INodeParameters, wrong: unknown) {
	emulator.reset();
	emulator.next({ renderSeconds: 0 });
	const host = hostFor(GATEWAY, emulator.url(GATEWAY));
	const [{ taskId }] = (await host.run(chain(generate()))).json('Generate');
	emulator.requests.length = 0;
	const usual = { prompt: 'A tiger', taskId, taskIds: taskId, waitMode: 'poll' };
	const node = luma('Luma', { ...usual, ...others, ...parameters } as INodeParameters);
	return await host.run(chain(node), [{ json: { wrong } as never }]);
}

const CASES = SETTINGS.flatMap((setting) =>
	Object.keys(WRONG).map((kind): [string, string, Setting] => [setting.title, kind, setting]),
);

describe('a field that an expression fills with the wrong kind of value', () => {
	afterAll(() => report(`${SETTINGS.length} fields, ${CASES.length} cases`));

	it.each(CASES)('%s: %s', async (title, kind, { name, label, others, parameters }) => {
		const run = await runWith(others, parameters, WRONG[kind]);
		const { message = '', description = '' } = (run.error ?? {}) as Partial<
			Record<'message' | 'description', string>
		>;

		if ((HARMLESS[title] ?? HARMLESS[name])?.includes(kind)) {
			// For an ID that could exist, the gateway has to say that it does not.
			if (/^taskIds?$/.test(name)) expect(message + description).toContain(`'Task ID'`);
			else expect(message).toBe('');
			return;
		}
		expect(message).toContain(`'${label}'`);
		expect(message.length).toBeLessThan(300);
		expect(description).toMatch(/\.$/);
		expect(emulator.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
	});

	it('is in HARMLESS only if it exists', () => {
		const names = new Set(SETTINGS.flatMap(({ title, name }) => [title, name]));
		expect(Object.keys(HARMLESS).filter((name) => !names.has(name))).toEqual([]);
		expect(SETTINGS.length).toBeGreaterThanOrEqual(50);
	});
});

describe('a resource or an operation that does not exist', () => {
	it.each(['toString', '__proto__', 'constructor', '🐯', 7, {}, [], true, 'x'.repeat(10_000)])(
		'%p',
		async (wrong) => {
			for (const choice of ['resource', 'operation']) {
				const run = await runWith({}, { [choice]: wrong as never }, undefined);
				expect(run.error.message).toContain('There is no operation');
				expect(run.error.message.length).toBeLessThan(300);
				expect(run.error.description).toContain("'Resource'");
				expect(emulator.requests).toEqual([]);
			}
		},
	);
});

/** Each field with each wrong kind of value. */
const casesOf = (fields: INodeProperties[]) =>
	[...new Map(fields.map((field) => [field.name, field])).values()].flatMap(
		({ name, displayName }) =>
			Object.keys(WRONG).map((kind): [string, string, string] => [name, kind, displayName]),
	);

/** Values that could be a host or a key: only the server can report. */
const PLAUSIBLE: Record<string, string[]> = {
	// Not set: the first gateway in the list, which the editor shows.
	gateway: ['undefined', 'null'],
	baseUrl: ['emoji', 'name of a prototype'],
	apiKey: ['name of a prototype', '10,000 characters'],
};

describe('a field of the credential that holds the wrong kind of value', () => {
	const CREDENTIAL_CASES = casesOf(new LumaApi().properties);

	it.each(CREDENTIAL_CASES)('%s: %s', async (name, kind, label) => {
		emulator.reset();
		const credential = { gateway: GATEWAY, baseUrl: emulator.url(GATEWAY), apiKey: KEY };
		const host = hostFor(GATEWAY, '', KEY, {
			credential: { ...credential, [name]: WRONG[kind] },
		});
		const { error } = await host.run(chain(get({ taskId: 'x' })));

		if (PLAUSIBLE[name].includes(kind)) {
			// The node looks up the host and sends the key; the emulator accepts nearly any.
			const named = name === 'baseUrl' ? label : 'Task ID';
			expect(error.message + error.description).toContain(`'${named}'`);
			return;
		}
		expect(error.message).toContain(`'${label}'`);
		expect(error.message.length).toBeLessThan(300);
		expect(error.description).toMatch(/\.$/);
		expect(emulator.requests).toEqual([]);
	});
});

describe('a field of the trigger that holds the wrong kind of value', () => {
	const OWN_HARMLESS: Record<string, string[]> = {
		taskIds: ['name of a prototype'],
		fields: [...NOT_SET, 'blank', 'empty list'],
	};
	// n8n evaluates these itself.
	const fields = new LumaTrigger().description.properties.filter(
		({ name }) => name !== 'pollTimes',
	);

	it.each(casesOf(fields))('%s: %s', async (name, kind, label) => {
		const usual = { source: 'poll', watch: 'list', taskIds: 'a', output: 'simplified' };
		const host = fakeHost(
			{ ...usual, ...(name === 'fields' && { output: 'selectedFields' }) },
			() => ok(completed('a')),
		);
		Object.assign(host.parameters, { [name]: WRONG[kind] });
		// As in n8n, a missing parameter has the default that the code passes.
		const context = {
			...host.context,
			getNodeParameter: (key: string) => host.parameters[key],
		} as unknown as IPollFunctions;
		const message = await new LumaTrigger().poll
			.call(context)
			.then(() => undefined)
			.catch((error: Error) => error.message);

		if (OWN_HARMLESS[name]?.includes(kind)) return expect(message).toBeUndefined();
		expect(message).toContain(`'${label}'`);
		expect(message?.length).toBeLessThan(500);
		expect(host.sent).toEqual([]);
	});
});
