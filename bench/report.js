'use strict';

/** How results are shown: in the terminal and, as Markdown, in docs/benchmarks.md. */

const { isDeepStrictEqual } = require('node:util');

const holds = ({ expected, found }) => isDeepStrictEqual(found, expected);

/** @returns {string[]} what does not fit together, a line each */
const failedChecks = (results) =>
	results.flatMap(({ name, checks }) =>
		checks
			.filter((check) => !holds(check))
			.map(
				({ what, expected, found }) =>
					`${name}: ${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`,
			),
	);

/** A table in Markdown, its columns aligned: it is read in the terminal too. */
function table({ title, head, rows, note }) {
	const cells = [head, ...rows].map((row) => row.map((cell) => String(cell).replaceAll('|', '/')));
	const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
	const line = (row) =>
		`| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(' | ')} |`;
	const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
	const parts = [line(cells[0]), rule, ...cells.slice(1).map(line)];
	return [title && `${title}:\n`, ...parts, note && `\n${note}`].filter(Boolean).join('\n');
}

function targetsTable(targets) {
	return table({
		head: ['Target', 'Wanted', 'Reached', ''],
		rows: targets.map(({ what, wanted, reached, met }) => [
			what,
			wanted,
			reached,
			met ? 'met' : 'missed',
		]),
		note: targets
			.filter(({ met, why }) => !met && why)
			.map(({ what, why }) => `- ${what}: ${why}`)
			.join('\n'),
	});
}

/** One measure, as a section. */
function section({ title, about, tables, targets, checks, pictures = {}, seconds }) {
	const failed = checks.filter((check) => !holds(check)).length;
	const counted =
		failed > 0
			? `**${failed} of ${checks.length} checks of the counts failed.**`
			: `${checks.length} checks of the counts hold.`;
	return [
		`## ${title}`,
		about,
		...tables.map(table),
		...Object.keys(pictures).map((name) => `![${title}](pictures/bench-${name}.svg)`),
		targets.length > 0 ? targetsTable(targets) : undefined,
		`${counted} It took ${Math.round(seconds)} s.`,
	]
		.filter(Boolean)
		.join('\n\n');
}

const onMachine = ({ cpus, cpu, memoryGiB, node, n8n, date, ...others }) =>
	`${date}, package ${others.package}, n8n ${n8n}, Node.js ${node.slice(1)}, ${cpus} CPUs (${cpu}), ${memoryGiB} GiB of memory`;

/** docs/benchmarks.md of a whole run. */
const page = ({ command, machine, results }) =>
	[
		'# Benchmarks',
		`Written by \`${command}\`, measure by measure (\`--only\`) or in one run: ${onMachine(machine)}. Absolute times are this machine's; what counts are the ratios to the
rivals, which ran beside the node on the same emulator of the gateways. Render times are the emulator's.`,
		`The rivals: **hand-made** is the usual template, HTTP Request → Wait 15 s → HTTP Request → If → back; **hand-made callback** the
same with a webhook to wait at; **OpenAI's way** asks every 10 s inside the execution, for one task after the other, as n8n's
own OpenAI node does; **raw loop** is a loop on n8n's engine with nothing around it.`,
		`A measure that counts other videos, submits or downstream runs than it should fails the run.`,
		...results.map(section),
	].join('\n\n') + '\n';

module.exports = { failedChecks, onMachine, page, section };
