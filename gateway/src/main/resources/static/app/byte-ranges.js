/** Writes ranges of a file as a body of multipart/byteranges (RFC 9110, 14.6). */

/** From here on a range is not read before it is sent; a body of very many slices would be slow. */
const MIN_SLICE_BYTES = 64 * 1024;

/** Short ranges that lie near each other are read at once. */
const MAX_GAP_BYTES = 64 * 1024;

const MAX_GROUP_BYTES = 1024 * 1024;

/**
 * A body that is written piece by piece, as it is needed: reading the short ranges of a long file takes about as long as
 * reading all of it. Parts are not searched for the boundary: their lengths are known.
 */
export class ByteRangesBody {

	/** Content type. */
	type;

	#file;

	#ranges;

	#mediaType;

	#boundary;

	/** Where each part ends in the body. */
	#ends;

	constructor(file, ranges, mediaType, boundary) {
		this.type = `multipart/byteranges; boundary=${boundary}`;
		this.#file = file;
		this.#ranges = ranges;
		this.#mediaType = mediaType;
		this.#boundary = boundary;
		this.#ends = new Float64Array(ranges.length);
		let end = 0;
		ranges.forEach((range, i) => {
			// all of it is ASCII
			end += this.#head(range).length + range[1] - range[0] + 2;
			this.#ends[i] = end;
		});
	}

	/** Number of bytes. */
	get size() {
		return this.#begin(this.#ranges.length) + this.#closing.length;
	}

	/** Resolves to a piece of the body as a blob of its type. Rejects if the file can't be read. */
	async slice(begin, end = this.size) {
		const first = this.#partAt(begin);
		let last = first;
		while (last < this.#ranges.length && this.#begin(last) < end) {
			last++;
		}
		const parts = [];
		for (const group of groups(this.#ranges.slice(first, last))) {
			// so that the bytes need not stay in the memory of this page
			parts.push(new Blob(await this.#write(group)));
		}
		const from = this.#begin(first);
		return new Blob([...parts, this.#closing]).slice(begin - from, end - from, this.type);
	}

	async #write(group) {
		const begin = group[0][0];
		const isSlice = group.length === 1 && group[0][1] - begin >= MIN_SLICE_BYTES;
		const bytes = (isSlice) ? null : new Uint8Array(await this.#file.slice(begin, group.at(-1)[1]).arrayBuffer());
		return group.flatMap((range) => [this.#head(range),
			(bytes) ? bytes.subarray(range[0] - begin, range[1] - begin) : this.#file.slice(range[0], range[1]), '\r\n']);
	}

	/** What precedes the bytes of a range. Only the first part has the type: an hour of sound has 100,000 parts. */
	#head(range) {
		const type = (range === this.#ranges[0]) ? `Content-Type: ${this.#mediaType}\r\n` : '';
		return `--${this.#boundary}\r\n${type}`
			+ `Content-Range: bytes ${range[0]}-${range[1] - 1}/${this.#file.size}\r\n\r\n`;
	}

	get #closing() {
		return `--${this.#boundary}--\r\n`;
	}

	/** Where a part begins in the body, or the end of all if there is no such part. */
	#begin(part) {
		return (part === 0) ? 0 : this.#ends[part - 1];
	}

	/** The part with a byte of the body; the number of parts if it lies behind them. */
	#partAt(offset) {
		let low = 0;
		let high = this.#ranges.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.#ends[middle] > offset) {
				high = middle;
			}
			else {
				low = middle + 1;
			}
		}
		return low;
	}

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
