import type { Gateway, GatewayRequest } from '../Luma/gateways/gateway';
import { gatewaysThat } from '../Luma/gateways/validateRequest';
import { invalidInput } from '../Luma/task/failure';

/** @throws LumaFailure `invalidInput` where nobody would ever call */
export function refuseWithoutCallback({ name, label, capabilities }: Gateway): void {
	if (capabilities.callback) return;
	const others = gatewaysThat((gateway) => gateway.capabilities.callback);
	throw invalidInput(
		`${label} calls nobody back, so the trigger would wait for ever`,
		`Set 'Source' to 'Polling' and name the tasks, or use a credential for ${others}.`,
		{ gateway: name },
	);
}

/** @throws LumaFailure `invalidInput` where the gateway cannot say which tasks there are */
export function listOf({ name, label, list }: Gateway): GatewayRequest {
	if (list) return list();
	const others = gatewaysThat((gateway) => gateway.list);
	throw invalidInput(
		`${label} has no list of recent tasks`,
		`Set 'Watch' to 'List of Tasks' and name the tasks, or use a credential for ${others}.`,
		{ gateway: name },
	);
}
