import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { BEARER } from '../answer';

type Reply = { statusCode: number; body: unknown };

let count = 0;

/** A host of the trigger, with its parameters, its static data and a gateway that answers with `reply`. */
export function fakeHost(
	parameters: IDataObject,
	reply: (options: IHttpRequestOptions) => Reply | Promise<Reply>,
	{ gateway = 'rixApi', mode = 'webhook', body = {} as unknown, rawBody = Buffer.from('') } = {},
) {
	const sent: string[] = [];
	const warnings: string[] = [];
	const answers: unknown[] = [];
	const staticData: IDataObject = {};
	const all: IDataObject = { events: ['completed', 'failed'], output: 'simplified', ...parameters };
	count += 1;
	const node = { id: `${count}`, name: 'Trigger', credentials: { lumaApi: { id: 'one' } } };
	const response = {
		status: (code: number) => ({ json: (json: unknown) => answers.push([code, json]) }),
	};
	const context = {
		getBodyData: () => body,
		getResponseObject: () => response,
		getRequestObject: () => ({ rawBody }),
		getNode: () => node,
		getWorkflow: () => ({ id: 'workflow' }),
		getMode: () => mode,
		getWorkflowStaticData: () => staticData,
		getNodeParameter: (name: string, fallback?: unknown) => all[name] ?? fallback,
		getInputData: () => [{ json: { given: true } }],
		getCredentials: async () =>
			await Promise.resolve({ gateway, baseUrl: 'https://relay.example.com', apiKey: BEARER }),
		helpers: {
			httpRequestWithAuthentication: async (_: string, options: IHttpRequestOptions) => {
				sent.push(`${options.method} ${new URL(options.url).pathname}`);
				return await reply(options);
			},
		},
		logger: { warn: (text: string) => warnings.push(text) },
	};
	return { context, node, sent, warnings, answers, staticData, parameters: all };
}

export const ok = (body: unknown): Reply => ({ statusCode: 200, body: JSON.stringify(body) });

export const VIDEO = 'https://cdn.example.com/video.mp4';
export const completed = (id: string) => ({ id, state: 'completed', video: { url: VIDEO } });
