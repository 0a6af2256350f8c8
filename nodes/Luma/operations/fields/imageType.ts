/**
 * The MIME type of an image by its first bytes; `undefined` for any other file. The name or type that
 * another node set can be wrong, and Luma charges before it opens the file.
 */
export function pictureType(bytes: Buffer): string | undefined {
	const starts = (text: string, offset = 0) =>
		bytes.subarray(offset, offset + text.length).equals(Buffer.from(text, 'latin1'));
	if (starts('\x89PNG\r\n')) return 'image/png';
	if (starts('\xff\xd8\xff')) return 'image/jpeg';
	if (starts('RIFF') && starts('WEBP', 8)) return 'image/webp';
	if (starts('GIF8')) return 'image/gif';
	return undefined;
}
