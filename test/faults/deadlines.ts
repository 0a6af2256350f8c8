import { time } from '../engine/fakeClock';

/*
 * Timeouts on the fake clock: when an answer will never be complete, the emulator reports it and the
 * timeout fires at once.
 */

let last: { controller: AbortController; milliseconds: number } | undefined;
let open: AbortController[] = [];
/** For a file, the timeout is set only after the storage has stopped sending. */
let isFileSilent = false;

/** Call once at the top of a file. */
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

/** If several requests are in flight, they share the fake clock, so all of them time out. */
function passDeadlines() {
	if (last && !last.controller.signal.aborted) time.now += last.milliseconds;
	for (const controller of open.splice(0)) controller.abort();
}
