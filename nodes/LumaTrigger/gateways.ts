import { gatewaysThat } from '../Luma/gateways';
import type { Gateway, GatewayRequest } from '../Luma/gateways/gateway';
import { invalidInput } from '../Luma/task/failure';

/** @throws LumaFailure `invalidInput` if the gateway sends no callbacks */
export function assertCallbacks({ name, label, capabilities }: Gateway): void {
	if (capabilities.callback) return;
	const others = gatewaysThat((gateway) => gateway.capabilities.callback);
	throw invalidInput(
		`${label} does not send callbacks, so this trigger would never fire`,
		`Set 'Source' to 'Polling' and name the tasks, or use a credential for ${others}.`,
		{ gateway: name },
	);
}

/** @throws LumaFailure `invalidInput` if the gateway cannot list tasks */
export function listRequestOf({ name, label, listRequest }: Gateway): GatewayRequest {
	if (listRequest) return listRequest();
	const others = gatewaysThat((gateway) => gateway.listRequest);
	throw invalidInput(
		`${label} has no list of recent tasks`,
		`Set 'Watch' to 'List of Tasks' and name the tasks, or use a credential for ${others}.`,
		{ gateway: name },
	);
}
