import { isWatermarked, linkExpiry } from '../../../nodes/Luma/task/links';
import { readTask } from '../../../nodes/Luma/task/readTask';
import { withVideoUrl } from '../../../nodes/Luma/task/task';
import { BODIES, bodyOf } from '../../fixtures';

const LINK = 'https://storage.example.com/video.mp4';

describe('the expiry of a link', () => {
	it.each([
		[
			'S3 and R2',
			'X-Amz-Date=20241015T085653Z&X-Amz-Expires=3600&X-Amz-Signature=9b',
			'2024-10-15T09:56:53.000Z',
		],
		[
			'S3, lower case',
			'x-amz-date=20241015T085653Z&x-amz-expires=3600',
			'2024-10-15T09:56:53.000Z',
		],
		['S3, other order', 'X-Amz-Expires=60&X-Amz-Date=20241231T235930Z', '2025-01-01T00:00:30.000Z'],
		[
			'Google',
			'X-Goog-Date=20260228T230000Z&X-Goog-Expires=7200&X-Goog-Signature=1a',
			'2026-03-01T01:00:00.000Z',
		],
		[
			'Azure',
			'sv=2024-11-04&se=2026-04-08T13%3A05%3A00Z&sr=b&sp=r&sig=abc',
			'2026-04-08T13:05:00.000Z',
		],
		['CloudFront', 'Expires=1760000000&Signature=abc&Key-Pair-Id=K1', '2025-10-09T08:53:20.000Z'],
		[
			'a signature with its own parameter names',
			'x-expires=1760000000&x-signature=abc',
			'2025-10-09T08:53:20.000Z',
		],
		['older S3', 'AWSAccessKeyId=A&Expires=1760000000&Signature=abc', '2025-10-09T08:53:20.000Z'],
	])('is read from the signature of %s', (_name, query, expiresAt) => {
		expect(linkExpiry(`${LINK}?${query}`)).toBe(expiresAt);
	});

	it.each([
		['no query', ''],
		['another query', '?width=720&name=a'],
		['a lifetime without a date', '?X-Amz-Expires=3600'],
		['a date without a lifetime', '?X-Amz-Date=20241015T085653Z'],
		['an invalid date', '?X-Amz-Date=yesterday&X-Amz-Expires=3600'],
		['an invalid lifetime', '?X-Amz-Date=20241015T085653Z&X-Amz-Expires=soon'],
		['a lifetime with a unit', '?X-Amz-Date=20241015T085653Z&X-Amz-Expires=3600s'],
		['a lifetime with a sign', '?X-Amz-Date=20241015T085653Z&X-Amz-Expires=-3600'],
		[
			'a parameter name that only contains that of a lifetime',
			'?no-x-amz-expires=60&X-Amz-Date=20241015T085653Z',
		],
		[
			'a parameter name that only begins like that of a lifetime',
			'?x-amz-expires-at=60&X-Amz-Date=20241015T085653Z',
		],
		['a date with a digit after it', '?X-Amz-Date=20241015T085653Z0&X-Amz-Expires=60'],
		['a date with a digit before it', '?X-Amz-Date=020241015T085653Z&X-Amz-Expires=60'],
		['Expires with too many digits for seconds', '?Expires=176000000000'],
		['Expires with a unit', '?Expires=1760000000s'],
		['Expires with a sign', '?Expires=-1760000000'],
		['a signature without an expiry', '?sig=abc'],
		['an empty lifetime', '?X-Amz-Date=20241015T085653Z&X-Amz-Expires='],
		[
			'a lifetime beyond the range of dates',
			'?X-Amz-Date=20241015T085653Z&X-Amz-Expires=99999999999999999',
		],
		['Expires that is not a Unix time', '?Expires=3600'],
		['se without a signature', '?se=2026-04-08T13:05:00Z'],
		['se that is not a date', '?se=never&sig=abc'],
	])('is unknown for %s', (_name, query) => {
		expect(linkExpiry(LINK + query)).toBeNull();
	});

	it('is unknown without a link', () => {
		expect(linkExpiry(null)).toBeNull();
	});

	it('of a task is that of the link in `videoUrl`, not of another link', () => {
		const body = bodyOf<{ video_raw: unknown }>('comet-completed');
		expect(readTask(body)?.expiresAt).toBeNull();
		body.video_raw = null;
		expect(readTask(body)?.expiresAt).toBe('2024-10-15T09:56:53.000Z');
	});
});

describe('a watermarked link', () => {
	it.each([
		['watermarked_video04e84533635074d8cbde758dfe782ae8a.mp4', true],
		['5f7ca010-7e0e-4faf_watermarked_video05a8efbcf1ba.mp4', true],
		['fly_fishing_watermarked.mp4', true],
		['x_watermarked.mp4', true],
		['WATERMARKED_video.mp4', true],
		['casino_watermarked_video.mp4', true],
		['setting_sun_watermarked.mp4', true],
		['video04e84533635074d8cbde758dfe782ae8a.mp4', false],
		['unwatermarked_video.mp4', false],
		['non-watermarked.mp4', false],
		['no_watermarked.mp4', false],
		['video-without-watermarked.mp4', false],
		['watermark-free.mp4', false],
		['', false],
	])(
		'is recognized by its file name: %p, %p (docs/gateways.md#watermark-free-links)',
		(name, expected) => {
			expect(isWatermarked(`https://cdn.example.com/a/${name}`)).toBe(expected);
		},
	);

	it('is not recognized by a folder, a host or a query', () => {
		expect(
			isWatermarked('https://watermarked.example.com/watermarked_a/v.mp4?x=watermarked_'),
		).toBe(false);
	});
});

describe('a better link to the only video of a task', () => {
	it('completes the task and sets its expiry', () => {
		const task = readTask(BODIES['web-completed-without-link']);
		const { url } = bodyOf<{ url: string }>('no-mark');
		const better = task && withVideoUrl(task, url);
		const expected = { state: 'completed', videoUrl: url, expiresAt: '2024-10-15T09:56:53.000Z' };
		expect(better).toMatchObject(expected);
		expect(better?.videos).toHaveLength(1);
		expect(better?.videos[0]).toMatchObject(expected);
	});

	it('does not replace the watermarked link', () => {
		const task = readTask(BODIES['web-watermarked-only']);
		expect(task && withVideoUrl(task, LINK)).toMatchObject({
			videoUrl: LINK,
			expiresAt: null,
			watermarkedVideoUrl: task?.videoUrl,
		});
	});
});
