import { readEngines } from '../../host/nodeRuntime';
import { compareVersions, findVersion, manifestFor, pinnedVersions } from '../../host/versions';

const [newest] = pinnedVersions();
const oldest = pinnedVersions().at(-1)!;

/** A later version of the same line, which is not pinned. */
const later = (version: string) => version.replace(/\d+$/, (last) => String(Number(last) + 90));

describe('the n8n that is meant by', () => {
	it('nothing is the newest that is pinned', () => {
		expect(findVersion().version).toBe(newest);
	});

	it.each([
		[newest, newest],
		[oldest, oldest],
		[oldest.split('.').slice(0, 2).join('.'), oldest],
		[newest.split('.')[0], newest],
	])('%s is the pinned %s', (wanted, version) => {
		const { lock, manifest, ...found } = findVersion(wanted);
		expect(found.version).toBe(version);
		expect(jest.requireActual(manifest!).dependencies.n8n).toBe(version);
		expect(jest.requireActual(lock!).packages['node_modules/n8n'].version).toBe(version);
	});

	it('another whole version has a folder of its own, and no lock', () => {
		const wanted = later(newest);
		expect(findVersion(wanted)).toEqual({
			version: wanted,
			folder: findVersion().folder.replace(newest, wanted),
		});
	});

	it.each([
		['a word', 'two', '"two" is not a version of n8n.'],
		['a range', '^2.0.0', '"^2.0.0" is not a version of n8n.'],
		['too many numbers', '2.41.1.0', '"2.41.1.0" is not a version of n8n.'],
		['a path', '../2', '"../2" is not a version of n8n.'],
		['the start of one that is not pinned', '999.1', 'n8n 999.1 is not pinned here'],
		['one that is too old', '0.9.0', `needs ${oldest} or newer`],
	])('%s is told', (_, wanted, message) => {
		expect(() => findVersion(wanted)).toThrow(message);
		expect(() => findVersion(wanted)).toThrow(pinnedVersions().join(', '));
	});
});

describe('the manifest of an n8n that is not pinned', () => {
	it('has the overrides of the pinned one of its major version', () => {
		const pinned = jest.requireActual(findVersion(oldest).manifest!);
		const version = later(oldest);
		expect(manifestFor(version, pinned.engines.node)).toEqual({
			...pinned,
			dependencies: { n8n: version },
		});
	});

	it('has none where no such one is pinned', () => {
		const { overrides, engines } = manifestFor('999.0.0', '>=30');
		expect(overrides).toBeUndefined();
		expect(engines).toEqual({ node: '>=30' });
	});
});

describe('the versions of Node.js', () => {
	it.each([
		['>=24.0.0', { oldest: '24.0.0' }],
		['>=22.16', { oldest: '22.16' }],
		['>= 24', { oldest: '24' }],
		['>=22.0.0 <25', { oldest: '22.0.0', below: '25' }],
		['>=20.19 <= 24.x', { oldest: '20.19', below: '25' }],
		['>=20.19 <=24.1.x', { oldest: '20.19', below: '24.2' }],
		['>=20.19 <25.x', { oldest: '20.19', below: '25' }],
		['^22.16.0', { oldest: '22.16.0', below: '23' }],
	])('%s are read', (text, engines) => {
		expect(readEngines(text)).toEqual(engines);
	});

	it.each(['', '*', '<25', 'lts', '>=20 || >=22', '>=24.0.0-rc.1'])('%j are not', (text) => {
		expect(() => readEngines(text)).toThrow('cannot be read');
	});

	it('of each pinned n8n are read', () => {
		for (const version of pinnedVersions()) {
			const { engines } = jest.requireActual(findVersion(version).manifest!);
			expect(compareVersions(readEngines(engines.node).oldest!, '20')).toBeGreaterThan(0);
		}
	});
});
