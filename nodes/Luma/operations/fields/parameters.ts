import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../../task/failure';
import { asNumber, asRecord, asText, describeValue } from '../../task/values';

/*
 * Readers for a parameter of one item. An expression can return anything, so each reader's message has
 * the field's label, what the field needs and what it got.
 */

/** A parameter's internal name, and the label that the user sees. */
export interface Field {
	name: string;
	label: string;
}

type Context = Pick<IExecuteFunctions, 'getNodeParameter'>;

const valueOf = (context: Context, itemIndex: number, { name }: Field) =>
	context.getNodeParameter(name, itemIndex, undefined) as unknown;

/** Non-empty text. */
export function readText(context: Context, itemIndex: number, field: Field, hint: string): string {
	const value = valueOf(context, itemIndex, field);
	return textIn(value, field, hint);
}

/** @throws LumaFailure `invalidInput` if the value is empty or not text */
export function textIn(value: unknown, { label }: Field, hint: string): string {
	const text = asText(Number.isFinite(value) ? String(value) : value);
	if (text !== undefined) return text;
	const isMissing = value === undefined || value === null || value === '' || isBlank(value);
	throw invalidInput(
		isMissing ? `'${label}' is empty` : `'${label}' must be text, but is ${describeValue(value)}`,
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
		`'${field.label}' must be one of its options, but is ${describeValue(value)}`,
		`Choose one of: ${allowed.join(', ')}.`,
	);
}

/** Also `"true"` and `"false"`, which spreadsheets and forms return. */
export function booleanIn(value: unknown, { label }: Field): boolean {
	if (typeof value === 'boolean') return value;
	const text = asText(value)?.toLowerCase();
	if (text === 'true' || text === 'false') return text === 'true';
	throw invalidInput(
		`'${label}' must be true or false, but is ${describeValue(value)}`,
		'Turn it on or off, or use an expression that returns true or false.',
	);
}

export const readBoolean = (context: Context, itemIndex: number, field: Field) =>
	booleanIn(valueOf(context, itemIndex, field), field);

/** A number of seconds from `least` to `most`. */
export function secondsIn(value: unknown, { label }: Field, most: number, least = 1): number {
	const seconds = asNumber(value);
	if (seconds !== undefined && seconds >= least && seconds <= most) return seconds;
	throw invalidInput(
		`'${label}' must be ${least} to ${most} seconds, but is ${describeValue(value)}`,
		`Enter a number of seconds from ${least} to ${most}.`,
	);
}

export const readSeconds = (context: Context, itemIndex: number, field: Field, most: number) =>
	secondsIn(valueOf(context, itemIndex, field), field, most);

/** A collection of optional settings: only those that the user added. */
export function readOptions(context: Context, itemIndex: number): Record<string, unknown> {
	const value: unknown = context.getNodeParameter('options', itemIndex, {}) ?? '';
	// Nothing, empty text or an empty list.
	const options = asRecord(value) ?? (String(value) === '' ? {} : undefined);
	if (options) return options;
	throw invalidInput(
		`'Options' must be an object, but is ${describeValue(value)}`,
		'Add the options one by one, or use an expression that returns an object.',
	);
}
