import { GATEWAYS } from '../../nodes/Luma/gateways';
import type { GatewayName } from '../../nodes/Luma/gateways';
import { isRetryable, type Kind, type Outcome } from './outcome';
import { TABLE, type Fault } from './table';

/** What the user runs, and which of its requests gets the fault. */
export interface Operation {
	name: string;
	kind: Kind;
	gateways: readonly GatewayName[];
	/** Repeats a failed read until its time limit. */
	waits?: boolean;
	/** Always fails as a whole, whatever the node's settings. */
	isTrigger?: boolean;
}

const ALL_GATEWAYS = GATEWAYS.map(({ name }) => name);

export const OPERATIONS = {
	generate: { name: 'Generate', kind: 'submit', gateways: ALL_GATEWAYS },
	extend: {
		name: 'Extend',
		kind: 'submit',
		// OpenAI-HK cannot extend a task.
		gateways: ALL_GATEWAYS.filter((gateway) => gateway !== 'openAiHk'),
	},
	get: { name: 'Get', kind: 'read', gateways: ALL_GATEWAYS },
	getMany: { name: 'Get Many', kind: 'read', gateways: ALL_GATEWAYS },
	wait: { name: 'Wait (poll)', kind: 'read', gateways: ALL_GATEWAYS, waits: true },
	checkInside: { name: 'Wait (suspended)', kind: 'read', gateways: ALL_GATEWAYS, waits: true },
	trigger: { name: 'Trigger (poll)', kind: 'read', gateways: ALL_GATEWAYS, isTrigger: true },
	downloadRead: { name: 'Download (read)', kind: 'read', gateways: ALL_GATEWAYS },
	download: { name: 'Download (file)', kind: 'file', gateways: ALL_GATEWAYS },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[];

/** `lasting`: every request gets the fault; `once`: only the first one. */
export type Duration = 'lasting' | 'once';

export interface Case {
	fault: Fault;
	operation: OperationName;
	gateway: GatewayName;
	duration: Duration;
	continuesOnFail: boolean;
	expected: Outcome;
}

const entriesOf = Object.entries as <K extends string, V>(record: Record<K, V>) => Array<[K, V]>;

/** Every combination of fault, operation and gateway that can make a difference. */
export function casesOf(fault: Fault, operations = OPERATION_NAMES): Case[] {
	return entriesOf<OperationName, Operation>(OPERATIONS).flatMap(([operation, { gateways }]) =>
		operations.includes(operation)
			? gateways.flatMap((gateway) =>
					durationsOf(fault, operation).flatMap(([duration, expected]) =>
						settingsOf(operation, expected).map((continuesOnFail) => ({
							fault,
							operation,
							gateway,
							duration,
							continuesOnFail,
							expected,
						})),
					),
				)
			: [],
	);
}

export const allCases = () =>
	TABLE.flatMap(({ faults }) => faults.flatMap((fault) => casesOf(fault)));

/** If nothing fails, Continue On Fail makes no difference. */
const settingsOf = (name: OperationName, expected: Outcome) => {
	const { isTrigger }: Operation = OPERATIONS[name];
	return isTrigger || expected === 'continues' ? [false] : [false, true];
};

function durationsOf(fault: Fault, name: OperationName): Array<[Duration, Outcome]> {
	const { kind, waits, isTrigger }: Operation = OPERATIONS[name];
	const outcome = fault[kind];
	if (outcome === undefined) return [];
	if (kind !== 'read') return [['lasting', outcome]];
	// A wait repeats retryable failures until its limit, and tolerates a task that is briefly unknown.
	const lasting: Outcome = waits && isRetryable(outcome) ? 'timeout, retryable' : outcome;
	const isRepeated = isRetryable(outcome) || (waits && outcome === 'taskNotFound');
	return isRepeated
		? [
				['lasting', lasting],
				// After a Retry-After of more than half a minute, a read fails and leaves the pause to the user.
				['once', fault.hasLongPause && !waits && !isTrigger ? outcome : 'continues'],
			]
		: [['lasting', lasting]];
}
