import { GATEWAYS } from '../../../nodes/Luma/gateways';
import type { Capabilities, Gateway } from '../../../nodes/Luma/gateways/gateway';
import { ASPECT_RATIOS } from '../../../nodes/Luma/operations/fields/readVideoRequest';

/** The README's table of what each gateway supports, made from the gateways' records. */
export function supportTable(): string {
	const rows = ROWS.map(([setting, cell]) => [setting, ...GATEWAYS.map(cell)]);
	const header = ['Setting', ...GATEWAYS.map(({ label }) => label)];
	return [header, header.map(() => '---'), ...rows]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');
}

const yes = (is: unknown) => (is ? 'yes' : '–');

const listed = (values?: readonly string[] | 'any') =>
	values === 'any' ? 'yes' : (values?.join(', ') ?? '–');

function ratios({ aspectRatios }: Capabilities): string {
	if (aspectRatios === 'any') return 'yes';
	const missing = ASPECT_RATIOS.filter((ratio) => !aspectRatios.includes(ratio));
	return missing.length === 0 ? 'yes' : `all but ${missing.join(', ')}`;
}

/** The settings that the gateway rejects together with a loop. */
function loops({ conflict }: Gateway): string {
	const settings = {
		'a duration of 10s': { duration: '10s' },
		'an end frame': { endFrame: FRAME },
	};
	const rejected = Object.entries(settings)
		.filter(([, setting]) => conflict?.({ prompt: '', loop: true, ...setting }))
		.map(([label]) => label);
	return rejected.length === 0 ? 'yes' : `not with ${rejected.join(' or ')}`;
}

const FRAME = { from: 'url', url: 'https://example.com/end.png' } as const;

const from = (source: Capabilities['frames'][number]) => (gateway: Gateway) =>
	yes(gateway.capabilities.frames.includes(source));

const ROWS: Array<[setting: string, cell: (gateway: Gateway) => string]> = [
	[
		'Prompt (characters)',
		({ capabilities: { promptLength } }) =>
			promptLength.map((count) => count.toLocaleString('en')).join(' to '),
	],
	['Start Frame, End Frame from a URL', from('url')],
	['… from a binary file (PNG, JPEG, WebP, GIF)', from('image')],
	['… from an earlier task', from('task')],
	['Aspect Ratio', ({ capabilities }) => ratios(capabilities)],
	['Loop', loops],
	['Duration', ({ capabilities: { durations } }) => listed(durations)],
	['Resolution', ({ capabilities: { resolutions } }) => listed(resolutions)],
	['Model, e.g.', ({ capabilities: { models } }) => listed(models)],
	['Enhance Prompt', ({ capabilities: { enhancePrompt } }) => yes(enhancePrompt)],
	['Callback', ({ capabilities: { callback } }) => yes(callback)],
	[
		'Extend',
		({ extend, capabilities: { frames } }) => yes(extend !== undefined || frames.includes('task')),
	],
	['Task: Get Many in one request', ({ batchRequest }) => yes(batchRequest)],
	['Trigger: Recent Tasks', ({ listRequest }) => yes(listRequest)],
];
