import type { IWebhookDescription } from 'n8n-workflow';

/** A path of our own: a late call must not wake another node that waits in the same execution. */
const PATH = 'luma-ai';

/** How a gateway wakes the execution that waits for its task. */
export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		path: PATH,
		restartWebhook: true,
	},
];

/** @param resumeUrl n8n's own address of the execution, with its token as a parameter */
export function callbackAddress(resumeUrl: string): string {
	const url = new URL(resumeUrl);
	url.pathname = `${url.pathname.replace(/\/$/, '')}/${PATH}`;
	return url.href;
}
