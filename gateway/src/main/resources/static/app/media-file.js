/** Parts of a media file. The command line has the same in io.soundlift.cli.container. */

const MAX_EXTENTS = 1_000_000;

/** A file that is damaged, or of a kind that is not known well enough to leave out any of its bytes. */
export class UnusualFile extends Error {}

export function require(usual) {
	if (!usual) {
		throw new UnusualFile();
	}
}

/** A file of which one part at a time is in memory. */
export class MediaFile {

	#blob;

	#windowBytes;

	#view = new DataView(new ArrayBuffer(0));

	#begin = 0;

	/** Takes a blob, and how many bytes to read at once. */
	constructor(blob, windowBytes) {
		this.#blob = blob;
		this.#windowBytes = windowBytes;
	}

	get length() {
		return this.#blob.size;
	}

	/** Reads some bytes. Resolves to a view of them. */
	async read(offset, count) {
		require(offset >= 0 && count >= 0 && offset <= this.length - count);
		if (offset < this.#begin || offset + count > this.#begin + this.#view.byteLength) {
			const part = this.#blob.slice(offset, Math.min(offset + Math.max(count, this.#windowBytes), this.length));
			this.#view = new DataView(await part.arrayBuffer());
			this.#begin = offset;
		}
		return new DataView(this.#view.buffer, offset - this.#begin, count);
	}

}

/** An unsigned integer of eight bytes. Beyond the length of any file it is not exact. */
export function uint64(view, at) {
	return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}

/** Ranges of a file that something occupies, each as its begin and its end. Consecutive ones are joined. */
export class Extents {

	#fileLength;

	#ranges = [];

	constructor(fileLength) {
		this.#fileLength = fileLength;
	}

	add(begin, length) {
		require(begin >= 0 && length >= 0 && begin <= this.#fileLength && length <= this.#fileLength - begin);
		if (length === 0) {
			return;
		}
		const last = this.#ranges.at(-1);
		if (last?.[1] === begin) {
			last[1] = begin + length;
			return;
		}
		require(this.#ranges.length < MAX_EXTENTS);
		this.#ranges.push([begin, begin + length]);
	}

	addAll(others) {
		others.#ranges.forEach(([begin, end]) => this.add(begin, end - begin));
	}

	/** The ranges in the order of the file, those that overlap or touch as one. */
	merged() {
		const merged = [];
		for (const [begin, end] of this.#ranges.toSorted((one, other) => one[0] - other[0])) {
			const last = merged.at(-1);
			if (last && begin <= last[1]) {
				last[1] = Math.max(last[1], end);
			}
			else {
				merged.push([begin, end]);
			}
		}
		return merged;
	}

	/** Whether a byte is in one of these ranges and in one of others. */
	overlap(others) {
		const left = this.merged();
		const right = others.merged();
		let i = 0;
		let j = 0;
		while (i < left.length && j < right.length) {
			if (left[i][1] <= right[j][0]) {
				i++;
			}
			else if (right[j][1] <= left[i][0]) {
				j++;
			}
			else {
				return true;
			}
		}
		return false;
	}

	/** Whether each of these ranges lies in one of others. */
	within(others) {
		const outer = others.merged();
		let i = 0;
		return this.merged().every(([begin, end]) => {
			while (i < outer.length && outer[i][1] < end) {
				i++;
			}
			return i < outer.length && begin >= outer[i][0];
		});
	}

}
