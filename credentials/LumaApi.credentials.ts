import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { GATEWAYS } from '../nodes/Luma/gateways';
import { bareKey } from '../nodes/Luma/transport/credential';

/** One field to the user, saved under one name. Its default and description depend on the gateway. */
const baseUrlFields: INodeProperties[] = GATEWAYS.map(({ name, label, baseUrl }) => ({
	displayName: 'Base URL',
	name: 'baseUrl',
	type: 'string',
	required: baseUrl === undefined,
	displayOptions: { show: { gateway: [name] } },
	default: baseUrl ?? '',
	placeholder: 'e.g. https://relay.example.com',
	description: baseUrl
		? `The URL of ${label}. Leave empty to use ${baseUrl}.`
		: 'The URL of your relay. RixAPI is software that many providers host.',
}));

/** The API key of one gateway. The node tests it, see `testCredential`. */
export class LumaApi implements ICredentialType {
	name = 'lumaApi';

	displayName = 'Luma AI API';

	icon: Icon = { light: 'file:../nodes/Luma/luma.svg', dark: 'file:../nodes/Luma/luma.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-luma-ai/n8n-nodes-luma-ai#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Gateway',
			name: 'gateway',
			type: 'options',
			options: GATEWAYS.map(({ name, label, listName = label }) => ({
				name: listName,
				value: name,
			})),
			default: GATEWAYS[0].name,
			description: 'The service that your API key is for',
		},
		...baseUrlFields,
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The key that you got from the gateway',
		},
	];

	/** A function, so `bareKey` can remove a pasted `Bearer `. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => ({
		...options,
		headers: { ...options.headers, Authorization: `Bearer ${bareKey(credentials.apiKey)}` },
	});
}
