import type { IExecuteFunctions } from 'n8n-workflow';

import {
	booleanIn,
	readBoolean,
	readChoice,
	readOptions,
	readSeconds,
	readText,
	secondsIn,
	textIn,
} from '../../../../nodes/Luma/operations/fields/parameters';
import { describeValue } from '../../../../nodes/Luma/task/values';
import { LumaFailure } from '../../../../nodes/Luma/task/failure';
import { expectOwnWords } from '../../wording';

const field = { name: 'prompt', label: 'Prompt' };

/** A context whose first item has these parameters, and whose second item has none. */
const contextOf = (values: Record<string, unknown>) =>
	({
		getNodeParameter: (name: string, itemIndex: number, fallback: unknown) =>
			itemIndex === 0 && name in values ? values[name] : fallback,
	}) as unknown as IExecuteFunctions;

function failureOf(read: () => unknown): LumaFailure {
	let value: unknown;
	try {
		value = read();
	} catch (failure) {
		expect(failure).toBeInstanceOf(LumaFailure);
		expect((failure as LumaFailure).code).toBe('invalidInput');
		expectOwnWords(failure as LumaFailure);
		return failure as LumaFailure;
	}
	throw new Error(`It was not rejected: ${String(value)}`);
}

describe('a text parameter', () => {
	it('is trimmed, and can be a number', () => {
		expect(readText(contextOf({ prompt: ' a tiger ' }), 0, field, 'x')).toBe('a tiger');
		expect(textIn(7, field, 'x')).toBe('7');
		expect(textIn(0, field, 'x')).toBe('0');
	});

	it.each([[''], ['  \n'], [null], [undefined]])('is empty if it is %p', (value) => {
		const failure = failureOf(() => readText(contextOf({ prompt: value }), 0, field, 'Enter it.'));
		expect(failure).toMatchObject({ message: "'Prompt' is empty", description: 'Enter it.' });
	});

	it('is empty if the item has no such parameter', () => {
		expect(failureOf(() => readText(contextOf({}), 1, field, 'x')).message).toBe(
			"'Prompt' is empty",
		);
	});

	it.each([
		[{ text: 'x' }, 'an object'],
		[['x'], 'a list'],
		[true, 'true'],
		[NaN, 'NaN'],
		[-Infinity, '-Infinity'],
	])('cannot be %p', (value, name) => {
		const { message } = failureOf(() => textIn(value, field, 'Enter it.'));
		expect(message).toContain("'Prompt'");
		expect(message).toContain(name);
	});
});

describe('a choice parameter', () => {
	const output = { name: 'output', label: 'Output' };
	const allowed = ['simplified', 'raw'] as const;

	it('can be one of its options', () => {
		expect(readChoice(contextOf({ output: 'raw' }), 0, output, allowed)).toBe('raw');
	});

	it.each([['Raw'], ['other'], [''], [undefined], [null], [['raw']], [{}], [7]])(
		'cannot be %p',
		(value) => {
			const failure = failureOf(() => readChoice(contextOf({ output: value }), 0, output, allowed));
			expect(failure.message).toContain("'Output'");
			expect(failure.message).toContain(describeValue(value));
			expect(failure.description).toContain('simplified, raw');
		},
	);
});

describe('a boolean parameter', () => {
	const loop = { name: 'loop', label: 'Loop' };

	it.each<[unknown, boolean]>([
		[true, true],
		[false, false],
		['true', true],
		['false', false],
		[' TRUE ', true],
		['False', false],
	])('is read from %p as %p', (value, expected) => {
		expect(booleanIn(value, loop)).toBe(expected);
		expect(readBoolean(contextOf({ loop: value }), 0, loop)).toBe(expected);
	});

	it.each([['yes'], ['1'], [1], [0], [''], [null], [undefined], [{}]])('cannot be %p', (value) => {
		expect(failureOf(() => booleanIn(value, loop)).message).toContain("'Loop'");
	});
});

describe('a number of seconds', () => {
	const timeout = { name: 'timeout', label: 'Timeout' };

	it.each<[unknown, number]>([
		[1, 1],
		[900, 900],
		['900', 900],
		['90s', 90],
		[1.5, 1.5],
	])('is read from %p as %p', (value, expected) => {
		expect(secondsIn(value, timeout, 900)).toBe(expected);
		expect(readSeconds(contextOf({ timeout: value }), 0, timeout, 900)).toBe(expected);
	});

	it.each([[0], [0.5], [-1], [901], [Infinity], [NaN], ['soon'], [''], [null], [undefined], [[5]]])(
		'from 1 to 900 cannot be %p',
		(value) => {
			const { message, description } = failureOf(() => secondsIn(value, timeout, 900));
			expect(message).toContain("'Timeout'");
			expect(description).toContain('1 to 900');
		},
	);
});

describe('the collection of options', () => {
	it('contains what the user added', () => {
		expect(readOptions(contextOf({ options: { duration: '5s' } }), 0)).toStrictEqual({
			duration: '5s',
		});
	});

	it.each([[undefined], [null], [''], [[]]])('is empty if it is %p', (options) => {
		expect(readOptions(contextOf({ options }), 0)).toStrictEqual({});
	});

	it.each([['{"duration":"9s"}'], [[{ duration: '9s' }]], [9], [true]])(
		'is rejected as %p, whose settings would be ignored otherwise',
		(options) => {
			const { code, message } = failureOf(() => readOptions(contextOf({ options }), 0));
			expect(code).toBe('invalidInput');
			expect(message).toContain("'Options'");
		},
	);

	it('is empty if the item has none', () => {
		expect(readOptions(contextOf({}), 0)).toStrictEqual({});
	});
});

describe('the description of a value in a message', () => {
	it.each<[unknown, string]>([
		[undefined, 'empty'],
		[null, 'empty'],
		['', 'empty'],
		[[], 'a list'],
		[{}, 'an object'],
		['x', '"x"'],
		[0, '"0"'],
		[false, '"false"'],
	])('of %p is %p', (value, name) => {
		expect(describeValue(value)).toBe(name);
	});

	it('shortens long text', () => {
		const name = describeValue('x'.repeat(5_000));
		expect(name.length).toBeLessThan(60);
		expect(name).toContain('…');
	});
});
