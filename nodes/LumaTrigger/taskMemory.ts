import type { TaskState } from '../Luma/task/task';

/** How far a task has come. Nothing follows an end. */
const RANK: Record<TaskState, number> = { queued: 0, processing: 1, completed: 2, failed: 2 };

/** How many tasks are remembered. n8n stores them with the workflow, about 60 bytes each. */
const SIZE = 1_000;

/** `null`: read, but its state is unknown. */
type Known = TaskState | null;

/**
 * The last known state of each task, to report nothing twice and to recognize a state that arrives
 * late. Ordered by when a task was last read; the oldest ones are forgotten first.
 */
export class KnownStates {
	private readonly states = new Map<string, Known>();

	/**
	 * @param stored an earlier result of `entries`
	 * @param size how many tasks are remembered
	 */
	constructor(
		stored?: unknown,
		private readonly size = SIZE,
	) {
		this.add(stored);
	}

	/** Adopts stored states that are further. */
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

	/** Whether the task has ended, so nothing can follow. */
	isOver = (taskId: string) => rankOf(this.states.get(taskId)) === RANK.completed;

	/** Whether this state is news. */
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

	/** These tasks, the one that was read longest ago first. */
	oldestFirst(taskIds: string[]): string[] {
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
