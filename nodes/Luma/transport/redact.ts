/**
 * Takes the key out of a gateway's own text: as it is, URL-encoded, in base64, and in the masked
 * form that relays print (`sk-abc***xyz`, luma-apis.md 5.2).
 *
 * A key that is too short to be one is left alone: it would take words out of the JSON.
 */
export function redact(text: string, apiKey: string): string {
	if (apiKey.length < MIN_KEY_LENGTH) return text;
	const forms = [apiKey, encodeURIComponent(apiKey), Buffer.from(apiKey).toString('base64')];
	const whole = forms.reduce((cleaned, form) => cleaned.split(form).join('***'), text);
	if (!whole.includes('**')) return whole;
	const start = apiKey.slice(0, 3).replace(/[^\w-]/g, '\\$&');
	const masked = `(?:sk-|hk-|luma-|${start})[\\w-]{0,${MAX_SHOWN}}\\*{2,}[\\w-]*`;
	return whole.replace(new RegExp(masked, 'g'), '***');
}

const MIN_KEY_LENGTH = 8;
/** Of a masked key before its stars. Without a limit, a long text of such starts takes hours. */
const MAX_SHOWN = 100;
