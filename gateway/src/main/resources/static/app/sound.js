/** Decides whether the sound of a video is enough for what is wanted, and takes it out of the file. */

import { currentSession } from './api.js';
import { ByteRangesBody } from './byte-ranges.js';
import { withoutVideo } from './partial-content.js';
import { mediaType } from './transfer.js';
import * as memory from './upload-memory.js';

/** A smaller file is sent whole within a moment. */
const LEAST_BYTES = 4 * 1024 * 1024;

/** Covers that need no pictures of the video. */
const COVERS_WITHOUT_VIDEO = ['auto', 'attached', 'none'];

/** Failures of conversions that say something of what was sent, rather than of what was asked for. */
const UNREADABLE = ['damaged', 'not-media', 'no-audio', 'unsupported-audio', 'segment-only', 'no-picture'];

/**
 * Changes with each version of this page that makes another body of a file. It is a part of the boundary, so that no
 * unfinished upload goes on with other bytes than it began with.
 */
const LAYOUT = 2;

/** Statuses that say something else of a request than that it is wrong. */
const OTHER_REFUSALS = [401, 403, 408, 429];

/** Whether the sound may be enough, as far as is known without a look into the file. */
export function mayBeEnough(file, options) {
	return file.size >= LEAST_BYTES && (!options.cover || COVERS_WITHOUT_VIDEO.includes(options.cover));
}

/**
 * Resolves to a body with what is needed of a file besides its pictures, and to the number of bytes of the file in it;
 * to null if the whole file has to be sent, also because that has begun. The body of a file is always the same, so that
 * an upload of it can go on.
 */
export async function findSound(file, options) {
	try {
		const whole = await memory.describe(currentSession().email, file, options);
		const content = (memory.find(whole)) ? null : await withoutVideo(file);
		if (!content) {
			return null;
		}
		const body = new ByteRangesBody(file, content.ranges, mediaType(file), boundary(whole));
		return { body, bytes: content.bytes };
	}
	catch (error) {
		if (error instanceof DOMException) {
			// what can't be read is told when the file is sent
			return null;
		}
		throw error;
	}
}

/** Short, as each part has it, and another one for another file or layout. */
function boundary({ fingerprint, size, lastModified }) {
	return memory.hash(new TextEncoder().encode([LAYOUT, fingerprint, size, lastModified].join())).padStart(8, '0');
}

/** Whether a server that does not take the sound alone may take the whole file. */
export function isRefusal(error) {
	return error.status >= 400 && error.status < 500 && !OTHER_REFUSALS.includes(error.status)
		&& error.code !== 'csrf-token-missing';
}

/** Whether the whole video may be converted although its sound alone could not be. */
export function isUnreadable(conversion) {
	return UNREADABLE.includes(conversion.failure?.code);
}
