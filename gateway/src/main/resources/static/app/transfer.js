/** Sends a file, or a part of one. */

import { ApiError, csrfHeaders, errorOf } from './api.js';
import { message } from './texts.js';

/** Types that the API takes as they are (docs/api.md); all other files are sent as unknown bytes or not at all. */
const ACCEPTED = /^(video\/|audio\/|application\/(octet-stream|mp4|ogg|mxf|x-matroska|vnd\.rn-realmedia)$)/;

/** Endings of videos for which browsers and systems have no type, or a wrong one. */
const MEDIA = /\.(mp4|m4v|mov|mkv|webm|avi|ts|mts|m2ts|flv|mpg|mpeg|vob|wmv|asf|mxf|rm|rmvb|ogv|ogg|oga|3gp|mp3|m4a|aac|flac|wav|opus|wma)$/i;

/** Media type to send a file as; null if it can't be a video. */
export function mediaType(file) {
	if (ACCEPTED.test(file.type)) {
		return file.type;
	}
	return (file.type === '' || MEDIA.test(file.name)) ? 'application/octet-stream' : null;
}

/** Rejects when a file can't be read, or has changed since it was chosen. */
export async function requireReadable(file) {
	await readable(file.slice(0, 1).arrayBuffer());
}

/** Resolves as something does that reads a file; rejects as above. */
export async function readable(reading) {
	try {
		return await reading;
	}
	catch (error) {
		throw (error instanceof DOMException) ? new ApiError(0, 'unreadable', message('upload.unreadable')) : error;
	}
}

/**
 * Sends a file in one request, or else a body that has ranges of it. Resolves to the new conversion, rejects with an
 * ApiError, whose code is "cancelled" when the signal was used. Options are those of the API by their names. Reports
 * the number of bytes that were sent.
 */
export async function send(file, options, signal, report, ranges = null) {
	const query = new URLSearchParams(options).toString();
	const request = await exchange('POST', (query) ? `/api/conversions?${query}` : '/api/conversions', {
		...csrfHeaders('POST'),
		'Content-Type': (ranges) ? ranges.type : mediaType(file),
		'Content-Disposition': `attachment; filename*=UTF-8''${extendedValue(file.name)}`
	}, ranges ?? file, signal, report);
	if (!request.response) {
		throw errorOf(request.status, null, null);
	}
	return request.response;
}

/** Sends a body. Resolves to the request, whose answer is there, and rejects and reports as above. */
export function exchange(method, path, headers, body, signal, report) {
	return new Promise((resolve, reject) => {
		const cancelled = () => reject(new ApiError(0, 'cancelled', ''));
		if (signal.aborted) {
			cancelled();
			return;
		}
		const request = new XMLHttpRequest();
		request.open(method, path);
		request.responseType = 'json';
		request.setRequestHeader('Accept', 'application/json');
		Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
		const abort = () => request.abort();
		signal.addEventListener('abort', abort);
		request.upload.onprogress = (event) => report(event.loaded);
		request.upload.onload = () => report(body.size);
		request.onload = () => {
			if (request.status >= 200 && request.status < 300) {
				resolve(request);
			}
			else {
				reject(errorOf(request.status, request.response, request.getResponseHeader('Retry-After')));
			}
		};
		request.onerror = () => reject(new ApiError(0, 'broken', message('upload.connection-broke')));
		request.onabort = cancelled;
		request.onloadend = () => signal.removeEventListener('abort', abort);
		request.send(body);
	});
}

/** Writes a name as RFC 8187 has it. */
function extendedValue(name) {
	// half of a surrogate pair can't be written at all
	const whole = name.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '_');
	return encodeURIComponent(whole).replace(/['()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());
}
