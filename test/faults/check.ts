import { formsOf, leaksIn } from '../keyForms';
import type { Emulator } from '../engine/support';
import { OPERATIONS, type Case } from './cases';
import { KEY } from './key';
import { isMaybeAccepted, type Outcome } from './outcome';
import type { KnownStates } from './testbed';
import { textsIn } from './texts';
import { told } from './told';

const MAYBE = 'may have been accepted and charged';
const FORMS = formsOf(KEY);

/** What all cases of a file came to, so that nobody takes idle ones for proof. */
export const totals = { cases: 0, requests: 0, submits: 0, searched: 0, leaks: 0 };

/** Everything that has to hold whatever happened, and the outcome of the table. */
export function check(one: Case, seen: KnownStates, emulator: Emulator) {
	const problems = [
		...outcomeProblems(one, seen),
		...taskProblems(one, seen, emulator),
		...submitProblems(one, emulator),
		...leakProblems(one, seen, emulator),
	];
	totals.cases += 1;
	totals.requests += emulator.requests.length;
	if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** How the case came out, by what the user sees. */
function outcomeOf({ error, items }: KnownStates): Outcome | undefined {
	const failed = items.find(({ code, error: message }) => code && message);
	if (error) {
		const failure = told.at(-1);
		// Anything that is not the node's own is a crash.
		if (!failure || failure.message !== error.message) return undefined;
		return named(failure.code, failure.facts.retryable, error.message.includes(MAYBE));
	}
	if (!failed) return items.length > 0 ? 'goes on' : undefined;
	const { code, retryable, error: message } = failed;
	return named(code as string, retryable, String(message).includes(MAYBE));
}

const named = (code: string, passing?: unknown, maybe?: unknown) =>
	`${code}${maybe ? ', maybe accepted' : passing ? ', passing' : ''}` as Outcome;

function outcomeProblems({ expected }: Case, seen: KnownStates): string[] {
	const { error, items } = seen;
	const found = outcomeOf(seen);
	const shown = error ? `${error.message} | ${error.description}` : JSON.stringify(items);
	const isStuck = error && !(error.message.trim() && error.description?.trim());
	return [
		...(found === expected ? [] : [`expected ${expected}, found ${found ?? 'a crash'}: ${shown}`]),
		...(isStuck ? [`says no way out: ${shown}`] : []),
	];
}

/** The ID of every task is in the items; where the node stopped, in the error is the one it stopped at. */
function taskProblems(
	{ operation }: Case,
	{ error, items, taskIds }: KnownStates,
	emulator: Emulator,
) {
	const shown = JSON.stringify([error?.message, error?.description, items]);
	const isSubmit = OPERATIONS[operation].kind === 'submit';
	const tasks = emulator.accepted().filter(({ id }) => taskIds.includes(id) !== isSubmit);
	const untold = tasks.filter(
		({ id, rowId }) =>
			!shown.includes(id) && !shown.includes(`"${rowId}"`) && !(isSubmit && shown.includes(MAYBE)),
	);
	const isStopped = error !== undefined && untold.length < tasks.length;
	return isStopped ? [] : untold.map(({ id }) => `nobody tells of task ${id}: ${shown}`);
}

/** What may be paid is submitted once, also by the second try of Retry On Fail. */
function submitProblems({ operation, expected, gateway }: Case, emulator: Emulator): string[] {
	if (OPERATIONS[operation].kind !== 'submit') return [];
	const path =
		operation === 'generate' ? /generations(\/video)?$/ : /(extend|generations(\/video)?)$/;
	const submits = emulator.requestsTo(gateway, 'POST', path).length - 1;
	const accepted = emulator.accepted().length - 1;
	totals.submits += submits;
	return [
		...(accepted > 1 ? [`${accepted} accepted`] : []),
		...(isMaybeAccepted(expected) && submits > 1 ? [`${submits} submits`] : []),
	];
}

function leakProblems({ gateway }: Case, seen: KnownStates, emulator: Emulator): string[] {
	const places = {
		'what the user sees': [seen.items, seen.error],
		'the execution': seen.records,
		'the failures': told,
		'the log': seen.log,
		'a request elsewhere': emulator.requests.filter((call) => call.gateway !== gateway),
		'a link or a body': emulator.requests.map(({ url, rawBody }) => [url, rawBody]),
	};
	const problems = leaksOf(places);
	const host = new URL(emulator.url(gateway)).host;
	const strange = emulator.requestsTo(gateway).filter(({ headers }) => headers.host !== host);
	return [...problems, ...leaksOf({ 'a request under another name': strange })];
}

/** Looks for every form of the key in these places. */
export function leaksOf(places: Record<string, unknown>): string[] {
	return Object.entries(places).flatMap(([place, value]) => {
		const text = textsIn(value);
		totals.searched += text.length;
		const found = leaksIn(text, FORMS);
		totals.leaks += found.length;
		return found.map((form) => `the key leaked into ${place}: ${form}`);
	});
}
