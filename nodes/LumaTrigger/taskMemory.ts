import type { TaskState } from '../Luma/task/task';

/** How far a task is on its way. Nothing comes after an end. */
const RANK: Record<TaskState, number> = { queued: 0, processing: 1, completed: 2, failed: 2 };

/** How many tasks are remembered. n8n stores them with the workflow, at some 60 bytes each. */
const SIZE = 1_000;

/** `null`: looked at, but its state is not known. */
type Known = TaskState | null;

/**
 * How far each task was when it was last looked at, so that nothing is told twice and a state that
 * comes late is not taken for a new one. The tasks that were looked at last are the last in line,
 * and the first ones are forgotten when there are too many.
 */
export class KnownStates {
	private readonly states = new Map<string, Known>();

	/**
	 * @param stored what `entries` gave earlier
	 * @param size how many tasks are remembered, if more than usual
	 */
	constructor(
		stored?: unknown,
		private readonly size = SIZE,
	) {
		this.add(stored);
	}

	/** Takes over what another one knows, where it is further. */
	add(stored: unknown): void {
		for (const entry of Array.isArray(stored) ? stored : []) {
			const [taskId, state] = (Array.isArray(entry) ? entry : []) as [unknown, unknown];
			if (typeof taskId !== 'string' || !isKnown(state)) continue;
			if (!this.states.has(taskId) || this.isFurther(taskId, state)) this.note(taskId, state);
		}
	}

	has = (taskId: string) => this.states.has(taskId);

	/** Whether a state of the task is known. */
	knows = (taskId: string) => rankOf(this.states.get(taskId)) >= 0;

	/** Whether the task is at its end, so that nothing can follow. */
	isOver = (taskId: string) => rankOf(this.states.get(taskId)) === RANK.completed;

	/** Whether a state is new of this task. */
	isFurther = (taskId: string, state: Known) => rankOf(state) > rankOf(this.states.get(taskId));

	note(taskId: string, state: Known): void {
		const known = this.isFurther(taskId, state) ? state : (this.states.get(taskId) ?? null);
		this.states.delete(taskId);
		this.states.set(taskId, known);
		for (const [oldest] of this.states) {
			if (this.states.size <= this.size) break;
			this.states.delete(oldest);
		}
	}

	/** These tasks, those first that were not looked at for the longest time. */
	selectDue(taskIds: string[]): string[] {
		const places = new Map([...this.states.keys()].map((taskId, place) => [taskId, place]));
		const placeOf = (taskId: string) => places.get(taskId) ?? -1;
		return [...taskIds].sort((a, b) => placeOf(a) - placeOf(b));
	}

	entries(): Array<[string, Known]> {
		return [...this.states];
	}
}

const rankOf = (state: Known | undefined) => (state ? RANK[state] : -1);

const isKnown = (state: unknown): state is Known =>
	state === null || (typeof state === 'string' && Object.hasOwn(RANK, state));
