import { redactor } from '../../nodes/Luma/transport/redactKey';
import { cpuMs } from '../cpu';
import { report } from './machine';

const KEY = ['sk', '3nTqX8vBw2LmZk5Rj7Yp9s5cK'].join('-');

/** An unbounded regular expression takes hours for these. */
const MAX_MS = 5_000;

it.each([
	['starts of masked keys', `** ${'sk-'.repeat(100_000)}`],
	['stars', '*'.repeat(300_000)],
	['ends of masked keys', '**a'.repeat(100_000)],
])('searching a long text of %s for the key takes bounded time', (what, text) => {
	const before = cpuMs();
	redactor(KEY)(text);
	const took = cpuMs() - before;
	report(`${text.length} characters of ${what}: ${took.toFixed(0)} ms of CPU`);
	expect(took).toBeLessThan(MAX_MS);
});
