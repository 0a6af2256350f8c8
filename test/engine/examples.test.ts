import promptToVideo from '../../examples/prompt-to-video.json';
import { startEmulator } from '../emulator';
import { time } from './fakeClock';
import { LUMA } from './host';
import { hostFor, luma } from './support';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('./fakeClock'));

let emulator: Awaited<ReturnType<typeof startEmulator>>;
beforeAll(async () => {
	emulator = await startEmulator({ now: () => time.now });
});
afterAll(async () => await emulator.close());

describe('the example "prompt to video"', () => {
	it('ends with the links to one video', async () => {
		const { credentials } = luma('any', {});
		const nodes = promptToVideo.nodes.map((node) =>
			node.type === LUMA ? { ...node, credentials } : node,
		);
		const host = hostFor('cometApi', emulator.url('cometApi'));
		const run = await host.run({ ...promptToVideo, nodes });

		expect(run.json('Wait')).toMatchObject([
			{ state: 'completed', videoUrl: expect.stringMatching(/^http/) },
		]);
		expect(emulator.accepted()).toHaveLength(1);
	});
});
