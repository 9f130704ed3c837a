/** What the account may upload, and what is in the way of an upload. */

import { ApiError, call } from './api.js';
import { size, wait } from './format.js';

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
	const parts = [`Up to ${size(limits.maxVideoBytes)} each`];
	if (day && day.left * 2 < day.limit) {
		parts.push(`${size(day.left)} more today`);
	}
	if (stored && stored.left * 2 < stored.limit) {
		parts.push(`room for ${size(stored.left)} of ${size(stored.limit)}`);
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
			return 'You have as many conversions under way as you may. This goes on by itself when one has ended.';
		case 'too-many-parallel-uploads':
			return 'You have as many uploads at once as you may. This goes on by itself when one has ended.';
		case 'too-many-requests':
			return 'You have done very much within a minute. This goes on by itself in a moment.';
		default:
			return 'Soundlift is busy. This goes on by itself in a moment.';
	}
}

function storedBytes(stored, bytes) {
	return `You may keep ${size(stored.limit)} of videos and MP3s. There is room for ${size(stored.left)}, and this video has `
		+ `${size(bytes)}. Delete conversions that you no longer need, and try again.`;
}

function dailyBytes(day, bytes) {
	return `You may upload ${size(day.limit)} a day. ${size(day.left)} are left today, and this video has ${size(bytes)}. `
		+ `Try again in ${wait(day.resetSeconds)}.`;
}
