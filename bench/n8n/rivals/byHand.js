'use strict';

const { generationsOf } = require('../gateway');
const { get, getFile, post } = require('../httpRequest');

/** Submit, wait somehow, check, and wait again if the video is not finished. */
const byHand = ({ name, title, body, wait }) => ({
	name,
	title,
	nodes(stage) {
		const generations = generationsOf(stage.emulator);
		return [
			post('Submit', stage, generations, body),
			{ name: 'Wait', type: 'n8n-nodes-base.wait', typeVersion: 1.1, webhookId: name, ...wait },
			get('Status', stage, `=${generations}/{{ $('Submit').first().json.id }}`),
			isFinished,
		];
	},
	back: { 'Finished?': 'Wait' },
	video: '$json.video_raw?.url',
	download: () => getFile('Download', '={{ $json.video_raw.url }}'),
});

const isFinished = {
	name: 'Finished?',
	type: 'n8n-nodes-base.if',
	typeVersion: 2.2,
	parameters: {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			combinator: 'and',
			conditions: [
				{
					id: 'state',
					leftValue: '={{ $json.state }}',
					rightValue: 'completed',
					operator: { type: 'string', operation: 'equals' },
				},
			],
		},
		options: {},
	},
};

module.exports = { byHand };
