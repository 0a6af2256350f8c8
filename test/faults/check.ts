import { formsOf, leaksIn } from '../keyForms';
import type { Emulator } from '../engine/support';
import { OPERATIONS, type Case } from './cases';
import { KEY } from './key';
import { mayBeCharged, type Outcome } from './outcome';
import type { Observation } from './testbed';
import { textsIn } from './texts';
import { recordedFailures } from './recordedErrors';

const MAY_BE_CHARGED = 'may have been accepted and charged';
const FORMS = formsOf(KEY);

/** What all cases of a file add up to, so that idle ones are not taken for proof. */
export const totals = { cases: 0, requests: 0, submits: 0, searched: 0, leaks: 0 };

/** Checks what must hold in every case, and the expected outcome. */
export function check(one: Case, observed: Observation, emulator: Emulator) {
	const problems = [
		...outcomeProblems(one, observed),
		...taskProblems(one, observed, emulator),
		...submitProblems(one, emulator),
		...leakProblems(one, observed, emulator),
	];
	totals.cases += 1;
	totals.requests += emulator.requests.length;
	if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** The outcome that the user sees. */
function outcomeOf({ error, items }: Observation): Outcome | undefined {
	const failed = items.find(({ code, error: message }) => code && message);
	if (error) {
		const failure = recordedFailures.at(-1);
		// An error other than the node's own is a crash.
		if (!failure || failure.message !== error.message) return undefined;
		return toOutcome(failure.code, failure.facts.retryable, error.message.includes(MAY_BE_CHARGED));
	}
	if (!failed) return items.length > 0 ? 'continues' : undefined;
	const { code, retryable, error: message } = failed;
	return toOutcome(code as string, retryable, String(message).includes(MAY_BE_CHARGED));
}

const toOutcome = (code: string, retryable?: unknown, isUnknown?: unknown) =>
	`${code}${isUnknown ? ', may be charged' : retryable ? ', retryable' : ''}` as Outcome;

function outcomeProblems({ expected }: Case, observed: Observation): string[] {
	const { error, items } = observed;
	const found = outcomeOf(observed);
	const shown = error ? `${error.message} | ${error.description}` : JSON.stringify(items);
	const isWithoutAdvice = error && !(error.message.trim() && error.description?.trim());
	return [
		...(found === expected ? [] : [`expected ${expected}, found ${found ?? 'a crash'}: ${shown}`]),
		...(isWithoutAdvice ? [`gives no advice: ${shown}`] : []),
	];
}

/** Every task's ID is in the items; if the node stopped, its error has the ID of the task it stopped at. */
function taskProblems(
	{ operation }: Case,
	{ error, items, taskIds }: Observation,
	emulator: Emulator,
) {
	const shown = JSON.stringify([error?.message, error?.description, items]);
	const isSubmit = OPERATIONS[operation].kind === 'submit';
	const tasks = emulator.accepted().filter(({ id }) => taskIds.includes(id) !== isSubmit);
	const unnamed = tasks.filter(
		({ id, rowId }) =>
			!shown.includes(id) &&
			!shown.includes(`"${rowId}"`) &&
			!(isSubmit && shown.includes(MAY_BE_CHARGED)),
	);
	const isStopped = error !== undefined && unnamed.length < tasks.length;
	return isStopped ? [] : unnamed.map(({ id }) => `task ${id} is not named: ${shown}`);
}

/** A submit that may be charged is sent once, also by the second try of Retry On Fail. */
function submitProblems({ operation, expected, gateway }: Case, emulator: Emulator): string[] {
	if (OPERATIONS[operation].kind !== 'submit') return [];
	const path =
		operation === 'generate' ? /generations(\/video)?$/ : /(extend|generations(\/video)?)$/;
	const submits = emulator.requestsTo(gateway, 'POST', path).length - 1;
	const accepted = emulator.accepted().length - 1;
	totals.submits += submits;
	return [
		...(accepted > 1 ? [`${accepted} accepted`] : []),
		...(mayBeCharged(expected) && submits > 1 ? [`${submits} submits`] : []),
	];
}

function leakProblems({ gateway }: Case, observed: Observation, emulator: Emulator): string[] {
	const places = {
		'what the user sees': [observed.items, observed.error],
		'the execution': observed.records,
		'the failures': recordedFailures,
		'the log': observed.log,
		'a request elsewhere': emulator.requests.filter((call) => call.gateway !== gateway),
		'a link or a body': emulator.requests.map(({ url, rawBody }) => [url, rawBody]),
	};
	const problems = leaksOf(places);
	const host = new URL(emulator.url(gateway)).host;
	const strange = emulator.requestsTo(gateway).filter(({ headers }) => headers.host !== host);
	return [...problems, ...leaksOf({ 'a request under another name': strange })];
}

/** Searches these places for every form of the key. */
export function leaksOf(places: Record<string, unknown>): string[] {
	return Object.entries(places).flatMap(([place, value]) => {
		const text = textsIn(value);
		totals.searched += text.length;
		const found = leaksIn(text, FORMS);
		totals.leaks += found.length;
		return found.map((form) => `the key leaked into ${place}: ${form}`);
	});
}
