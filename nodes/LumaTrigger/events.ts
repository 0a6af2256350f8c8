import { saysUnderWay } from '../Luma/task/state';
import type { TaskState } from '../Luma/task/task';

/** What the user wants to hear of. `changed`: every change of state, the two others included. */
export type Event = 'completed' | 'failed' | 'changed';

export const wants = (events: Event[], state: TaskState) =>
	events.includes('changed') || events.some((event) => event === state);

/**
 * Whether a task can be in a state that the user wants, by the gateway's word for it. A word that
 * nobody knows can mean anything.
 */
export const mayBeWanted = (events: Event[], word: string | null): boolean =>
	events.length > 0 && (!saysUnderWay(word) || events.includes('changed'));
