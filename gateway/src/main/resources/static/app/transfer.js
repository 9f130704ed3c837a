/** Sends one file. */

import { ApiError, csrfHeaders, errorOf } from './api.js';

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

/**
 * Sends a file. Resolves to the new conversion, rejects with an ApiError, whose code is "cancelled" when the signal
 * was used. Options are those of the API by their names. Reports the number of bytes that were sent.
 */
export function send(file, options, signal, report) {
	return new Promise((resolve, reject) => {
		const cancelled = () => reject(new ApiError(0, 'cancelled', 'Cancelled.'));
		if (signal.aborted) {
			cancelled();
			return;
		}
		const request = new XMLHttpRequest();
		const query = new URLSearchParams(options).toString();
		request.open('POST', (query) ? `/api/conversions?${query}` : '/api/conversions');
		request.responseType = 'json';
		request.setRequestHeader('Accept', 'application/json');
		request.setRequestHeader('Content-Type', mediaType(file));
		request.setRequestHeader('Content-Disposition', `attachment; filename*=UTF-8''${extendedValue(file.name)}`);
		Object.entries(csrfHeaders('POST')).forEach(([name, value]) => request.setRequestHeader(name, value));
		const abort = () => request.abort();
		signal.addEventListener('abort', abort);
		request.upload.onprogress = (event) => report(event.loaded);
		request.upload.onload = () => report(file.size);
		request.onload = () => {
			if (request.status === 202 && request.response) {
				resolve(request.response);
			}
			else {
				reject(errorOf(request.status, request.response, request.getResponseHeader('Retry-After')));
			}
		};
		request.onerror = () => reject(new ApiError(0, 'broken',
			'The connection broke before the file was complete. Nothing of it was kept.'));
		request.onabort = cancelled;
		request.onloadend = () => signal.removeEventListener('abort', abort);
		request.send(file);
	});
}

/** Writes a name as RFC 8187 has it. */
function extendedValue(name) {
	// half of a surrogate pair can't be written at all
	const whole = name.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '_');
	return encodeURIComponent(whole).replace(/['()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());
}
