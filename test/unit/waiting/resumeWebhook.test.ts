import { callbackAddress, resumeWebhooks } from '../../../nodes/Luma/waiting/resumeWebhook';

const [webhook] = resumeWebhooks;

describe('the callback URL that resumes an execution', () => {
	it.each([
		['https://n8n.example.com/webhook-waiting/42'],
		['https://n8n.example.com/webhook-waiting/42/'],
	])("is the execution's resume URL with the node's own path: %s", (resumeUrl) => {
		const url = callbackAddress(resumeUrl);
		expect(url).toBe(`https://n8n.example.com/webhook-waiting/42/${webhook.path}`);
	});

	it("keeps n8n's token", () => {
		const url = new URL(
			callbackAddress('https://n8n.example.com/base/webhook-waiting/42?signature=a%2Fb'),
		);
		expect(url.pathname).toBe(`/base/webhook-waiting/42/${webhook.path}`);
		expect(url.search).toBe('?signature=a%2Fb');
	});

	it('is not shared with another waiting node', () => {
		expect(resumeWebhooks).toHaveLength(1);
		expect(webhook.path).toMatch(/^[\w-]+$/);
	});

	it('accepts a POST, and answers it at once', () => {
		expect(webhook).toMatchObject({
			name: 'default',
			httpMethod: 'POST',
			responseMode: 'onReceived',
			restartWebhook: true,
		});
	});
});
