'use strict';

/** Its default of 300 seconds would end longer renders. */
const PATIENT = { waitTime: 7_200 };

/** n8n's own OpenAI node: it polls every ten seconds while the execution runs, then downloads the file. */
module.exports = {
	name: 'openAi',
	title: "n8n's OpenAI node",
	nodes: ({ credentials }) => [
		{
			name: 'Generate a video',
			type: '@n8n/n8n-nodes-langchain.openAi',
			typeVersion: 2.3,
			parameters: {
				resource: 'video',
				operation: 'generate',
				modelId: { __rl: true, mode: 'id', value: 'sora-2' },
				prompt: '={{ $json.body.prompt }}',
				seconds: 4,
				size: '1280x720',
				options: PATIENT,
			},
			credentials: { openAiApi: credentials.openAi },
		},
	],
	video: '$binary.data?.fileSize',
};
