import { time } from '../engine/fakeClock';

/*
 * Deadlines on the fake clock: where an answer will never be complete, the emulator says so, and the
 * deadline comes at once.
 */

let last: { controller: AbortController; milliseconds: number } | undefined;
let open: AbortController[] = [];
/** A file that has begun gets its deadline after the store fell silent. */
let isFileSilent = false;

/** Call once, at the top of a file. */
export function useDeadlines() {
	const { timeout } = AbortSignal;
	beforeAll(() => {
		AbortSignal.timeout = (milliseconds) => {
			const controller = new AbortController();
			last = { controller, milliseconds };
			open.push(controller);
			if (isFileSilent) void Promise.resolve().then(passDeadlines);
			return controller.signal;
		};
	});
	afterAll(() => {
		AbortSignal.timeout = timeout;
	});
	afterEach(() => {
		open = [];
		last = undefined;
		isFileSilent = false;
	});
}

/** @param call whose answer will never be complete */
export function hang({ gateway }: { gateway: string }) {
	isFileSilent = gateway === 'cdn';
	passDeadlines();
}

/** Of several requests under way, all wait for the same. */
function passDeadlines() {
	if (last && !last.controller.signal.aborted) time.now += last.milliseconds;
	for (const controller of open.splice(0)) controller.abort();
}
