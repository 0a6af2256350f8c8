import {
	asLink,
	asNumber,
	asRecord,
	asText,
	at,
	firstOf,
	describeValue,
} from '../../../nodes/Luma/task/values';

describe('a reader of JSON of unknown shape', () => {
	it('accepts text that is not blank, and trims it', () => {
		expect(asText('  x ')).toBe('x');
		for (const value of ['', ' ', null, undefined, 7, true, {}])
			expect(asText(value)).toBeUndefined();
	});

	it.each<[unknown, number | undefined]>([
		[7, 7],
		[0, 0],
		['5', 5],
		['5s', 5],
		['5 S', 5],
		['5.04', 5.04],
		['', undefined],
		['5m', undefined],
		['0x10', undefined],
		['1e3', undefined],
		['Infinity', undefined],
		[Infinity, undefined],
		[NaN, undefined],
		[null, undefined],
		[true, undefined],
	])('reads %p as the number %p', (value, number) => {
		expect(asNumber(value)).toBe(number);
	});

	it('accepts http and https links in any case, and no others', () => {
		expect(asLink('http://a.example.com')).toBe('http://a.example.com');
		expect(asLink(' HTTPS://a.example.com/b ')).toBe('HTTPS://a.example.com/b');
		expect(asLink('https://a b.example.com')).toBeUndefined();
		expect(asLink('ftp://a.example.com/https://b.example.com')).toBeUndefined();
	});

	it('accepts neither lists nor null as records', () => {
		expect(asRecord({ a: 1 })).toStrictEqual({ a: 1 });
		for (const value of [[], null, 'x', 1]) expect(asRecord(value)).toBeUndefined();
	});

	it('follows a path only through plain objects', () => {
		expect(at({ a: { b: { c: 1 } } }, 'a.b.c')).toBe(1);
		expect(at({ a: null }, 'a.b')).toBeUndefined();
		expect(at({ a: 'text' }, 'a.length')).toBeUndefined();
		expect(at({ a: [1] }, 'a.0')).toBeUndefined();
		expect(at({}, 'constructor.name')).toBeUndefined();
	});

	it('prefers an earlier path over an earlier record', () => {
		const records = [{ second: 'outer' }, { first: 'inner' }];
		expect(firstOf(records, ['first', 'second'], asText)).toBe('inner');
		expect(firstOf(records, ['third'], asText)).toBeUndefined();
	});
});

describe('a value in a message', () => {
	it.each([
		[undefined, 'empty'],
		[null, 'empty'],
		['', 'empty'],
		[[], 'a list'],
		[['x'], 'a list'],
		[{}, 'an object'],
		[0, '"0"'],
		[false, '"false"'],
		[NaN, '"NaN"'],
		['5 s', '"5 s"'],
		['x'.repeat(40), `"${'x'.repeat(40)}"`],
		['x'.repeat(41), `"${'x'.repeat(40)}…"`],
	])('%p is described as %s', (value, description) => {
		expect(describeValue(value)).toBe(description);
	});
});
