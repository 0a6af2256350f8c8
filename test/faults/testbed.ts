import type { IDataObject, IExecuteFunctions, IPollFunctions, IRun } from 'n8n-workflow';

import { findGateway } from '../../nodes/Luma/gateways';
import type { Gateway } from '../../nodes/Luma/gateways/gateway';
import type { GatewayName } from '../../nodes/Luma/gateways';
import { Luma } from '../../nodes/Luma/Luma.node';
import { LumaTrigger } from '../../nodes/LumaTrigger/LumaTrigger.node';
import type { Scenario } from '../emulator/scenarioFields';
import { time } from '../engine/fakeClock';
import {
	chain,
	download,
	extend,
	generate,
	get,
	getMany,
	hostFor,
	luma,
	useEmulator,
	wait,
	type Emulator,
	type PlacedNode,
} from '../engine/support';
import { OPERATIONS, type Case, type OperationName } from './cases';
import { hang, useDeadlines } from './deadlines';
import { KEY } from './key';
import { mayBeCharged } from './outcome';
import { recordedFailures } from './recordedErrors';

/** The result of a case: everything that a user, n8n's database and other servers see of it. */
export interface Observation {
	/** The tasks that existed before. */
	taskIds: string[];
	items: IDataObject[];
	/** What n8n shows if the node stopped. */
	error?: { message: string; description?: string | null };
	/** n8n's execution data. */
	records: unknown[];
	/** The arguments of all log calls. */
	log: unknown[];
}

/** Which requests read a task, and which submit one. */
const PATHS = {
	read: { path: /(generations\/(?!video$)[^/]+|\/tasks)$/ },
	submit: { method: 'POST', path: /(generations(\/video)?|\/extend)$/ },
};

/** Timeout for files in real time: a silent storage must not delay the test. */
const FILE_TIMEOUT_MS = 500;

const LEVELS = ['error', 'warn', 'info', 'debug'] as const;
const TRIGGER = 'n8n-nodes-luma-ai.lumaTrigger';

/** The emulator and a function that runs cases on it. Call once at the top of a file. */
export function useTestbed() {
	const emulator = useEmulator({ onHang: hang });
	useDeadlines();
	let log: unknown[] = [];
	const { execute } = Luma.prototype;
	const { poll } = LumaTrigger.prototype;
	const listen = ({ logger, helpers }: IExecuteFunctions | IPollFunctions) => {
		for (const level of LEVELS) logger[level] = (...words: unknown[]) => void log.push(...words);
		const { httpRequest } = helpers;
		helpers.httpRequest = async (options) =>
			(await httpRequest({ ...options, timeout: FILE_TIMEOUT_MS })) as never;
	};
	// Not Jest's spies: they would keep the arguments of thousands of runs.
	beforeAll(() => {
		Luma.prototype.execute = function () {
			listen(this);
			return execute.call(this);
		};
		LumaTrigger.prototype.poll = function () {
			listen(this);
			return poll.call(this);
		};
	});
	afterEach(() => {
		log = [];
		recordedFailures.length = 0;
	});
	afterAll(() => {
		Object.assign(Luma.prototype, { execute });
		Object.assign(LumaTrigger.prototype, { poll });
	});

	return {
		emulator,
		run: async (one: Case): Promise<Observation> => ({ ...(await runCase(emulator, one)), log }),
	};
}

type Result = Omit<Observation, 'log'>;

async function runCase(emulator: Emulator, one: Case): Promise<Result> {
	const { operation, gateway } = one;
	const submitted = await submit(emulator, gateway, SECONDS[operation] ?? 0);
	const taskIds =
		operation === 'getMany' ? [submitted, await submit(emulator, gateway, 0)] : [submitted];
	time.now += AGE_SECONDS * 1000;
	const fault = faultOf(emulator, one);
	try {
		return { taskIds, ...(await PERFORM[operation]({ emulator, one, taskIds, fault })) };
	} finally {
		await fault.end();
	}
}

/** The tasks' age when the fault begins, so a lagging replica already knows them. */
const AGE_SECONDS = 10;
/** Render time for operations that need a running task; the others get a finished one. */
const SECONDS: Partial<Record<OperationName, number>> = { wait: 30, checkInside: 110 };

/** Submits as the node does, but without n8n. */
async function submit(emulator: Emulator, name: GatewayName, renderSeconds: number) {
	const { method, path, body } = (findGateway(name) as Gateway).submitRequest({
		prompt: 'An earlier video',
		aspectRatio: '16:9',
	});
	emulator.next({ renderSeconds }, { gateway: name });
	await fetch(emulator.url(name) + path, {
		method,
		headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});
	return emulator.accepted(name).at(-1)?.id as string;
}

