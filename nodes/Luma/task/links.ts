/** Whether the file name says that the video has a watermark (docs/gateways.md#watermark-free-links). */
export function isWatermarked(link: string): boolean {
	const name = new URL(link).pathname.split('/').pop() ?? '';
	return /watermarked/i.test(name) && !/(^|[^a-z])(un|non?|without)[-_]?watermarked/i.test(name);
}

/**
 * When a presigned link expires, read from its query (docs/gateways.md#presigned-links): ISO 8601, or
 * `null` if unknown. Supports `X-<vendor>-Date` + `X-<vendor>-Expires` (S3, R2, Google, OSS, TOS),
 * Azure's `se`, and a Unix time in `Expires` (CloudFront, older S3 and OSS).
 */
export function linkExpiry(link: string | null): string | null {
	if (link === null) return null;
	const query = new Map(
		[...new URL(link).searchParams].map(([key, value]) => [key.toLowerCase(), value]),
	);

	for (const [key, seconds] of query) {
		const vendor = /^x-([a-z]+)-expires$/.exec(key)?.[1];
		const signedAt = vendor && compactDate(query.get(`x-${vendor}-date`));
		if (signedAt && /^\d+$/.test(seconds)) return isoDate(signedAt + Number(seconds) * 1000);
	}
	if (query.has('sig') && query.has('se')) return isoDate(Date.parse(query.get('se') ?? ''));
	const unixSeconds = query.get('expires') ?? query.get('x-expires');
	return /^\d{9,11}$/.test(unixSeconds ?? '') ? isoDate(Number(unixSeconds) * 1000) : null;
}

/** `20241015T085653Z` as Unix milliseconds. */
function compactDate(text: string | undefined): number | undefined {
	const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
	if (!match) return undefined;
	const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
	return Date.UTC(year, month - 1, day, hour, minute, second);
}

function isoDate(milliseconds: number): string | null {
	const date = new Date(milliseconds);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
