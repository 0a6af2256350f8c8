import { GATEWAYS } from '../../nodes/Luma/gateways';
import type { GatewayName } from '../../nodes/Luma/gateways';
import { isPassing, type Kind, type Outcome } from './outcome';
import { TABLE, type Fault } from './table';

/** What the user runs, and which of its requests the fault happens to. */
export interface Operation {
	name: string;
	kind: Kind;
	gateways: readonly GatewayName[];
	/** Asks again until its limit. */
	waits?: boolean;
	/** Fails as a whole, whatever the node's settings. */
	isTrigger?: boolean;
}

const ALL_GATEWAYS = GATEWAYS.map(({ name }) => name);

export const OPERATIONS = {
	generate: { name: 'Generate', kind: 'submit', gateways: ALL_GATEWAYS },
	extend: {
		name: 'Extend',
		kind: 'submit',
		// OpenAI-HK has no way to go on from a task.
		gateways: ALL_GATEWAYS.filter((gateway) => gateway !== 'openAiHk'),
	},
	get: { name: 'Get', kind: 'read', gateways: ALL_GATEWAYS },
	getMany: { name: 'Get Many', kind: 'read', gateways: ALL_GATEWAYS },
	wait: { name: 'Wait, polling', kind: 'read', gateways: ALL_GATEWAYS, waits: true },
	checkInside: { name: 'Wait, suspended', kind: 'read', gateways: ALL_GATEWAYS, waits: true },
	trigger: { name: 'Trigger, polling', kind: 'read', gateways: ALL_GATEWAYS, isTrigger: true },
	downloadRead: { name: 'Download, its read', kind: 'read', gateways: ALL_GATEWAYS },
	download: { name: 'Download, its file', kind: 'file', gateways: ALL_GATEWAYS },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[];

/** `lasting`: at every request; `once`: at the first one, and then all is well. */
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

/** Every fault by every operation on every gateway, as long as that can differ. */
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

/** Where nothing fails, Continue On Fail changes nothing. */
const settingsOf = (name: OperationName, expected: Outcome) => {
	const { isTrigger }: Operation = OPERATIONS[name];
	return isTrigger || expected === 'goes on' ? [false] : [false, true];
};

function durationsOf(fault: Fault, name: OperationName): Array<[Duration, Outcome]> {
	const { kind, waits, isTrigger }: Operation = OPERATIONS[name];
	const told = fault[kind];
	if (told === undefined) return [];
	if (kind !== 'read') return [['lasting', told]];
	// A wait rides out what passes until its limit, and a task that is unknown for a moment.
	const lasting: Outcome = waits && isPassing(told) ? 'timeout, passing' : told;
	const isRiddenOut = isPassing(told) || (waits && told === 'taskNotFound');
	return isRiddenOut
		? [
				['lasting', lasting],
				// A read leaves a pause of more than half a minute to the user.
				['once', fault.wantsPause && !waits && !isTrigger ? told : 'goes on'],
			]
		: [['lasting', lasting]];
}
