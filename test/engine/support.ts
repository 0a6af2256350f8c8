import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { LumaApi } from '../../credentials/LumaApi.credentials';
import { Luma } from '../../nodes/Luma/Luma.node';
import { GATEWAYS, type GatewayName } from '../../nodes/Luma/gateways';
import { startEmulator } from '../emulator';
import { resetTime, time } from './fakeClock';
import { createHost, LUMA } from './host';

export type Emulator = Awaited<ReturnType<typeof startEmulator>>;

/**
 * An emulator for the tests of a file, on the fake clock, reset after each test. To put the node on that
 * clock too, a file mocks `waiting/clock` with `./fakeClock`.
 */
export function useEmulator(options: Parameters<typeof startEmulator>[0] = {}): Emulator {
	let started: Emulator;
	beforeAll(async () => {
		started = await startEmulator({ now: () => time.now, ...options });
	});
	afterEach(() => {
		started.reset();
		resetTime();
	});
	afterAll(async () => await started.close());
	return new Proxy({} as Emulator, { get: (_, key) => Reflect.get(started, key) as unknown });
}

export const KEY = ['sk', 'good', '0123456789'].join('-');
export const ALL_GATEWAYS = GATEWAYS.map(({ name }) => name);

export const hostFor = (gateway: GatewayName, baseUrl: string, apiKey = KEY, more: object = {}) =>
	createHost({ Luma, LumaApi, credential: { gateway, baseUrl, apiKey }, ...more });

/** A Luma AI node with its name, its parameters and n8n's settings. */
export const luma = (name: string, parameters: INodeParameters, settings: object = {}) => ({
	name,
	type: LUMA,
	parameters,
	credentials: { lumaApi: { id: '1', name: 'Luma AI account' } },
	...settings,
});

export const generate = (parameters: INodeParameters = {}, settings: object = {}) =>
	luma('Generate', { prompt: '={{ $json.prompt ?? "A tiger" }}', ...parameters }, settings);

export const extend = (parameters: INodeParameters = {}, settings: object = {}) =>
	luma('Extend', { operation: 'extend', prompt: 'It runs', ...parameters }, settings);

export const download = (parameters: INodeParameters = {}, settings: object = {}) =>
	luma('Download', { operation: 'download', ...parameters }, settings);

/** A node that polls, since this host runs no inner executions by default. */
export const wait = (parameters: INodeParameters = {}, settings: object = {}) =>
	luma('Wait', { resource: 'task', operation: 'wait', waitMode: 'poll', ...parameters }, settings);

export const get = (parameters: INodeParameters = {}, settings: object = {}) =>
	luma('Get', { resource: 'task', operation: 'get', ...parameters }, settings);

export const getMany = (parameters: INodeParameters = {}, settings: object = {}) =>
	luma('Get Many', { resource: 'task', operation: 'getMany', ...parameters }, settings);

export { chain } from '../workflow';

export type PlacedNode = { name: string; type: string };

export const prompts = (...texts: unknown[]): INodeExecutionData[] =>
	texts.map((prompt) => ({ json: { prompt } as INodeExecutionData['json'] }));

export const count = (howMany: number) =>
	Array.from({ length: howMany }, (_, index) => `video ${index + 1}`);
