/** Structure of a Matroska or WebM file (RFC 8794, RFC 9559). */

import { Extents, require } from './media-file.js';

/** What such a file begins with. */
export const EBML = 0x1A45DFA3;

/** ffmpeg looks at the first bytes of a packet when it reads it. */
const KEPT_PACKET_BYTES = 24;

const MAX_ELEMENTS = 10_000_000;

const MAX_HEADER_BYTES = 12;

const SEGMENT = 0x18538067;

const TRACKS = 0x1654AE6B;

const CLUSTER = 0x1F43B675;

/** SeekHead, Info, Cues, Tags, Attachments, Chapters. */
const OTHER_TOP_LEVEL = new Set([0x114D9B74, 0x1549A966, 0x1C53BB6B, 0x1254C367, 0x1941A469, 0x1043A770]);

/** Void and CRC-32, which may be anywhere. */
const GLOBAL = new Set([0xEC, 0xBF]);

/** Timestamp, SilentTracks, Position, PrevSize. */
const OTHER_OF_CLUSTER = new Set([0xE7, 0x5854, 0xA7, 0xAB]);

const VIDEO = 1;

const AUDIO = 2;

/** Finds the packets of video. Resolves to where they are, each without its first bytes. */
export async function readMatroska(file) {
	const matroska = new Matroska(file);
	await matroska.read();
	return matroska.packets;
}

class Matroska {

	#file;

	#elements = 0;

	#videoTracks = new Set();

	#otherTracks = new Set();

	#hasAudio = false;

	constructor(file) {
		this.#file = file;
		this.packets = new Extents(file.length);
	}

	async read() {
		const header = await this.#elementAt(0, this.#file.length);
		require(header.id === EBML && header.sizeKnown);
		const segment = await this.#elementAt(header.end, this.#file.length);
		require(segment.id === SEGMENT);
		for (let at = segment.content; at < segment.end;) {
			const element = await this.#elementAt(at, segment.end);
			if (element.id === CLUSTER) {
				at = await this.#readCluster(element);
				continue;
			}
			require(element.sizeKnown);
			if (element.id === TRACKS) {
				await this.#readTracks(element);
			}
			else {
				require(OTHER_TOP_LEVEL.has(element.id) || GLOBAL.has(element.id));
			}
			at = element.end;
		}
		require(this.#hasAudio);
	}

	async #readTracks(tracks) {
		for (let at = tracks.content; at < tracks.end;) {
			const entry = await this.#elementAt(at, tracks.end);
			require(entry.sizeKnown);
			if (entry.id === 0xAE) {
				await this.#readTrack(entry);
			}
			at = entry.end;
		}
	}

	async #readTrack(track) {
		let number = 0;
		let type = 0;
		let encoded = false;
		for (let at = track.content; at < track.end;) {
			const element = await this.#elementAt(at, track.end);
			require(element.sizeKnown);
			if (element.id === 0xD7) {
				number = await this.#unsignedInteger(element);
			}
			else if (element.id === 0x83) {
				type = await this.#unsignedInteger(element);
			}
			else if (element.id === 0x6D80) {
				encoded = true;
			}
			at = element.end;
		}
		// compressed or encrypted packets can't be changed
		require(type !== VIDEO || !encoded);
		require(!this.#videoTracks.has(number) && !this.#otherTracks.has(number));
		((type === VIDEO) ? this.#videoTracks : this.#otherTracks).add(number);
		this.#hasAudio ||= type === AUDIO;
	}

	/** Resolves to where the next element begins. */
	async #readCluster(cluster) {
		let at = cluster.content;
		while (at < cluster.end) {
			const element = await this.#elementAt(at, cluster.end);
			if (!cluster.sizeKnown && isTopLevel(element)) {
				return at;
			}
			require(element.sizeKnown);
			if (element.id === 0xA3) {
				await this.#readBlock(element);
			}
			else if (element.id === 0xA0) {
				await this.#readGroup(element);
			}
			else {
				require(OTHER_OF_CLUSTER.has(element.id) || GLOBAL.has(element.id));
			}
			at = element.end;
		}
		return at;
	}

	async #readGroup(group) {
		for (let at = group.content; at < group.end;) {
			const element = await this.#elementAt(at, group.end);
			require(element.sizeKnown);
			if (element.id === 0xA1) {
				await this.#readBlock(element);
			}
			at = element.end;
		}
	}

	async #readBlock(block) {
		const header = await this.#file.read(block.content, Math.min(MAX_HEADER_BYTES, block.end - block.content));
		const trackBytes = length(header, 0, 8);
		const flagsAt = trackBytes + 2;
		require(flagsAt < header.byteLength);
		const { value: track } = integer(header, 0, trackBytes);
		const video = this.#videoTracks.has(track);
		require(video || this.#otherTracks.has(track));
		const laced = (header.getUint8(flagsAt) & 0x06) !== 0;
		const kept = block.content + flagsAt + 1 + KEPT_PACKET_BYTES;
		if (video && !laced && kept < block.end) {
			this.packets.add(kept, block.end - kept);
		}
	}

	/** Reads the header of an element, which has to lie in the one around it. */
	async #elementAt(offset, end) {
		require(++this.#elements <= MAX_ELEMENTS);
		const header = await this.#file.read(offset, Math.min(MAX_HEADER_BYTES, end - offset));
		const idBytes = length(header, 0, 4);
		let id = 0;
		for (let i = 0; i < idBytes; i++) {
			id = id * 256 + header.getUint8(i);
		}
		const sizeBytes = length(header, idBytes, 8);
		const { value: size, unknown } = integer(header, idBytes, sizeBytes);
		const content = offset + idBytes + sizeBytes;
		require(unknown || size <= end - content);
		return { id, content, end: (unknown) ? end : content + size, sizeKnown: !unknown };
	}

	async #unsignedInteger(element) {
		const bytes = element.end - element.content;
		require(bytes <= 4);
		const view = await this.#file.read(element.content, bytes);
		let value = 0;
		for (let i = 0; i < bytes; i++) {
			value = value * 256 + view.getUint8(i);
		}
		return value;
	}

}

function isTopLevel(element) {
	return element.id === CLUSTER || element.id === TRACKS || OTHER_TOP_LEVEL.has(element.id);
}

/** Length of a variable-size integer, by its leading zeros. */
function length(view, at, longest) {
	require(at < view.byteLength);
	const bytes = Math.clz32(view.getUint8(at)) - 23;
	require(bytes <= longest && at + bytes <= view.byteLength);
	return bytes;
}

/** A variable-size integer, and whether it stands for an unknown one. Beyond the length of any file it is not exact. */
function integer(view, at, bytes) {
	const mask = (1 << (8 - bytes)) - 1;
	let value = view.getUint8(at) & mask;
	let unknown = value === mask;
	for (let i = 1; i < bytes; i++) {
		const next = view.getUint8(at + i);
		value = value * 256 + next;
		unknown &&= next === 0xff;
	}
	return { value, unknown };
}
