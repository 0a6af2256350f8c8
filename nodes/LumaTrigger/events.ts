import { saysUnderWay } from '../Luma/task/state';
import type { TaskState } from '../Luma/task/task';

/** What starts the workflow. `changed`: every change of state, including the other two. */
export type Event = 'completed' | 'failed' | 'changed';

export const wants = (events: Event[], state: TaskState) =>
	events.includes('changed') || events.some((event) => event === state);

/**
 * Whether a task can be in a wanted state, judging by the gateway's word. An unknown word can mean
 * anything.
 */
export const mayBeWanted = (events: Event[], word: string | null): boolean =>
	events.length > 0 && (!saysUnderWay(word) || events.includes('changed'));
