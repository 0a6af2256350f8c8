/**
 * A minimal n8n host: n8n's execution engine (n8n-core), the node types that a test or the demo needs, and one
 * stored credential, without the `n8n` package (no database, no editor).
 */
const { tmpdir } = require('node:os');
const { join } = require('node:path');

// n8n-core writes its settings when it is loaded; they must not end up in the user's own n8n.
process.env.N8N_USER_FOLDER ??= join(tmpdir(), 'n8n-nodes-luma-ai');
process.env.N8N_ENCRYPTION_KEY ??= 'only-for-tests';
process.env.N8N_LOG_LEVEL ??= 'silent';

const { ExecutionLifecycleHooks, PollContext, WorkflowExecute } = require('n8n-core');
const {
	createRunExecutionData,
	ICredentialsHelper,
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
} = require('n8n-workflow');

const LUMA = 'n8n-nodes-luma-ai.luma';

/**
 * @param {object} options
 * @param {new () => import('n8n-workflow').INodeType} options.Luma the node class
 * @param {new () => import('n8n-workflow').ICredentialType} options.LumaApi the credential class
 * @param {Record<string, unknown>} options.credential the stored credential's data
 * @param {Record<string, object>} [options.otherTypes] additional node types by name
 * @param {(executionId: string) => object | undefined} [options.executionOf] the stored state
 * of an execution. With this option, inner executions run; without it, the host refuses them
 * @param {(run: import('n8n-workflow').IRun) => Promise<void> | void} [options.onSuspended] called before an inner
 * execution is resumed
 */
function createHost({ Luma, LumaApi, credential, otherTypes = {}, executionOf, onSuspended }) {
	const nodeTypes = knownTypes({
		[LUMA]: new Luma(),
		'n8n-nodes-base.manualTrigger': passThrough('Manual Trigger', []),
		'n8n-nodes-base.executeWorkflowTrigger': passThrough('When called', []),
		'n8n-nodes-base.noOp': passThrough('No Operation, do nothing', [NodeConnectionTypes.Main]),
		'n8n-nodes-base.stickyNote': passThrough('Sticky Note', []),
		'n8n-nodes-base.if': IF,
		...otherTypes,
	});
	const credentialsHelper = new StoredCredential(new LumaApi(), credential);

	return {
		/**
		 * Runs a workflow from its trigger.
		 *
		 * @param {{ nodes: any[], connections: any }} workflowJson as n8n exports it
		 * @param {import('n8n-workflow').INodeExecutionData[]} [items] the output of the trigger
		 * @param {{ mode?: string, executionId?: string, contextData?: object }} [how]
		 * @returns {Promise<Run> & { stop: () => void }}
		 */
		run(workflowJson, items = [{ json: {} }], how = {}) {
			const { workflow, additionalData, data } = prepare(workflowJson, items, how);
			const running = new WorkflowExecute(
				additionalData,
				how.mode ?? 'trigger',
				data.current,
			).processRunExecutionData(workflow);
			return Object.assign(
				running.then((run) => new Run(run)),
				{ stop: () => running.cancel() },
			);
		},

		/**
		 * @param {{ nodes: any[], connections: any }} workflowJson that starts with a polling trigger
		 * @returns {() => Promise<import('n8n-workflow').INodeExecutionData[]>} polls once, as n8n does
		 * while the workflow is active. The trigger keeps its memory between polls
		 */
		poller(workflowJson) {
			const { workflow, additionalData } = prepare(workflowJson, [], {});
			const node = workflow.getNode(workflowJson.nodes.find(isTrigger).name);
			const { poll } = nodeTypes.getByNameAndVersion(node.type);
			const context = () => new PollContext(workflow, node, additionalData, 'trigger', 'activate');
			return async () => (await poll.call(context()))?.[0] ?? [];
		},
	};

	function prepare(workflowJson, items, how) {
		const { mode = 'trigger', executionId = '1', contextData = {} } = how;
		const workflow = new Workflow({
			id: 'workflow',
			name: 'Test',
			active: false,
			settings: { executionOrder: 'v1' },
			nodeTypes,
			...workflowJson,
		});
		const start = workflow.getNode(workflowJson.nodes.find(isTrigger).name);
		const additionalData = {
			...additionalDataFor(credentialsHelper, mode, executionId, workflow),
			...(executionOf && { getRunExecutionData: async (id) => executionOf(id), executeWorkflow }),
		};
		const current = createRunExecutionData({
			executionData: {
				contextData: structuredClone(contextData),
				nodeExecutionStack: [{ node: start, data: { main: [items] }, source: null }],
			},
		});
		return { workflow, additionalData, data: { current } };
	}

	/** Runs an inner execution to its end, and resumes it after each suspension. */
	async function executeWorkflow({ code }, _additionalData, { inputData }) {
		const how = { mode: 'integrated', executionId: '2' };
		const { workflow, additionalData, data } = prepare(code, structuredClone(inputData), how);
		for (;;) {
			const execute = new WorkflowExecute(additionalData, how.mode, data.current);
			const run = await execute.processRunExecutionData(workflow);
			// As n8n stores and loads it.
			data.current = structuredClone(run.data);
			const { error, runData, lastNodeExecuted } = run.data.resultData;
			if (error) throw error;
			if (!run.waitTill)
				return { executionId: '2', data: runData[lastNodeExecuted].at(-1).data.main };
			await onSuspended(run);
		}
	}
}

