import { callbackAddress, resumeWebhooks } from '../../../nodes/Luma/waiting/resumeWebhook';

const [webhook] = resumeWebhooks;

describe('the address that a gateway calls', () => {
	it.each([
		['https://n8n.example.com/webhook-waiting/42'],
		['https://n8n.example.com/webhook-waiting/42/'],
	])("is that of the execution, with the node's own path: %s", (resumeUrl) => {
		const address = callbackAddress(resumeUrl);
		expect(address).toBe(`https://n8n.example.com/webhook-waiting/42/${webhook.path}`);
	});

	it("keeps n8n's token", () => {
		const url = new URL(
			callbackAddress('https://n8n.example.com/base/webhook-waiting/42?signature=a%2Fb'),
		);
		expect(url.pathname).toBe(`/base/webhook-waiting/42/${webhook.path}`);
		expect(url.search).toBe('?signature=a%2Fb');
	});

	it('is one that no other waiting node answers to', () => {
		expect(resumeWebhooks).toHaveLength(1);
		expect(webhook.path).toMatch(/^[\w-]+$/);
	});

	it('resumes the execution by a POST, answered before anything is done', () => {
		expect(webhook).toMatchObject({
			name: 'default',
			httpMethod: 'POST',
			responseMode: 'onReceived',
			restartWebhook: true,
		});
	});
});
