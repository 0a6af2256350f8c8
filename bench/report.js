'use strict';

/** Formats results as Markdown, for the terminal and docs/generated/benchmarks.md. */

const { isDeepStrictEqual } = require('node:util');

const holds = ({ expected, found }) => isDeepStrictEqual(found, expected);

/** @returns {string[]} a line for each inconsistent count */
const failedChecks = (results) =>
	results.flatMap(({ name, checks }) =>
		checks
			.filter((check) => !holds(check))
			.map(
				({ what, expected, found }) =>
					`${name}: ${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`,
			),
	);

/** A Markdown table with aligned columns, since it is also shown in the terminal. */
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
		head: ['Target', 'Required', 'Measured', ''],
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

/** The section of one measure. */
function section({ title, about, tables, targets, checks, pictures = {}, seconds }) {
	const failed = checks.filter((check) => !holds(check)).length;
	const counted =
		failed > 0
			? `**${failed} of ${checks.length} consistency checks failed.**`
			: `${checks.length} consistency checks passed.`;
	return [
		`## ${title}`,
		about,
		...tables.map(table),
		...Object.keys(pictures).map((name) => `![${title}](bench-${name}.svg)`),
		targets.length > 0 ? targetsTable(targets) : undefined,
		`${counted} Duration: ${Math.round(seconds)} s.`,
	]
		.filter(Boolean)
		.join('\n\n');
}

const onMachine = ({ cpus, cpu, memoryGiB, node, n8n, date, ...others }) =>
	`${date}, package ${others.package}, n8n ${n8n}, Node.js ${node.slice(1)}, ${cpus} CPUs (${cpu}), ${memoryGiB} GiB of memory`;

/** The page docs/generated/benchmarks.md. */
const page = ({ command, machine, results }) =>
	[
		'# Benchmarks',
		`Written by \`${command}\`, in one run or measure by measure (\`--only\`): ${onMachine(machine)}. Absolute times depend on the machine; what matters is the
comparison with the rivals, which ran on the same machine and the same emulated gateways. Render times are the emulator's.`,
		`The rivals: **hand-made** is the usual template, HTTP Request → Wait 15 s → HTTP Request → If → back; **hand-made callback** is the
same, but waits for a webhook call; **OpenAI's way** polls every 10 s inside the execution, one task after the other, as n8n's
own OpenAI node does; **raw loop** makes the same requests in a loop on n8n's engine and does nothing else.`,
		`A run fails if a measure does not count the expected numbers of videos, submits and downstream runs.`,
		...results.map(section),
	].join('\n\n') + '\n';

module.exports = { failedChecks, onMachine, page, section };