/** Returns `begin`, which activates the fault of a case, and `end`, for faults outside the emulator. */
function faultOf(emulator: Emulator, { fault, gateway, operation, duration }: Case) {
	const { kind } = OPERATIONS[operation];
	const service = kind === 'file' ? 'cdn' : gateway;
	const isRefused = fault.scenario === 'refused';
	const end = async () => {
		if (isRefused) await emulator.up();
	};
	async function begin() {
		if (isRefused) {
			await emulator.down(service);
			if (duration === 'once') time.onSleep = end;
			return;
		}
		const filter = { gateway: service, ...(kind === 'file' ? {} : PATHS[kind]) };
		emulator[duration === 'once' ? 'next' : 'always'](scenario(), filter);
	}
	function scenario(): Scenario {
		const place = {
			gateway: emulator.url(gateway),
			other: emulator.url(gateway === 'rixApi' ? 'cometApi' : 'rixApi'),
			store: emulator.cdnUrl,
		};
		const given = typeof fault.scenario === 'function' ? fault.scenario(place) : fault.scenario;
		// Let the emulator accept what may be charged: a second submit would then be paid twice.
		const accept = kind === 'submit' && mayBeCharged(fault.submit ?? 'continues');
		return { ...(given as Scenario), ...(accept && { accept }) };
	}
	return { begin, end };
}

interface Performance {
	emulator: Emulator;
	one: Case;
	taskIds: string[];
	fault: ReturnType<typeof faultOf>;
}

type Perform = (performance: Performance) => Promise<Omit<Result, 'taskIds'>>;

/** Runs one node with the fault active. */
const performNode =
	(nodeFor: (taskIds: string[], parameters: object, settings: object) => PlacedNode): Perform =>
	async ({ emulator, one, taskIds, fault }) => {
		await fault.begin();
		const node = nodeFor(taskIds, parametersOf(one), settingsOf(one));
		const host = hostFor(one.gateway, emulator.url(one.gateway), KEY);
		const run = await host.run(chain(node));
		return { items: run.json(node.name), error: run.error, records: [run.record] };
	};

const parametersOf = ({ fault, operation }: Case) =>
	fault.isInTask && !operation.startsWith('download') ? { output: 'raw' } : {};

/** Retry On Fail submits again, unless the first submit may be charged. */
const settingsOf = ({ continuesOnFail, operation }: Case) =>
	continuesOnFail
		? { onError: 'continueRegularOutput' }
		: OPERATIONS[operation].kind === 'submit'
			? { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 }
			: {};

const WAIT_SECONDS = 60;
const SUSPENDED_SECONDS = 280;

/** Starts the fault once the wait is suspended. */
const performSuspended: Perform = async ({ emulator, one, taskIds, fault }) => {
	const records: unknown[] = [];
	const host = hostFor(one.gateway, emulator.url(one.gateway), KEY, {
		executionOf: () => ({ waitTill: new Date(), resultData: {} }),
		async onSuspended(run: IRun) {
			if (records.length === 0) await fault.begin();
			else if (one.duration === 'once') await fault.end();
			records.push(run);
			time.now = (run.waitTill as Date).getTime();
		},
	});
	const parameters = { taskId: taskIds[0], waitMode: 'suspend', timeout: SUSPENDED_SECONDS };
	const run = await host.run(chain(wait({ ...parameters, ...parametersOf(one) }, settingsOf(one))));
	return { items: run.json('Wait'), error: run.error, records: [...records, run.record] };
};

/** Polls once or, if the fault happens only once, a second time. */
const performTrigger: Perform = async ({ emulator, one, taskIds, fault }) => {
	const host = hostFor(one.gateway, emulator.url(one.gateway), KEY, {
		otherTypes: { [TRIGGER]: new LumaTrigger() },
	});
	const trigger = luma('Trigger', {
		source: 'poll',
		watch: 'list',
		taskIds: taskIds[0],
		events: ['completed'],
		...parametersOf(one),
	});
	const { nodes } = chain();
	const poll = host.poller({
		nodes: [{ ...nodes[0], ...trigger, type: TRIGGER }],
		connections: {},
	});
	await fault.begin();
	const records: unknown[] = [];
	const polls = one.duration === 'once' ? 2 : 1;
	for (let count = 1; ; count++) {
		try {
			const items = await poll();
			return { items: items.map(({ json }) => json), records };
		} catch (error) {
			records.push(error);
			if (count === polls) return { items: [], error: error as Observation['error'], records };
			await fault.end();
		}
	}
};

const PERFORM: Record<OperationName, Perform> = {
	generate: performNode((_, parameters, settings) =>
		generate({ prompt: 'A tiger', ...parameters }, settings),
	),
	extend: performNode(([taskId], parameters, settings) =>
		extend({ taskId, ...parameters }, settings),
	),
	get: performNode(([taskId], parameters, settings) => get({ taskId, ...parameters }, settings)),
	getMany: performNode((taskIds, parameters, settings) =>
		getMany({ taskIds: taskIds.join(), ...parameters }, settings),
	),
	wait: performNode(([taskId], parameters, settings) =>
		wait({ taskId, timeout: WAIT_SECONDS, ...parameters }, settings),
	),
	checkInside: performSuspended,
	trigger: performTrigger,
	downloadRead: performNode(([taskId], parameters, settings) =>
		download({ taskId, ...parameters }, settings),
	),
	download: performNode(([taskId], parameters, settings) =>
		download({ taskId, ...parameters }, settings),
	),
};
