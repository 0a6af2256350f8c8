import type { IWebhookDescription } from 'n8n-workflow';

/** Our own path: a late callback must not resume another node that waits in the same execution. */
const PATH = 'luma-ai';

/** The webhook by which a gateway resumes the execution that waits for its task. */
export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		path: PATH,
		restartWebhook: true,
	},
];

/** @param resumeUrl n8n's address of the execution, with its token in the query */
export function callbackAddress(resumeUrl: string): string {
	const url = new URL(resumeUrl);
	url.pathname = `${url.pathname.replace(/\/$/, '')}/${PATH}`;
	return url.href;
}
