/** What the account may upload, and what is in the way of an upload. */

import { ApiError, call } from './api.js';
import { size, wait } from './format.js';
import { message } from './texts.js';

/** Codes of what is over in a while: limits, for which another upload or conversion has to end, and a server that is replaced. */
export const PASSING = new Set(['too-many-uploads', 'too-many-parallel-uploads', 'too-many-conversions', 'too-many-requests',
	'shutting-down']);

const RETRY_SECONDS = 10;

/** Asks the server what it takes. */
export function loadLimits() {
	return call('GET', '/api/limits');
}

/** What a video may have, in words. What is left of the day, and of the room, is told once half of it is used. */
export function describe(limits) {
	const { bytesPerDay: day, storedBytes: stored } = limits.account ?? {};
	const parts = [message('limits.each', { size: size(limits.maxVideoBytes) })];
	if (day && day.left * 2 < day.limit) {
		parts.push(message('limits.today', { size: size(day.left) }));
	}
	if (stored && stored.left * 2 < stored.limit) {
		parts.push(message('limits.room', { left: size(stored.left), limit: size(stored.limit) }));
	}
	return `${parts.join(', ')}.`;
}

/** Throws what the server would answer to an upload, before its bytes are sent for nothing. */
export function requireRoom(limits, bytes) {
	const { bytesPerDay: day, storedBytes: stored, runningConversions: running, concurrentUploads: uploads } = limits.account ?? {};
	if (day && bytes > day.left) {
		throw new ApiError(429, 'daily-bytes-exceeded', dailyBytes(day, bytes));
	}
	if (stored && bytes > stored.left) {
		throw new ApiError(403, 'storage-quota-exceeded', storedBytes(stored, bytes));
	}
	if (running?.left === 0) {
		throw new ApiError(429, 'too-many-conversions', '', RETRY_SECONDS);
	}
	if (uploads?.left === 0) {
		throw new ApiError(429, 'too-many-parallel-uploads', '', RETRY_SECONDS);
	}
}

/** Why an upload waits, for the user. */
export function reason(code) {
	switch (code) {
		case 'too-many-conversions':
			return message('limits.too-many-conversions');
		case 'too-many-parallel-uploads':
			return message('limits.too-many-uploads');
		case 'too-many-requests':
			return message('limits.too-many-requests');
		default:
			return message('limits.busy');
	}
}

function storedBytes(stored, bytes) {
	return message('limits.stored', { limit: size(stored.limit), left: size(stored.left), size: size(bytes) });
}

function dailyBytes(day, bytes) {
	return message('limits.daily',
		{ limit: size(day.limit), left: size(day.left), size: size(bytes), time: wait(day.resetSeconds) });
}
