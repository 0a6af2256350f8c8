import type { INodeParameters, INodeProperties, IPollFunctions } from 'n8n-workflow';

import { Luma } from '../../nodes/Luma/Luma.node';
import { LumaApi } from '../../credentials/LumaApi.credentials';
import { LumaTrigger } from '../../nodes/LumaTrigger/LumaTrigger.node';
import { chain, generate, get, hostFor, KEY, luma, useEmulator } from '../engine/support';
import { completed, fakeHost, ok } from '../unit/trigger/support';
import { tell } from './machine';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('../engine/fakeClock'));

const emulator = useEmulator();

/*
 * Each field of the node's own description gets each wrong kind of value from an expression. Where
 * `HARMLESS` does not say otherwise, n8n has to show a message with the field's label before any
 * request: a new field starts with that.
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
	'name of an object': '__proto__',
	'10,000 characters': 'x'.repeat(10_000),
};

const NOT_SET = ['undefined', 'null', 'empty text'];
const ANY_TEXT = ['negative', 'huge', 'emoji', 'half an emoji', 'name of an object'];

/** What works as documented: a number is taken as its digits, an option left empty as not set. */
const HARMLESS: Record<string, string[]> = {
	prompt: ANY_TEXT,
	loop: ['true'],
	// n8n knows no expression for a collection as a whole, and takes it away.
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
	// The node sets it for itself; without what else it sets then, it says nothing.
	// Every text is a name of a task there could be, but for those that no address can hold.
	taskId: ['name of an object'],
	taskIds: ['name of an object'],
	startFrameTaskId: ['name of an object'],
	endFrameTaskId: ['name of an object'],
};

/** A gateway that refuses no setting for itself. */
const GATEWAY = 'rixApi';

const { properties } = new Luma().description;
const isChoice = ({ name }: INodeProperties) => name === 'resource' || name === 'operation';

interface Setting {
	/** The operation and the field: `video:generate.options.model`. */
	title: string;
	name: string;
	label: string;
	/** What else has to be set, so that the field counts. */
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

/** Runs the node with a task that is done, and tells what was asked for after that. */
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
	afterAll(() => tell(`${SETTINGS.length} fields, ${CASES.length} cases`));

	it.each(CASES)('%s: %s', async (title, kind, { name, label, others, parameters }) => {
		const run = await runWith(others, parameters, WRONG[kind]);
		const { message = '', description = '' } = (run.error ?? {}) as Partial<
			Record<'message' | 'description', string>
		>;

		if ((HARMLESS[title] ?? HARMLESS[name])?.includes(kind)) {
			// Of a task that there could be, the gateway has to say that there is none.
			if (/^taskIds?$/.test(name)) expect(message + description).toContain(`'Task ID'`);
			else expect(message).toBe('');
			return;
		}
		expect(message).toContain(`'${label}'`);
		expect(message.length).toBeLessThan(300);
		expect(description).toMatch(/\.$/);
		expect(emulator.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
	});

	it('is no setting that this test forgot', () => {
		const names = new Set(SETTINGS.flatMap(({ title, name }) => [title, name]));
		expect(Object.keys(HARMLESS).filter((name) => !names.has(name))).toEqual([]);
		expect(SETTINGS.length).toBeGreaterThan(50);
	});
});

describe('a resource or an operation that there is not', () => {
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

/** Each of these fields with each wrong kind of value. */
const casesOf = (fields: INodeProperties[]) =>
	[...new Map(fields.map((field) => [field.name, field])).values()].flatMap(
		({ name, displayName }) =>
			Object.keys(WRONG).map((kind): [string, string, string] => [name, kind, displayName]),
	);

/** What could be a host or a key: only who is asked for them can tell. */
const LOOKS_RIGHT: Record<string, string[]> = {
	// Not set: the first gateway of the list, which is what the editor shows.
	gateway: ['undefined', 'null'],
	baseUrl: ['emoji', 'name of an object'],
	apiKey: ['name of an object', '10,000 characters'],
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

		if (LOOKS_RIGHT[name].includes(kind)) {
			// The host is looked up, the key is sent; the emulator takes nearly any.
			const told = name === 'baseUrl' ? label : 'Task ID';
			expect(error.message + error.description).toContain(`'${told}'`);
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
		taskIds: ['name of an object'],
		fields: [...NOT_SET, 'blank', 'empty list'],
	};
	// The times are n8n's own.
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
		// As n8n does it: a parameter that is not there has the value that the code asks for.
		const context = {
			...host.context,
			getNodeParameter: (key: string) => host.parameters[key],
		} as unknown as IPollFunctions;
		const said = await new LumaTrigger().poll
			.call(context)
			.then(() => undefined)
			.catch((error: Error) => error.message);

		if (OWN_HARMLESS[name]?.includes(kind)) return expect(said).toBeUndefined();
		expect(said).toContain(`'${label}'`);
		expect(said?.length).toBeLessThan(500);
		expect(host.sent).toEqual([]);
	});
});
