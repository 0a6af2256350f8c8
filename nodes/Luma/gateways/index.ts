import { cometApi } from './cometApi';
import { dreamMachine } from './dreamMachine';
import type { Gateway } from './gateway';
import { lumaAgents } from './lumaAgents';
import { openAiHk } from './openAiHk';
import { rixApi } from './rixApi';

/** Every gateway, in the order in which the credential lists them. */
export const GATEWAYS: readonly Gateway[] = [cometApi, rixApi, openAiHk, lumaAgents, dreamMachine];

export const findGateway = (name: unknown) => GATEWAYS.find((gateway) => gateway.name === name);
