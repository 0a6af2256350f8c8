import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { GATEWAYS } from '../nodes/Luma/gateways';
import { bareKey } from '../nodes/Luma/transport/credential';

/** One field, saved under one name; what it is prefilled with and says depends on the gateway. */
const baseUrlFields: INodeProperties[] = GATEWAYS.map(({ name, label, baseUrl }) => ({
	displayName: 'Base URL',
	name: 'baseUrl',
	type: 'string',
	required: baseUrl === undefined,
	displayOptions: { show: { gateway: [name] } },
	default: baseUrl ?? '',
	placeholder: 'e.g. https://relay.example.com',
	description: baseUrl
		? `The address of ${label}. Leave it empty, or as it was, for ${baseUrl}.`
		: 'The address of the relay that you use. RixAPI is software that many people host.',
}));

/** A key of one gateway. The node tests it, see `testCredential`. */
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
			description: 'Where your key is from',
		},
		...baseUrlFields,
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The key that the gateway gave you',
		},
	];

	/** A function, so that a pasted `Bearer ` is forgiven in the one place that knows how. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => ({
		...options,
		headers: { ...options.headers, Authorization: `Bearer ${bareKey(credentials.apiKey)}` },
	});
}
