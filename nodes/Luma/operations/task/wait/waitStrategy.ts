import type { IExecuteFunctions } from 'n8n-workflow';

import type { Gateway } from '../../../gateways/gateway';
import { invalidInput } from '../../../task/failure';
import type { AwaitedTask } from '../../../waiting/awaitedTask';
import { readChoice, readOptions, secondsIn } from '../../fields/parameters';
import { USUAL_SUSPENSION_MS } from './suspended/suspensionSchedule';

const MODES = ['suspend', 'callback', 'poll'] as const;
type Mode = (typeof MODES)[number];

export const LONGEST_INTERVAL_SECONDS = 3_600;
export const LONGEST_POLL_FIRST_SECONDS = 300;
/** Between two checks of tasks whose gateway sends callbacks, in case one is lost. */
const CALLBACK_INTERVAL_MS = 180_000;

/** How to wait: one strategy for all items, although an expression can give several. */
export interface WaitStrategy {
	mode: Mode;
	pollFirstSeconds: number;
	intervalSeconds?: number;
}

export function readStrategy(
	context: IExecuteFunctions,
	itemIndex: number,
	gateway: Gateway,
): WaitStrategy {
	const mode = readChoice(context, itemIndex, { name: 'waitMode', label: 'Wait Mode' }, MODES);
	if (mode === 'callback' && !gateway.capabilities.callback) {
		throw invalidInput(
			`${gateway.label} does not send callbacks, so 'Wait Mode: Callback' cannot be used`,
			"Choose 'Suspend'. The task continues at the gateway and is not lost.",
		);
	}
	const { pollFirst, pollInterval } = readOptions(context, itemIndex);
	const seconds = (value: unknown, label: string, most: number, least?: number) =>
		value === undefined ? undefined : secondsIn(value, { name: '', label }, most, least);
	return {
		mode,
		pollFirstSeconds: seconds(pollFirst, 'Poll First', LONGEST_POLL_FIRST_SECONDS, 0) ?? 0,
		intervalSeconds: seconds(pollInterval, 'Poll Interval', LONGEST_INTERVAL_SECONDS),
	};
}

/** Poll until here before suspending: 'Poll First', and deadlines too close to suspend for. */
export function startOfSuspension(
	awaited: AwaitedTask[],
	strategies: WaitStrategy[],
	startedAt: number,
): number {
	const wanted = strategies.map(({ pollFirstSeconds }) => startedAt + pollFirstSeconds * 1000);
	const near = awaited
		.map(({ deadline }) => deadline)
		.filter((deadline) => deadline < startedAt + USUAL_SUSPENSION_MS);
	return Math.max(...wanted, ...near);
}

/** Milliseconds between two checks of a suspended wait. */
export const suspensionInterval = (strategies: WaitStrategy[]) =>
	Math.min(
		...strategies.map(({ mode, intervalSeconds }) => {
			const usual = mode === 'callback' ? CALLBACK_INTERVAL_MS : USUAL_SUSPENSION_MS;
			return intervalSeconds === undefined ? usual : intervalSeconds * 1000;
		}),
	);

/** Seconds between two polls; `undefined` where no item sets 'Poll Interval'. */
export function pollIntervalSeconds(strategies: WaitStrategy[]): number | undefined {
	const set = strategies.flatMap(({ intervalSeconds }) => intervalSeconds ?? []);
	return set.length > 0 ? Math.min(...set) : undefined;
}
