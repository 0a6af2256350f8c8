import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../../task/failure';
import { asNumber, asRecord, asText, describeValue } from '../../task/values';

/*
 * Reads a parameter of one item. An expression can give anything, so each reader says, by the
 * field's label, what it got instead of what it needs.
 */

/** Where a parameter is: its internal name and the label that the user sees. */
export interface Field {
	name: string;
	label: string;
}

type Context = Pick<IExecuteFunctions, 'getNodeParameter'>;

const valueOf = (context: Context, itemIndex: number, { name }: Field) =>
	context.getNodeParameter(name, itemIndex, undefined) as unknown;

/** Text that is not empty. */
export function readText(context: Context, itemIndex: number, field: Field, hint: string): string {
	const value = valueOf(context, itemIndex, field);
	return textIn(value, field, hint);
}

/** @throws LumaFailure where the value is no text or an empty one */
export function textIn(value: unknown, { label }: Field, hint: string): string {
	const text = asText(Number.isFinite(value) ? String(value) : value);
	if (text !== undefined) return text;
	const isMissing = value === undefined || value === null || value === '' || isBlank(value);
	throw invalidInput(
		isMissing ? `'${label}' is empty` : `'${label}' is ${describeValue(value)}, not text`,
		hint,
	);
}

const isBlank = (value: unknown) => typeof value === 'string';

/** One of the values that the field offers. */
export function readChoice<T extends string>(
	context: Context,
	itemIndex: number,
	field: Field,
	allowed: readonly T[],
): T {
	const value = valueOf(context, itemIndex, field);
	if ((allowed as readonly unknown[]).includes(value)) return value as T;
	throw invalidInput(
		`'${field.label}' cannot be ${describeValue(value)}`,
		`Choose one of: ${allowed.join(', ')}.`,
	);
}

/** Also `"true"` and `"false"`, which is what a sheet or a form gives. */
export function booleanIn(value: unknown, { label }: Field): boolean {
	if (typeof value === 'boolean') return value;
	const text = asText(value)?.toLowerCase();
	if (text === 'true' || text === 'false') return text === 'true';
	throw invalidInput(
		`'${label}' is ${describeValue(value)}, not true or false`,
		'Turn it on or off.',
	);
}

export const readBoolean = (context: Context, itemIndex: number, field: Field) =>
	booleanIn(valueOf(context, itemIndex, field), field);

/** A number of seconds from `least` to `most`. */
export function secondsIn(value: unknown, { label }: Field, most: number, least = 1): number {
	const seconds = asNumber(value);
	if (seconds !== undefined && seconds >= least && seconds <= most) return seconds;
	throw invalidInput(
		`'${label}' is ${describeValue(value)}, which is no number of seconds from ${least} to ${most}`,
		`Enter a number of seconds from ${least} to ${most}.`,
	);
}

export const readSeconds = (context: Context, itemIndex: number, field: Field, most: number) =>
	secondsIn(valueOf(context, itemIndex, field), field, most);

/** A collection of optional settings; only what the user added is in it. */
export function readOptions(context: Context, itemIndex: number): Record<string, unknown> {
	const value: unknown = context.getNodeParameter('options', itemIndex, {}) ?? '';
	// Nothing at all, an empty text, an empty list.
	const options = asRecord(value) ?? (String(value) === '' ? {} : undefined);
	if (options) return options;
	throw invalidInput(
		`'Options' is ${describeValue(value)}, which is no set of options`,
		'Add the options one by one, or give an object by an expression.',
	);
}
