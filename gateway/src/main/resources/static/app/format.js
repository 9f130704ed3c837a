/** Writes quantities as people read them, in the language of the page. */

import { locale, message, number } from './texts.js';

const UNITS = ['kB', 'MB', 'GB', 'TB'];

const DAY = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });

const DATE = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

/** A number of bytes, such as "4.2 MB". */
export function size(bytes) {
	if (bytes < 1000) {
		return message('format.bytes', { count: Math.round(bytes) });
	}
	let value = bytes / 1000;
	let unit = 0;
	while (value >= 999.95 && unit < UNITS.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${number(value, 1)} ${UNITS[unit]}`;
}

/** A playing time, such as "1:02:03". */
export function duration(millis) {
	const seconds = Math.round(millis / 1000);
	const two = (part) => String(part).padStart(2, '0');
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.floor(seconds / 60) % 60;
	return (hours > 0) ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A time to wait, in steps that do not flicker, such as "2 min". */
export function wait(seconds) {
	if (seconds < 60) {
		return `${Math.max(1, Math.ceil(seconds))} s`;
	}
	if (seconds <= 3540) {
		return `${Math.ceil(seconds / 60)} min`;
	}
	const minutes = Math.ceil(seconds / 60);
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Playing time by time, such as "62 times real time". */
export function speed(factor) {
	return message('format.speed', { factor: number(factor, (factor < 10) ? 1 : 0) });
}

/** A bit rate in bit/s, such as "192 kbit/s". */
export function bitrate(bits) {
	return `${bits / 1000} kbit/s`;
}

/** Whether a conversion still waits or runs. */
export function isLive(view) {
	return view.state === 'QUEUED' || view.state === 'CONVERTING';
}

/** How many bits the MP3 of a conversion spends, such as "192 kbit/s". */
export function encoding(view) {
	if (view.plan?.mode === 'copy') {
		return message('format.copied');
	}
	return (view.options.bitrate) ? bitrate(view.options.bitrate)
		: message('format.variable', { quality: view.options.quality });
}

/** A day, in the user's zone and manner. */
export function day(time) {
	return DAY.format(new Date(time));
}

/** A point in time, in the user's zone and manner. */
export function date(instant) {
	return DATE.format(new Date(instant));
}

/** A time that something took, in the unit that suits, such as "12 ms", "3.4 s", or "2 min 5 s". */
export function elapsed(millis) {
	if (millis < 0.05) {
		return '0 ms';
	}
	if (millis < 0.95) {
		return `${number(millis, 1)} ms`;
	}
	if (millis < 999.5) {
		return `${Math.round(millis)} ms`;
	}
	const seconds = millis / 1000;
	if (seconds < 59.95) {
		return `${number(seconds, 1)} s`;
	}
	const whole = Math.round(seconds);
	if (whole < 3600) {
		return `${Math.floor(whole / 60)} min ${whole % 60} s`;
	}
	const minutes = Math.round(whole / 60);
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A part of a whole in percent, 0 to 100. */
export function share(part, whole) {
	return Math.min(100, Math.max(0, part * 100 / whole));
}
