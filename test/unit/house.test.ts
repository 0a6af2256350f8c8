import { exportsIn, importsIn, sourceFiles } from './house';

/** The rooms of nodes/Luma from bottom to top, and the rooms that each may import from. */
const MAY_IMPORT: Record<string, string[]> = {
	task: [],
	gateways: ['task'],
	waiting: ['task'],
	transport: ['task', 'gateways', 'waiting'],
	operations: ['task', 'gateways', 'waiting', 'transport'],
	'Luma.node': ['task', 'gateways', 'waiting', 'transport', 'operations'],
	LumaTrigger: ['task', 'gateways', 'waiting', 'transport', 'operations'],
	credentials: ['gateways', 'transport'],
};
const MOST_LINES = 250;

const FILES = sourceFiles();
const IMPORTS = FILES.flatMap(({ imports }) => imports);

describe('the rooms of the source', () => {
	it('are all known', () => {
		const rooms = new Set(IMPORTS.flatMap(({ from, to, isOwn }) => (isOwn ? [from, to] : from)));
		expect([...rooms].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
	});

	it('import only from the rooms below them', () => {
		const upward = IMPORTS.filter(
			({ from, to, isOwn }) => isOwn && from !== to && !MAY_IMPORT[from]?.includes(to),
		);
		expect(upward.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
	});

	it('do not run code of n8n in task/', () => {
		const values = IMPORTS.filter(
			({ from, to, isType }) => from === 'task' && to.startsWith('n8n') && !isType,
		);
		expect(values.map(({ file }) => file)).toEqual([]);
	});
});

describe('the source files', () => {
	it(`have at most ${MOST_LINES} lines`, () => {
		const long = FILES.filter(({ lines }) => lines > MOST_LINES);
		expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
	});

	it('export each name from one file only', () => {
		const paths = new Map<string, string[]>();
		for (const { path, exports } of FILES) {
			for (const name of exports) paths.set(name, [...(paths.get(name) ?? []), path]);
		}
		expect([...paths].filter(([, found]) => found.length > 1)).toEqual([]);
	});
});

describe('the reader of source files', () => {
	it('finds imports over several lines, types, re-exports and modules', () => {
		const text = `
import type { A } from '../task/task';
import {
	b,
	type C,
} from '../../transport/client';
import 'n8n-workflow';
export { chain } from './waiting';
export const text = "import { x } from './none'";
`;
		const found = importsIn(text, 'nodes/Luma/operations/video/x.ts');
		expect(found.map(({ to, isType, isOwn }) => [to, isType, isOwn])).toEqual([
			['operations', true, true],
			['transport', false, true],
			['n8n-workflow', false, false],
			['operations', false, true],
		]);
	});

	it('knows the room of a file that is imported by its folder', () => {
		const [toIndex] = importsIn("import { b } from '../gateways';", 'nodes/Luma/transport/x.ts');
		expect(toIndex).toMatchObject({ from: 'transport', to: 'gateways' });
		const [toNode] = importsIn("import { b } from './Luma.node';", 'nodes/Luma/x.ts');
		expect(toNode.to).toBe('Luma.node');
	});

	it('finds exported names', () => {
		const text =
			'export const a = 1;\nexport async function b() {}\nconst c = 2;\nexport type D = 1;';
		expect(exportsIn(text)).toEqual(['a', 'b', 'D']);
	});
});
