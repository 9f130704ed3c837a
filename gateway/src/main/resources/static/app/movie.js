/** Structure of an MP4 or QuickTime file, fragmented or not (ISO/IEC 14496-12). */

import { Extents, require, uint64 } from './media-file.js';

const MAX_BOXES = 2_000_000;

const MAX_CHILDREN = 100_000;

const MAX_TABLE_BYTES = 16 * 1024 * 1024;

const MAX_TRACKS = 100;

/** Encrypted samples, by ISO/IEC 23001-7 and by Apple. */
const ENCRYPTED = new Set(['encv', 'enca', 'enct', 'encs', 'drmi', 'drms']);

/**
 * Finds the samples of video. Resolves to where they are, and to the parts of the file in the order in which they are
 * needed: what comes before the media data, the movie box, everything else.
 */
export async function readMovie(file) {
	const movie = new Movie(file);
	await movie.read();
	return { video: movie.samples(true), order: movie.order() };
}

class Movie {

	#reader;

	#mediaData;

	#firstMediaData = null;

	#box = null;

	#tracks = new Map();

	#defaultSizes = new Map();

	constructor(file) {
		this.#reader = new BoxReader(file);
		this.#mediaData = new Extents(file.length);
	}

	async read() {
		const end = this.#reader.fileLength;
		for (let at = 0; at < end;) {
			const box = await this.#reader.boxAt(at, end);
			if (box.type === 'mdat') {
				this.#firstMediaData ??= box.begin;
				this.#mediaData.add(box.content, box.end - box.content);
			}
			else if (box.type === 'moov') {
				await this.#readMovie(box);
			}
			else if (box.type === 'moof') {
				await this.#readFragment(box);
			}
			at = box.end;
		}
		this.#verify();
	}

