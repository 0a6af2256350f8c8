import type { Fault, Place } from './table';

const STATUSES = [301, 302, 303, 307, 308];

const elsewhere = (origin: string) => `${origin}/elsewhere`;
const underAnotherName = ({ other }: Place) => elsewhere(other.replace('127.0.0.1', 'localhost'));

/** n8n would send the key to the redirect's target, so redirects of gateways are not followed. */
const ofGateway = (
	status: number,
	target: string,
	locationOf: (place: Place) => string,
): Fault => ({
	name: `${status} to ${target}`,
	scenario: (place) => ({ status, redirect: locationOf(place) }),
	// "See Other" answers a request that was processed.
	submit: status === 303 ? 'gateway, may be charged' : 'gateway',
	read: 'gateway',
});

const ofGateways = STATUSES.flatMap((status) => [
	ofGateway(status, 'another host', underAnotherName),
	ofGateway(status, 'another port', ({ other }) => elsewhere(other)),
	ofGateway(status, 'its own address', ({ gateway }) => elsewhere(gateway)),
	ofGateway(status, 'a path', () => elsewhere('')),
]);

const oddOnes = [
	ofGateway(302, 'another port, without a scheme', ({ other }) => other.replace('http:', '')),
	ofGateway(302, 'an invalid address', () => 'http://'),
];

/** Files can move, so redirects of the storage are followed, without the key. */
const ofStores = STATUSES.flatMap((status): Fault[] => [
	{
		name: `${status} of the storage to another host without the file`,
		scenario: (place) => ({ status, redirect: underAnotherName(place) }),
		file: 'gateway, retryable',
	},
	{
		name: `${status} of the storage to the gateway`,
		scenario: ({ gateway }) => ({ status, redirect: elsewhere(gateway) }),
		file: 'gateway, retryable',
	},
	{
		name: `${status} of the storage to itself, in a loop`,
		scenario: ({ store }) => ({ status, redirect: elsewhere(store) }),
		file: 'badResponse',
	},
]);

export const redirectFaults: Fault[] = [...ofGateways, ...oddOnes, ...ofStores];
