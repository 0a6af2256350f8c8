import { allCases, casesOf, OPERATIONS } from './cases';
import type { Kind, Outcome } from './outcome';
import { TABLE, type Fault } from './table';

/** The Markdown page that documents the table, generated from the table. */
export function faultsPage(): string {
	const cases = allCases();
	const faults = TABLE.flatMap((group) => group.faults);
	const count = (kind: Kind) =>
		cases.filter(({ operation }) => OPERATIONS[operation].kind === kind).length;
	return [
		'# Faults',
		'',
		`What can go wrong with a request, and what the node does about it. \`npm run test:faults\` tries each of these ${faults.length} faults`,
		`in every operation that it can affect, on each of the five gateways, with and without Continue On Fail: ${number(cases.length)} cases.`,
		'This page is generated from the table of these tests (`test/faults/table.ts`); a test fails if it is out of date.',
		'',
		"In every case: only the node's own failures, no crash; the ID of every task in the item or the message; a message that says what",
		'to do; no second submit of one that may be charged, even with Retry On Fail; and no part of the key, in any form, in an item,',
		'a message, the log, the execution data or a request to another address.',
		'',
		'| Requests | Operations | Cases |',
		'|---|---|---|',
		...KINDS.map(
			({ kind, label }) =>
				`| ${label} | ${operationsOf(kind).join(', ')} | ${number(count(kind))} |`,
		),
		'',
		'`continues`: as if nothing had happened. Otherwise the `code` of the failure; *retryable*: the same request may succeed later, so a',
		'read is repeated, and a wait continues until its time limit; *may be charged*: it is unknown whether the gateway charged for the',
		'submit, so it is not repeated. Each retryable fault is tried twice: lasting, and only once, after which reads continue.',
		...TABLE.flatMap((group) => ['', `## ${group.title}`, '', ...rowsOf(group.faults)]),
		'',
	].join('\n');
}

const KINDS: Array<{ kind: Kind; label: string }> = [
	{ kind: 'submit', label: 'Submit' },
	{ kind: 'read', label: 'Read' },
	{ kind: 'file', label: 'File' },
];

const operationsOf = (kind: Kind) =>
	Object.values(OPERATIONS).flatMap((operation) => (operation.kind === kind ? operation.name : []));

const number = (count: number) => count.toLocaleString('en');

function rowsOf(faults: Fault[]): string[] {
	const kinds = KINDS.filter(({ kind }) => faults.some((fault) => fault[kind]));
	return [
		row(['', ...kinds.map(({ label }) => label), 'Cases']),
		row(['---', ...kinds.map(() => '---'), '---']),
		...faults.map((fault) =>
			row([
				fault.name,
				...kinds.map(({ kind }) => shown(fault[kind])),
				number(casesOf(fault).length),
			]),
		),
	];
}

const row = (cells: string[]) => `| ${cells.join(' | ')} |`;

function shown(outcome?: Outcome): string {
	if (outcome === undefined) return '–';
	const [code, more] = outcome.split(', ');
	return code === 'continues' ? code : `\`${code}\`${more ? `, *${more}*` : ''}`;
}
