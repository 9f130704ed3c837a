/** Finds what of a video is enough to convert it: all but the samples of video, which may be zeros. */

import { EBML, readMatroska } from './matroska.js';
import { MediaFile, UnusualFile } from './media-file.js';
import { readMovie } from './movie.js';

/**
 * A smaller hole would save hardly more than another part costs: its header, 16 bytes in the store, and time of the
 * server.
 */
const MIN_HOLE_BYTES = 128;

/** What is left out has to be worth it: a tenth of the file. */
const MIN_SHARE_SAVED = 10;

/** As many as the server takes, about. */
const MAX_RANGES = 1_000_000;

/** What the header of a part has, about. */
const PART_HEADER_BYTES = 72;

const HEADER_WINDOW_BYTES = 64 * 1024;

/** Headers of blocks are found all over a Matroska file. */
const BLOCK_WINDOW_BYTES = 1024 * 1024;

/**
 * Resolves to the ranges of a file that have to be sent, each as its begin and its end, first what describes the file,
 * and to the number of their bytes; to null if the file is not of a kind that is known here, is damaged or unusual, or
 * as good as nothing can be left out.
 */
export async function withoutVideo(blob) {
	try {
		const { video, order } = (await isMatroska(blob)) ? await ofMatroska(blob)
			: await readMovie(new MediaFile(blob, HEADER_WINDOW_BYTES));
		const ranges = without(video, order);
		const bytes = ranges.reduce((sum, [begin, end]) => sum + end - begin, 0);
		const saved = blob.size - bytes - PART_HEADER_BYTES * ranges.length;
		const worthIt = ranges.length <= MAX_RANGES && saved >= Math.floor(blob.size / MIN_SHARE_SAVED);
		return (worthIt) ? { ranges, bytes } : null;
	}
	catch (error) {
		if (error instanceof UnusualFile) {
			return null;
		}
		throw error;
	}
}

async function isMatroska(blob) {
	return (await new MediaFile(blob, 4).read(0, 4)).getUint32(0) === EBML;
}

async function ofMatroska(blob) {
	return { video: await readMatroska(new MediaFile(blob, BLOCK_WINDOW_BYTES)), order: [[0, blob.size]] };
}

function without(video, order) {
	const holes = video.merged().filter(([begin, end]) => end - begin >= MIN_HOLE_BYTES);
	const ranges = [];
	for (const [begin, end] of order) {
		let at = begin;
		for (const hole of holes) {
			// holes lie in media data, and so in one part each
			if (hole[0] >= at && hole[1] <= end) {
				if (hole[0] > at) {
					ranges.push([at, hole[0]]);
				}
				at = hole[1];
			}
		}
		if (at < end) {
			ranges.push([at, end]);
		}
	}
	return ranges;
}
