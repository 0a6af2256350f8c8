import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { LumaFailure } from '../../../../task/failure';
import type { WaitSettings } from '../waitSettings';
import type { WakeUp } from './wakeUp';

/** An item of a suspended wait: its task is pending, or done with this result. */
export type ItemState = { pending: WaitSettings } | { result: IDataObject; taskId?: string };

/** The key under which a suspended item holds what the node needs to continue. */
export const SUSPENDED = 'lumaWait';

/** What an item holds under `SUSPENDED`. The outer execution needs the state, the inner one both. */
export interface SuspendedItem {
	state: ItemState;
	wakeUp?: WakeUp;
}

export const pendingOf = (states: ItemState[]) =>
	states.flatMap((state) => ('pending' in state ? state.pending : []));

/** The IDs of all tasks, finished ones included. */
export const taskIdsOf = (states: ItemState[]) =>
	states.flatMap((state) => ('pending' in state ? state.pending.taskId : (state.taskId ?? [])));

/** The JSON of the inner execution's items while it loops. */
export const toLoopItems = (states: ItemState[], wakeUp: WakeUp): IDataObject[] =>
	states.map((state) => ({ [SUSPENDED]: { state, wakeUp } as unknown as IDataObject }));

/** What `toLoopItems` or `suspend` stored in an item. */
export const readSuspended = ({ json }: INodeExecutionData) =>
	json[SUSPENDED] as unknown as SuspendedItem | undefined;

/**
 * The items that the inner execution ends with. It shows them while it is suspended, too: if n8n is
 * killed during a check, it takes what the node last showed for the result.
 */
export const toResults = (states: ItemState[]): INodeExecutionData[] =>
	states.map((state, item) => ({
		json: 'result' in state ? state.result : interrupted(state.pending).toJson(),
		pairedItem: { item },
	}));

const interrupted = ({ taskId, format: { gateway } }: WaitSettings) =>
	new LumaFailure(
		'timeout',
		`n8n was interrupted while waiting for task ${taskId}. The task continues at the gateway: read it with 'Task: Get'`,
		'',
		{ taskId, gateway, retryable: true },
	);
