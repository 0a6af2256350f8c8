import { NodeApiError, type INode } from 'n8n-workflow';

import * as redact from '../../nodes/Luma/transport/redactKey';
import { formsOf } from '../keyForms';
import { useTestbed } from './testbed';
import { casesOf } from './cases';
import { check, leaksOf, totals } from './check';
import { KEY } from './key';
import { TABLE } from './table';

/* Proves that the search would find a leaked key. */

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('../engine/fakeClock'));
jest.mock('../../nodes/Luma/operations/nodeError', () => jest.requireActual('./recordedErrors'));

const testbed = useTestbed();
const FORMS = formsOf(KEY);
const texts = Object.entries(FORMS).flatMap(([name, forms]) => forms.map((form) => [name, form]));
const inside = (text: string) => `before ${text} after`;
const withCause = (text: string) => new Error('all is well', { cause: new Error(inside(text)) });
const node = { name: 'Get' } as INode;

const PLACES: Record<string, (text: string) => unknown> = {
	'an item': (text) => [{ json: { deep: [{ down: inside(text) }] } }],
	'the name of a field': (text) => ({ [text]: 1 }),
	'a message': (text) => new Error(inside(text)),
	'a cause': withCause,
	"n8n's error": (text) => new NodeApiError(node, { message: 'x' }, { description: inside(text) }),
	'what is not enumerable': (text) => Object.defineProperty({}, 'x', { value: inside(text) }),
	'a header': (text) => ({ headers: { authorization: `Bearer ${text}` } }),
	bytes: (text) => ({ data: Buffer.from(inside(text)) }),
};

describe.each(Object.entries(PLACES))('a key in %s', (place, plant) => {
	it.each(texts)('is found: %s, %s', (name, text) => {
		expect(leaksOf({ [place]: plant(text) })).toContain(`the key leaked into ${place}: ${name}`);
	});
});

it('an answer that contains the key counts as a leak if redaction is off', async () => {
	jest.spyOn(redact, 'redactor').mockReturnValue((text) => text);
	const faults = TABLE.flatMap((group) => group.faults);
	const fault = faults.find(({ isInTask }) => isInTask) as (typeof faults)[number];
	const [one] = casesOf(fault).filter(({ operation }) => operation === 'get');
	const observed = await testbed.run(one);

	expect(() => check(one, observed, testbed.emulator)).toThrow(
		/the key leaked into what the user sees/,
	);
	expect(() => check(one, observed, testbed.emulator)).toThrow(/the key leaked into the execution/);
	expect(totals.leaks).toBeGreaterThan(0);
});
