/** Writes ranges of a file as a body of multipart/byteranges (RFC 9110, 14.6). */

/** From here on a range is not read before it is sent; a body of very many slices would be slow. */
const MIN_SLICE_BYTES = 64 * 1024;

/** Short ranges that lie near each other are read at once. */
const MAX_GAP_BYTES = 64 * 1024;

const MAX_GROUP_BYTES = 1024 * 1024;

/** Resolves to the body as a blob of its type. Parts are not searched for the boundary: their lengths are known. */
export async function byteRanges(file, ranges, mediaType, boundary) {
	const parts = [];
	for (const group of groups(ranges)) {
		const begin = group[0][0];
		const isSlice = group.length === 1 && group[0][1] - begin >= MIN_SLICE_BYTES;
		const bytes = (isSlice) ? null : new Uint8Array(await file.slice(begin, group.at(-1)[1]).arrayBuffer());
		const written = [];
		for (const range of group) {
			written.push(`--${boundary}\r\nContent-Type: ${mediaType}\r\n`
				+ `Content-Range: bytes ${range[0]}-${range[1] - 1}/${file.size}\r\n\r\n`,
				(bytes) ? bytes.subarray(range[0] - begin, range[1] - begin) : file.slice(range[0], range[1]), '\r\n');
		}
		// so that the bytes need not stay in the memory of this page
		parts.push(new Blob(written));
	}
	return new Blob([...parts, `--${boundary}--\r\n`], { type: `multipart/byteranges; boundary=${boundary}` });
}

/** Ranges that are read together, in their order. */
function groups(ranges) {
	const groups = [];
	for (const range of ranges) {
		const group = groups.at(-1);
		const near = group && range[0] >= group.at(-1)[1] && range[0] - group.at(-1)[1] < MAX_GAP_BYTES
			&& range[1] - group[0][0] <= MAX_GROUP_BYTES;
		if (near && range[1] - range[0] < MIN_SLICE_BYTES && group[0][1] - group[0][0] < MIN_SLICE_BYTES) {
			group.push(range);
		}
		else {
			groups.push([range]);
		}
	}
	return groups;
}
