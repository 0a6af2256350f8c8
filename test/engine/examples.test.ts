import promptToVideo from '../../examples/prompt-to-video.json';
import { LUMA } from './host';
import { hostFor, luma, useEmulator } from './support';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('./fakeClock'));

const emulator = useEmulator();

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