const isTrigger = ({ type }) => /trigger$/i.test(type);

/** The results of a finished run. */
class Run {
	constructor(run) {
		this.status = run.status;
		this.resultData = run.data.resultData;
		/** The node contexts, which n8n stores with the execution for later tries. */
		this.contextData = run.data.executionData.contextData;
		/** The whole record, as n8n would store it. */
		this.record = run;
	}

	/** The error that stopped the run. */
	get error() {
		return this.resultData.error;
	}

	/**
	 * The items of a node's last run.
	 *
	 * @param {string} nodeName
	 * @returns {import('n8n-workflow').INodeExecutionData[]}
	 */
	items(nodeName, output = 0) {
		return this.resultData.runData[nodeName]?.at(-1)?.data?.main[output] ?? [];
	}

	/**
	 * @param {string} nodeName
	 * @returns {import('n8n-workflow').IDataObject[]}
	 */
	json(nodeName, output = 0) {
		return this.items(nodeName, output).map((item) => item.json);
	}
}

/** @param {string} displayName @param {string[]} inputs */
const passThrough = (displayName, inputs) => ({
	description: {
		displayName,
		name: displayName,
		group: [],
		version: 1,
		description: '',
		defaults: { name: displayName },
		inputs,
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
});

/** The part of n8n's If node that the inner workflow of a suspended wait uses. */
const IF = {
	description: {
		properties: [
			{
				displayName: 'Conditions',
				name: 'conditions',
				type: 'filter',
				default: {},
				typeOptions: {},
			},
		],
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
	},
	async execute() {
		const items = this.getInputData();
		const isTrue = this.getNodeParameter('conditions', 0, false, { extractValue: true });
		return isTrue ? [items, []] : [[], items];
	},
};

const knownTypes = (types) => ({
	getKnownTypes: () => ({}),
	getByName: (name) => types[name],
	getByNameAndVersion: (name) => NodeHelpers.getVersionedNodeType(types[name]),
});

/** The real helper is in the `n8n` package; it passes the request to the credential type, too. */
class StoredCredential extends ICredentialsHelper {
	constructor(type, data) {
		super();
		this.type = type;
		this.data = data;
	}
	getParentTypes() {
		return [];
	}
	isCredentialUsableByNode() {
		return true;
	}
	async authenticate(credentials, _name, options) {
		return await this.type.authenticate(credentials, options);
	}
	async preAuthentication() {
		return undefined;
	}
	async runPreAuthentication() {
		return undefined;
	}
	async getCredentials() {
		throw new Error('This host stores no credentials');
	}
	async getDecrypted() {
		return { ...this.data };
	}
	async updateCredentials() {}
	async updateCredentialsOauthTokenData() {}
	getCredentialsProperties() {
		return this.type.properties;
	}
}

function additionalDataFor(credentialsHelper, mode, executionId, workflow) {
	const base = 'http://127.0.0.1:5678/';
	return {
		credentialsHelper,
		executionId,
		hooks: new ExecutionLifecycleHooks(mode, executionId, { id: workflow.id, nodes: [] }),
		currentNodeExecutionIndex: 0,
		variables: {},
		instanceBaseUrl: base,
		restApiUrl: `${base}rest`,
		webhookBaseUrl: `${base}webhook`,
		webhookWaitingBaseUrl: `${base}webhook-waiting`,
		webhookTestBaseUrl: `${base}webhook-test`,
		formBaseUrl: `${base}form`,
		formWaitingBaseUrl: `${base}form-waiting`,
		formTestBaseUrl: `${base}form-test`,
		logAiEvent() {},
		getRunExecutionData: async () => undefined,
		executeWorkflow: async () => {
			throw new Error('There are no sub-workflows here');
		},
	};
}

/** Resolves once the condition holds, and lets other work run in between. */
async function until(condition) {
	while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

module.exports = { createHost, LUMA, until };
