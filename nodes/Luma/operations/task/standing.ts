import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { ROUND, type Round } from '../../waiting/round';
import type { WaitSettings } from './waitSettings';

/** Where an item of a suspended wait stands: its task is open, or this is its result. */
export type Standing = { open: WaitSettings } | { result: IDataObject };

/** Under this key, an item of the parked execution holds its standing. */
export const STANDING = 'lumaWait';

export const openOf = (standings: Standing[]) =>
	standings.flatMap((standing) => ('open' in standing ? standing.open : []));

/** The items of the inner execution while it goes round. */
export const toInnerItems = (standings: Standing[], round: Round): INodeExecutionData[] =>
	standings.map((standing, item) => ({
		json: { [ROUND]: round as unknown as IDataObject, [STANDING]: standing },
		pairedItem: { item },
	}));

/** The items that it ends with, which become the node's. */
export const toResults = (standings: Standing[]): INodeExecutionData[] =>
	standings.map((standing, item) => ({
		json: 'result' in standing ? standing.result : {},
		pairedItem: { item },
	}));
