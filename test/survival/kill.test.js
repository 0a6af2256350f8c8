'use strict';

const { eventually, openBench } = require('../n8n/support');
const { openCrowds } = require('./crowd');

const bench = openBench();
const crowds = openCrowds(bench);
const n8n = globalThis.lumaN8n;

it('poll probe', async () => {
	const crowd = await crowds.open(
		[bench.generate('cometApi', { prompt: '={{ $json.prompt }}' }), bench.wait('cometApi')],
		{ saveExecutionProgress: true },
	);
	await crowd.start('one [render: 10]', 'two [render: 10]');
	await eventually(() => bench.emulator.requestsTo('cometApi', 'GET').length > 3, 'rounds');
	await n8n.kill();
	await n8n.start();
	const ends = await crowd.ended(1);
	for (const { id, status, error, data, ran } of ends)
		console.log(
			id,
			status,
			error,
			ran,
			JSON.stringify(data.resultData).slice(0, 3000),
			crowd.calls(id),
		);
});
it('standin probe', async () => {
	const crowd = await crowds.open([
		bench.generate('cometApi', { prompt: '={{ $json.prompt }}' }),
		{
			name: 'Pause',
			type: 'n8n-nodes-base.wait',
			typeVersion: 1.1,
			parameters: { resume: 'timeInterval', amount: 66, unit: 'seconds' },
		},
		bench.wait('cometApi'),
	]);
	await crowd.start('one [render: 10]', 'two [render: 10]');
	await eventually(
		async () => (await crowd.outer()).some(({ status }) => status === 'waiting'),
		'waiting',
	);
	await n8n.kill();
	await n8n.start();
	const ends = await crowd.ended(1);
	for (const { id, status, error, data, ran } of ends)
		console.log(id, status, error, ran, crowd.calls(id));
});
