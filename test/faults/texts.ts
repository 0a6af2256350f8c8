/**
 * All text in a value at any depth: names, values, non-enumerable properties (an error's stack and
 * cause) and bytes.
 */
export function textsIn(value: unknown): string {
	const texts: string[] = [];
	const seen = new Set<unknown>();
	const open: unknown[] = [value];
	while (open.length > 0) {
		const one = open.pop();
		if (typeof one === 'string') texts.push(one);
		if ((typeof one !== 'object' && typeof one !== 'function') || one === null || seen.has(one)) {
			continue;
		}
		seen.add(one);
		if (Buffer.isBuffer(one)) texts.push(one.toString('latin1'));
		else if (one instanceof Map || one instanceof Set) open.push(...[...one].flat());
		else for (const name of Reflect.ownKeys(one)) open.push(String(name), read(one, name));
	}
	return texts.join('\n');
}

function read(owner: object, name: string | symbol): unknown {
	try {
		return Reflect.get(owner, name);
	} catch {
		// A getter that throws reveals no text.
		return undefined;
	}
}
