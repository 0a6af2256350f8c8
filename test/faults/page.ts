import { allCases, casesOf, OPERATIONS } from './cases';
import type { Kind, Outcome } from './outcome';
import { TABLE, type Fault } from './table';

/** The page of docs/ that shows the table, made of the table itself. */
export function faultsPage(): string {
	const cases = allCases();
	const faults = TABLE.flatMap((group) => group.faults);
	const count = (kind: Kind) =>
		cases.filter(({ operation }) => OPERATIONS[operation].kind === kind).length;
	return [
		'# Faults',
		'',
		`What can go wrong with a request, and how it comes out. \`npm run test:faults\` tries each of these ${faults.length} faults`,
		`by each operation that it can happen to, on each of the five gateways, with and without Continue On Fail: ${number(cases.length)} cases.`,
		'This page is made from the table that it tries (`test/faults/table.ts`), and a test fails when it is out of date.',
		'',
		"In every case: nothing but the node's own failures; the ID of every task in the item or in the message; a message that",
		'says how to go on; no second submit of what may be paid, also with Retry On Fail; and no part of the key, in any form,',
		'in an item, a message, the log, the record of the execution or a request to another address.',
		'',
		'| Requests | Operations | Cases |',
		'|---|---|---|',
		...KINDS.map(
			({ kind, label }) =>
				`| ${label} | ${operationsOf(kind).join(', ')} | ${number(count(kind))} |`,
		),
		'',
		'`goes on`: as if nothing had happened. Otherwise the `code` of the failure; *passing*: the same may succeed later, so a read is',
		'repeated, and a wait goes on until its limit; *maybe accepted*: nobody knows whether the submit is paid, so it is not repeated.',
		'Faults that pass are tried both for good and once: then reads go on.',
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
	return code === 'goes on' ? code : `\`${code}\`${more ? `, *${more}*` : ''}`;
}
