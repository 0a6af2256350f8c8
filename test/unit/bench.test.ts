import { around, mixed } from '../../bench/draws';
import { mean, median } from '../../bench/numbers';
import { failedChecks, page } from '../../bench/report';

/** What a measure came to; with one count that does not fit, if wanted. */
const result = (name: string, found = 3) => ({
	name,
	title: 'A measure',
	about: undefined,
	tables: [{ head: ['', 'Seconds'], rows: [['one | two', '3']] }],
	targets: [{ what: 'Lag', wanted: '<= 1 s', reached: '2 s', met: false, why: 'it rained.' }],
	checks: [
		{ what: 'videos', expected: 3, found },
		{ what: 'IDs', expected: ['a', 'b'], found: ['a', 'b'] },
	],
	seconds: 2,
});

describe('the counts of a benchmark', () => {
	it('pass where they fit together', () => {
		expect(failedChecks([result('one'), result('two')])).toEqual([]);
	});

	it('are told where they do not', () => {
		expect(failedChecks([result('one'), result('two', 2)])).toEqual([
			'two: videos: 2 instead of 3',
		]);
	});

	it.each([
		[
			['b', 'a'],
			['a', 'b'],
		],
		['3', 3],
		[undefined, 0],
	])('do not fit where %j was found instead of %j', (found, expected) => {
		const odd = { ...result('one'), checks: [{ what: 'it', expected, found }] };
		expect(failedChecks([odd])).toHaveLength(1);
	});
});

it('the page shows tables, missed targets with their reasons, and failed counts', () => {
	const machine = {
		package: '0.1.0',
		n8n: '2.0.0',
		node: 'v20.0.0',
		cpus: 2,
		cpu: 'a CPU',
		memoryGiB: 8,
		date: '2026-01-15',
	};
	const whole = { command: 'npm run bench -- --full', machine, results: [result('one', 2)] };
	const text = page(whole);
	expect(text).toContain('npm run bench -- --full');
	expect(text).toContain('2 CPUs (a CPU), 8 GiB');
	expect(text).toContain('| one / two |');
	expect(text).toMatch(/\| Lag +\| +<= 1 s \| +2 s \| missed \|/);
	expect(text).toContain('- Lag: it rained.');
	expect(text).toContain('**1 of 2 consistency checks failed.**');
});

it('the median is the one in the middle, or between the two there', () => {
	expect([median([3, 1, 2]), median([4, 1, 2, 10])]).toEqual([2, 3]);
});

describe('the render times that are drawn', () => {
	it('are the same in every run, and others for another seed', () => {
		expect(mixed(50, 1)).toEqual(mixed(50, 1));
		expect(mixed(50, 1)).not.toEqual(mixed(50, 2));
	});

	it('are within a tenth around one', () => {
		const renders = around(90, 1_000, 3);
		expect(Math.min(...renders)).toBeGreaterThanOrEqual(81);
		expect(Math.max(...renders)).toBeLessThanOrEqual(99);
		expect(mean(renders)).toBeCloseTo(90, -1);
	});

	it('of the mix have a median of 90 s and the spread of a log-normal', () => {
		const logs = mixed(4_000, 5).map(Math.log);
		const middle = mean(logs);
		expect(Math.exp(middle)).toBeCloseTo(90, -1);
		expect(Math.sqrt(mean(logs.map((log) => (log - middle) ** 2)))).toBeCloseTo(0.5, 1);
	});
});
