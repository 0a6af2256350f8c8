import { LumaApi } from '../../credentials/LumaApi.credentials';
import { Luma } from '../../nodes/Luma/Luma.node';
import { LumaTrigger } from '../../nodes/LumaTrigger/LumaTrigger.node';
import { LumaFailure } from '../../nodes/Luma/task/failure';
import { formatTask, SELECTABLE_FIELDS } from '../../nodes/Luma/task/formatTask';
import { unknownTask } from '../../nodes/Luma/task/task';
import { breaksOf, contractOf } from './contract';
import recorded from './recorded.json';
import recordedTrigger from './recordedTrigger.json';

const simplified = formatTask(
	unknownTask('id'),
	{},
	{ output: 'simplified', fields: [], gateway: 'cometApi' },
);
const output = {
	simplified: Object.keys(simplified),
	selectedFields: SELECTABLE_FIELDS,
	failure: Object.keys(new LumaFailure('auth', '', '').toJson()),
};
const credential = new LumaApi();
const current = contractOf({ node: new Luma(), credential, output });
const currentTrigger = contractOf({ node: new LumaTrigger(), credential, output });

describe('saved workflows', () => {
	it('keep their meaning', () => {
		expect(breaksOf(recorded, current)).toEqual([]);
		expect(breaksOf(recordedTrigger, currentTrigger)).toEqual([]);
	});

	it('rely on everything that exists now, so new names are recorded, too', () => {
		// To record: update the recorded file from the printed difference, and review it.
		expect(recorded).toEqual(JSON.parse(JSON.stringify(current)));
		expect(recordedTrigger).toEqual(JSON.parse(JSON.stringify(currentTrigger)));
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
	])('break, which is reported, if %s', (_, change, message) => {
		const changed = structuredClone(recorded);
		change(changed);
		expect(breaksOf(recorded, changed)).toEqual([message]);
	});

	it.each<[string, (contract: typeof recordedTrigger) => void, string]>([
		[
			'a parameter of the trigger is renamed',
			(contract) => Reflect.deleteProperty(contract.operations.trigger, 'events'),
			"trigger: 'events' is gone",
		],
		[
			'the webhook path of the trigger changes',
			(contract) => contract.webhooks.splice(0, 1, 'default: luma'),
			"The address 'default: luma-ai' is gone",
		],
	])('break, which is reported, if %s', (_, change, message) => {
		const changed = structuredClone(recordedTrigger);
		change(changed);
		const [report] = breaksOf(recordedTrigger, changed);
		expect(report).toBe(message);
	});
});
