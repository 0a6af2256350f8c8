import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { LumaFailure } from '../../../../task/failure';
import { ROUND, type WakeUp } from './wakeUp';
import type { WaitSettings } from '../waitSettings';

/** Where an item of a suspended wait stands: its task is open, or this is its result, and of which task. */
export type ItemState = { open: WaitSettings } | { result: IDataObject; taskId?: string };

/** Under this key, an item of the parked execution holds its standing. */
export const STANDING = 'lumaWait';

export const pendingOf = (standings: ItemState[]) =>
	standings.flatMap((standing) => ('open' in standing ? standing.open : []));

/** The IDs of all tasks, also of those that are at their end. */
export const taskIdsOf = (standings: ItemState[]) =>
	standings.flatMap((standing) =>
		'open' in standing ? standing.open.taskId : (standing.taskId ?? []),
	);

/** The JSON of the inner execution's items while it goes round. */
export const toLoopItems = (standings: ItemState[], round: WakeUp): IDataObject[] =>
	standings.map((standing) => ({ [ROUND]: round as unknown as IDataObject, [STANDING]: standing }));

/**
 * What the inner execution ends with, and shows meanwhile: n8n takes that for the result where it
 * was killed in the middle of a question, so it has to be one.
 */
export const toResults = (standings: ItemState[]): INodeExecutionData[] =>
	standings.map((standing, item) => ({
		json: 'result' in standing ? standing.result : brokenOff(standing.open).toJson(),
		pairedItem: { item },
	}));

const brokenOff = ({ taskId, format: { gateway } }: WaitSettings) =>
	new LumaFailure(
		'timeout',
		`n8n was broken off while it waited for task ${taskId}. The task goes on at the gateway: read it with 'Task: Get'`,
		'',
		{ taskId, gateway, retryable: true },
	);
