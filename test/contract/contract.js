/**
 * What saved workflows rely on: the names of operations, parameters and values, the defaults (n8n stores only
 * parameters that differ from them), and the fields of output items.
 */

/**
 * @param {{ node: any, credential: any, output: Record<string, readonly string[]> }} current
 *   a node, a credential and the names of the output fields
 */
function contractOf({ node, credential, output }) {
	const { properties, name, version } = node.description;
	return {
		node: name,
		version,
		operations: operationsOf(properties),
		webhooks: webhooksOf(node.description),
		credential: { name: credential.name, fields: fieldsOf(credential.properties) },
		output,
	};
}

/** Webhooks whose URLs users have given to gateways. */
const webhooksOf = ({ webhooks = [] }) => webhooks.map(({ name, path }) => `${name}: ${path}`);

/** The fields of each operation, or of the whole node if it has none. */
function operationsOf(properties) {
	const resource = properties.find(({ name }) => name === 'resource');
	if (!resource) return { trigger: fieldsOf(properties) };
	const operations = {};
	for (const { value } of resource.options) {
		const choice = properties.find(
			(property) => property.name === 'operation' && isShown(property, 'resource', value),
		);
		for (const operation of choice.options) {
			const own = properties.filter(
				(property) =>
					isShown(property, 'resource', value) &&
					isShown(property, 'operation', operation.value) &&
					!['resource', 'operation'].includes(property.name),
			);
			operations[`${value}:${operation.value}`] = fieldsOf(own);
		}
	}
	return operations;
}

const isShown = ({ displayOptions }, key, value) =>
	displayOptions?.show?.[key]?.includes(value) ?? false;

function fieldsOf(properties) {
	const fields = {};
	for (const property of properties) {
		const { name, type, default: value, options } = property;
		if (type === 'collection') Object.assign(fields, nested(name, fieldsOf(options)));
		fields[name] ??= { type, default: value, ...valuesOf(property) };
	}
	return fields;
}

const valuesOf = ({ type, options }) =>
	['options', 'multiOptions'].includes(type) ? { values: options.map(({ value }) => value) } : {};

const nested = (collection, fields) =>
	Object.fromEntries(
		Object.entries(fields).map(([name, field]) => [`${collection}.${name}`, field]),
	);

/** @returns {string[]} a sentence for each break of the recorded contract. Additions are not breaks */
function breaksOf(recorded, current) {
	const breaks = [];
	const compareFields = (where, before, now = {}) => {
		for (const [name, field] of Object.entries(before)) {
			const other = now[name];
			if (!other) {
				breaks.push(`${where}: '${name}' is gone`);
				continue;
			}
			if (other.type !== field.type) breaks.push(`${where}: '${name}' changed its type`);
			if (JSON.stringify(other.default) !== JSON.stringify(field.default)) {
				breaks.push(`${where}: '${name}' changed its default`);
			}
			for (const value of field.values ?? []) {
				if (!other.values?.includes(value)) {
					breaks.push(`${where}: '${name}' no longer takes '${value}'`);
				}
			}
		}
	};
	if (recorded.node !== current.node) breaks.push('The node has another name');
	for (const [operation, fields] of Object.entries(recorded.operations)) {
		if (!current.operations[operation]) breaks.push(`The operation '${operation}' is gone`);
		else compareFields(operation, fields, current.operations[operation]);
	}
	for (const webhook of recorded.webhooks) {
		if (!current.webhooks.includes(webhook)) breaks.push(`The address '${webhook}' is gone`);
	}
	if (recorded.credential.name !== current.credential.name) {
		breaks.push('The credential has another name');
	}
	compareFields('credential', recorded.credential.fields, current.credential.fields);
	for (const [kind, names] of Object.entries(recorded.output)) {
		for (const name of names) {
			if (!current.output[kind]?.includes(name)) {
				breaks.push(`output '${kind}': the field '${name}' is gone`);
			}
		}
	}
	return breaks;
}

module.exports = { contractOf, breaksOf };
