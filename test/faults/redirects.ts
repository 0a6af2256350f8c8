import type { Fault, Place } from './table';

const STATUSES = [301, 302, 303, 307, 308];

const elsewhere = (origin: string) => `${origin}/elsewhere`;
const underAnotherName = ({ other }: Place) => elsewhere(other.replace('127.0.0.1', 'localhost'));

/** n8n would go on to another address with the key, so nothing is followed. */
const ofGateway = (
	status: number,
	target: string,
	locationOf: (place: Place) => string,
): Fault => ({
	name: `${status} to ${target}`,
	scenario: (place) => ({ status, redirect: locationOf(place) }),
	submit: 'gateway',
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
	ofGateway(302, 'no address', () => 'http://'),
];

/** A file may move, so its link is followed: without the key. */
const ofStores = STATUSES.flatMap((status): Fault[] => [
	{
		name: `${status} of the store to another host, without the file`,
		scenario: (place) => ({ status, redirect: underAnotherName(place) }),
		file: 'gateway, passing',
	},
	{
		name: `${status} of the store back to the gateway`,
		scenario: ({ gateway }) => ({ status, redirect: elsewhere(gateway) }),
		file: 'gateway, passing',
	},
	{
		name: `${status} of the store in a circle`,
		scenario: ({ store }) => ({ status, redirect: elsewhere(store) }),
		file: 'badResponse',
	},
]);

export const redirectFaults: Fault[] = [...ofGateways, ...oddOnes, ...ofStores];
