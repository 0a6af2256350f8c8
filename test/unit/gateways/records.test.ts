import { GATEWAYS } from '../../../nodes/Luma/gateways';
import { GATEWAYS as DIALECTS } from '../../emulator';
import { gatewayFiles, readmeTable, readText } from './files';
import { supportTable } from './supportTable';

/* What a new gateway needs in addition to its record. Each check names what is missing. */

const names = GATEWAYS.map(({ name }) => name as string);

it('every file that exports a gateway is registered in gateways/index.ts', () => {
	const records = gatewayFiles().filter((file) =>
		/^export const (\w+) = \{\s*name: '\1'/m.test(readText(`nodes/Luma/gateways/${file}.ts`)),
	);
	expect(records.filter((file) => !names.includes(file))).toEqual([]);
});

it('every gateway has a dialect in the emulator', () => {
	expect(names.filter((name) => !(DIALECTS as string[]).includes(name))).toEqual([]);
});

it('every gateway has a section in docs/gateways.md', () => {
	const page = readText('docs/gateways.md');
	const missing = GATEWAYS.filter(({ label }) => !new RegExp(`^## .*${label}`, 'm').test(page));
	expect(missing.map(({ name }) => name)).toEqual([]);
});

it('every gateway has recorded answers in test/fixtures', () => {
	const recorded = JSON.parse(readText('test/fixtures/gateways.json')) as Record<string, string[]>;
	expect(names.filter((name) => !recorded[name]?.length)).toEqual([]);
});

it("the README's table matches the gateways' records (LUMA_PAGE=1 updates it)", () => {
	expect(readmeTable(supportTable())).toBe(supportTable());
});
