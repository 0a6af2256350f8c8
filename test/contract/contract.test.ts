import { LumaApi } from '../../credentials/LumaApi.credentials';
import { Luma } from '../../nodes/Luma/Luma.node';
import { LumaFailure } from '../../nodes/Luma/task/failure';
import { presentTask, SELECTABLE_FIELDS } from '../../nodes/Luma/task/present';
import { unknownTask } from '../../nodes/Luma/task/task';
import { breaksOf, contractOf } from './contract';
import recorded from './recorded.json';

const simplified = presentTask(
	unknownTask('id'),
	{},
	{ output: 'simplified', fields: [], gateway: 'cometApi' },
);
const current = contractOf({
	node: new Luma(),
	credential: new LumaApi(),
	output: {
		simplified: Object.keys(simplified),
		selectedFields: SELECTABLE_FIELDS,
		failure: Object.keys(new LumaFailure('auth', '', '').toJson()),
	},
});

describe('saved workflows', () => {
	it('still mean what they meant', () => {
		expect(breaksOf(recorded, current)).toEqual([]);
	});

	it('can rely on everything that is there now: a new name is recorded with its change', () => {
		// To record: replace recorded.json by what this prints, and read the difference.
		expect(recorded).toEqual(JSON.parse(JSON.stringify(current)));
	});

	it.each<[string, (contract: typeof recorded) => void, string]>([
		[
			'a parameter is renamed',
			(contract) => Reflect.deleteProperty(contract.operations['video:generate'], 'prompt'),
			"video:generate: 'prompt' is gone",
		],
		[
			'a default changes',
			(contract) => (contract.operations['task:wait'].timeout.default = 60),
			"task:wait: 'timeout' changed its default",
		],
		[
			'a value is dropped',
			(contract) => contract.operations['video:generate'].aspectRatio.values.shift(),
			"video:generate: 'aspectRatio' no longer takes '16:9'",
		],
		[
			'an operation is dropped',
			(contract) => Reflect.deleteProperty(contract.operations, 'task:get'),
			"The operation 'task:get' is gone",
		],
		[
			'an output field is renamed',
			(contract) => contract.output.simplified.shift(),
			"output 'simplified': the field 'taskId' is gone",
		],
	])('break, and this says so, when %s', (_, change, message) => {
		const changed = structuredClone(recorded);
		change(changed);
		expect(breaksOf(recorded, changed)).toEqual([message]);
	});
});