	/** Where the samples are that audio, tags and chapters have no need of, or all others. */
	samples(ofVideo) {
		const tracks = [...this.#tracks.values()];
		const chapters = new Set(tracks.flatMap((track) => track.chapters));
		const samples = new Extents(this.#reader.fileLength);
		// the first picture of a chapter track may become the cover
		tracks.filter((track) => (track.handler === 'vide' && !chapters.has(track.id)) === ofVideo)
			.forEach((track) => samples.addAll(track.samples));
		return samples;
	}

	order() {
		const { begin, end } = this.#box;
		const first = this.#firstMediaData;
		const length = this.#reader.fileLength;
		return (first === null || begin < first) ? [[0, length]]
			: [[0, first], [begin, end], [first, begin], [end, length]];
	}

	async #readMovie(box) {
		require(this.#box === null);
		this.#box = box;
		for (const child of await this.#reader.children(box, 0)) {
			if (child.type === 'trak') {
				const track = await readTrack(this.#reader, child);
				require(!this.#tracks.has(track.id) && this.#tracks.size < MAX_TRACKS);
				this.#tracks.set(track.id, track);
			}
			else if (child.type === 'mvex') {
				await this.#readDefaultSizes(child);
			}
		}
	}

	async #readDefaultSizes(box) {
		for (const child of await this.#reader.children(box, 0)) {
			if (child.type === 'trex') {
				const defaults = await this.#reader.read(child, 0, 24);
				this.#defaultSizes.set(defaults.getUint32(4), defaults.getUint32(16));
			}
		}
	}

	async #readFragment(box) {
		let first = true;
		for (const child of await this.#reader.children(box, 0)) {
			if (child.type === 'traf') {
				await readTrackFragment(this.#reader, box, child, first, this.#tracks, this.#defaultSizes);
				first = false;
			}
		}
	}

	#verify() {
		const tracks = [...this.#tracks.values()];
		require(tracks.some((track) => track.handler === 'soun'));
		require(tracks.every((track) => track.samples.within(this.#mediaData)));
		require(!this.samples(true).overlap(this.samples(false)));
	}

}

/** Reads the boxes of a file, and tables in them, up to limits that no usual file comes near. */
class BoxReader {

	#file;

	#boxes = 0;

	constructor(file) {
		this.#file = file;
	}

	get fileLength() {
		return this.#file.length;
	}

	/** Reads the header of a box, which has to lie in the one around it. */
	async boxAt(offset, end) {
		require(++this.#boxes <= MAX_BOXES);
		const header = await this.#file.read(offset, 8);
		let size = header.getUint32(0);
		const type = typeAt(header, 4);
		let content = offset + 8;
		if (size === 1) {
			size = uint64(await this.#file.read(content, 8), 0);
			content += 8;
		}
		else if (size === 0 && end === this.#file.length) {
			// the last one may go to the end of the file
			size = end - offset;
		}
		require(size >= content - offset && size <= end - offset);
		return { type, begin: offset, content, end: offset + size };
	}

	/** Reads the headers of the boxes in a box, which fill it but for some bytes at its beginning. */
	async children(box, skippedBytes) {
		const children = [];
		for (let at = box.content + skippedBytes; at < box.end;) {
			const child = await this.boxAt(at, box.end);
			children.push(child);
			require(children.length <= MAX_CHILDREN);
			at = child.end;
		}
		return children;
	}

	/** Reads bytes of a box. */
	async read(box, offset, count) {
		require(count <= box.end - box.content - offset);
		return this.#file.read(box.content + offset, count);
	}

	/** Reads a table of a box. */
	async table(box, offset, entries, entryBytes) {
		require(entries <= MAX_TABLE_BYTES / entryBytes);
		return this.read(box, offset, entries * entryBytes);
	}

}

function typeAt(view, at) {
	return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

/** The only box of some types. */
function only(boxes, ...types) {
	const found = boxes.filter((box) => types.includes(box.type));
	require(found.length === 1);
	return found[0];
}

async function readTrack(reader, box) {
	const boxes = await reader.children(box, 0);
	const media = await reader.children(only(boxes, 'mdia'), 0);
	const information = await reader.children(only(media, 'minf'), 0);
	const table = only(information, 'stbl');
	await requireSelfContained(reader, only(information, 'dinf'));
	const tables = await reader.children(table, 0);
	for (const entry of await reader.children(only(tables, 'stsd'), 8)) {
		require(!ENCRYPTED.has(entry.type));
	}
	const samples = await readSamples(reader, tables);
	const header = only(boxes, 'tkhd');
	const idOffset = ((await reader.read(header, 0, 1)).getUint8(0) === 1) ? 20 : 12;
	return {
		id: (await reader.read(header, idOffset, 4)).getUint32(0),
		handler: typeAt(await reader.read(only(media, 'hdlr'), 8, 4), 0),
		chapters: await readChapters(reader, boxes),
		samples
	};
}

/** Samples may be in other files. */
async function requireSelfContained(reader, dataInformation) {
	const references = only(await reader.children(dataInformation, 0), 'dref');
	for (const reference of await reader.children(references, 8)) {
		require(((await reader.read(reference, 0, 4)).getUint32(0) & 1) !== 0);
	}
}

/** Ids of tracks that tell the chapters of a track, by text or by pictures. */
async function readChapters(reader, boxes) {
	const chapters = [];
	for (const references of boxes.filter((box) => box.type === 'tref')) {
		for (const reference of await reader.children(references, 0)) {
			if (reference.type === 'chap') {
				const count = Math.floor((reference.end - reference.content) / 4);
				const ids = await reader.table(reference, 0, count, 4);
				for (let i = 0; i < count; i++) {
					chapters.push(ids.getUint32(4 * i));
				}
			}
		}
	}
	return chapters;
}

/** Places of the samples of a track: those of a chunk lie one after the other (ISO/IEC 14496-12, 8.7). */
async function readSamples(reader, tables) {
	const sizes = await readSizes(reader, only(tables, 'stsz', 'stz2'));
	const runs = await readRuns(reader, only(tables, 'stsc'));
	const box = only(tables, 'stco', 'co64');
	const chunks = (await reader.read(box, 4, 4)).getUint32(0);
	const bytes = (box.type === 'co64') ? 8 : 4;
	const offsets = await reader.table(box, 8, chunks, bytes);
	const samples = new Extents(reader.fileLength);
	let run = 0;
	let samplesInChunk = 0;
	for (let chunk = 1; chunk <= chunks; chunk++) {
		if (run < runs.length && runs.first(run) === chunk) {
			samplesInChunk = runs.samples(run++);
		}
		else {
			require(chunk > 1);
		}
		const at = (chunk - 1) * bytes;
		samples.add((bytes === 8) ? uint64(offsets, at) : offsets.getUint32(at), sizes.next(samplesInChunk));
	}
	require(sizes.left === 0 && run === runs.length);
	return samples;
}

async function readRuns(reader, box) {
	const length = (await reader.read(box, 4, 4)).getUint32(0);
	const table = await reader.table(box, 8, length, 12);
	return { length, first: (run) => table.getUint32(12 * run), samples: (run) => table.getUint32(12 * run + 4) };
}

async function readSizes(reader, box) {
	const header = await reader.read(box, 0, 12);
	const count = header.getUint32(8);
	const fieldBits = (box.type === 'stz2') ? header.getUint8(7) : 32;
	const size = (box.type === 'stz2') ? 0 : header.getUint32(4);
	let sizeOf = null;
	if (size === 0) {
		require([4, 8, 16, 32].includes(fieldBits));
		const table = (fieldBits === 4) ? await reader.table(box, 12, Math.floor((count + 1) / 2), 1)
			: await reader.table(box, 12, count, fieldBits / 8);
		sizeOf = {
			4: (sample) => (table.getUint8(sample >> 1) >> ((sample % 2 === 0) ? 4 : 0)) & 0xf,
			8: (sample) => table.getUint8(sample),
			16: (sample) => table.getUint16(2 * sample),
			32: (sample) => table.getUint32(4 * sample)
		}[fieldBits];
	}
	return new SampleSizes(count, size, sizeOf, reader.fileLength);
}

/** Sizes of samples, one after the other. */
class SampleSizes {

	#count;

	#size;

	#sizeOf;

	#fileLength;

	#next = 0;

	/** Takes how many there are, and the size of each, or else a function. */
	constructor(count, size, sizeOf, fileLength) {
		this.#count = count;
		this.#size = size;
		this.#sizeOf = sizeOf;
		this.#fileLength = fileLength;
	}

	get left() {
		return this.#count - this.#next;
	}

	/** Size of the next samples together. */
	next(samples) {
		require(samples <= this.left);
		if (this.#size > 0) {
			this.#next += samples;
			require(samples <= Math.floor(this.#fileLength / this.#size));
			return samples * this.#size;
		}
		let bytes = 0;
		for (let i = 0; i < samples; i++) {
			bytes += this.#sizeOf(this.#next++);
		}
		return bytes;
	}

}

/** Adds the samples of a fragment to those of their track (ISO/IEC 14496-12, 8.8.6). */
async function readTrackFragment(reader, fragment, box, first, tracks, defaultSizes) {
	const boxes = await reader.children(box, 0);
	const header = only(boxes, 'tfhd');
	const fixed = await reader.read(header, 0, 8);
	const flags = fixed.getUint32(0);
	const id = fixed.getUint32(4);
	require(tracks.has(id));
	let base = fragment.begin;
	let at = 8;
	if (flags & 0x1) {
		base = uint64(await reader.read(header, at, 8), 0);
		at += 8;
	}
	else {
		// else where the part before ends, about which programs don't agree
		require(first || (flags & 0x20000));
	}
	require(base <= reader.fileLength);
	at += 4 * bits(flags & 0xa);
	const defaultSize = (flags & 0x10) ? (await reader.read(header, at, 4)).getUint32(0) : defaultSizes.get(id) ?? 0;
	for (const run of boxes.filter(({ type }) => type === 'trun')) {
		await readRun(reader, run, base, defaultSize, tracks.get(id).samples);
	}
}

async function readRun(reader, run, base, defaultSize, samples) {
	const header = await reader.read(run, 0, 8);
	const flags = header.getUint32(0);
	const count = header.getUint32(4);
	require(flags & 0x1);
	const begin = base + (await reader.read(run, 8, 4)).getInt32(0);
	if (!(flags & 0x200)) {
		require(defaultSize > 0 && count <= Math.floor(reader.fileLength / defaultSize));
		samples.add(begin, count * defaultSize);
		return;
	}
	const entryBytes = 4 * bits(flags & 0xf00);
	const table = await reader.table(run, (flags & 0x4) ? 16 : 12, count, entryBytes);
	let bytes = 0;
	for (let at = (flags & 0x100) ? 4 : 0; at < table.byteLength; at += entryBytes) {
		bytes += table.getUint32(at);
	}
	samples.add(begin, bytes);
}

/** How many bits of a number are set. */
function bits(number) {
	let count = 0;
	for (let left = number; left > 0; left >>= 1) {
		count += left & 1;
	}
	return count;
}
