import { cometApi } from './cometApi';
import { dreamMachine } from './dreamMachine';
import type { Capabilities, Gateway } from './gateway';
import { lumaAgents } from './lumaAgents';
import { openAiHk } from './openAiHk';
import { rixApi } from './rixApi';

const RECORDS = [cometApi, rixApi, openAiHk, lumaAgents, dreamMachine] as const;

export type GatewayName = (typeof RECORDS)[number]['name'];

/** Every gateway, in the order in which the credential lists them. */
export const GATEWAYS: ReadonlyArray<Gateway & { name: GatewayName }> = RECORDS;

export const findGateway = (name: unknown) => GATEWAYS.find((gateway) => gateway.name === name);

/** The labels of the gateways that can do something: `CometAPI, RixAPI or Dream Machine API`. */
export function gatewaysThat(can: (gateway: Gateway) => unknown, conjunction = 'or'): string {
	const labels = GATEWAYS.filter(can).map(({ label }) => label);
	return labels.length > 1
		? `${labels.slice(0, -1).join(', ')} ${conjunction} ${labels.at(-1)}`
		: (labels[0] ?? '');
}

/** A description that ends with `Available on CometAPI, RixAPI and Dream Machine API.` */
export const availableOn = (can: (capabilities: Capabilities) => unknown, text = '') =>
	`${text && `${text}. `}Available on ${gatewaysThat(({ capabilities }) => can(capabilities), 'and')}.`;

/** Whether a gateway accepts this value of a setting. */
export const takes = (
	capabilities: Capabilities,
	setting: 'aspectRatios' | 'durations' | 'resolutions',
	value: string,
) => capabilities[setting] === 'any' || (capabilities[setting]?.includes(value) ?? false);
