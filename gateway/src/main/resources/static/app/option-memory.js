/** Remembers in this browser the options that an account has chosen last. */

const KEY = 'soundlift.options';

/** What belongs to one video only. */
const NOT_REMEMBERED = ['start', 'end', 'title', 'trackNumber', 'coverAt'];

/** What has been chosen since the page was opened, which is kept without the browser's help. */
let current = null;

/** The values by the ids of their fields; empty if nothing is remembered for this account. */
export function recall(account) {
	current ??= stored(account);
	return current;
}

/** Remembers all values, and no others. */
export function remember(account, values) {
	current = values;
	const kept = Object.entries(values).filter(([name]) => !NOT_REMEMBERED.includes(name));
	// a frame of the video is at a time of it
	const chosen = Object.fromEntries(kept.filter(([name, value]) => !(name === 'cover' && value === 'frame')));
	try {
		localStorage.setItem(KEY, JSON.stringify({ account, chosen }));
	}
	catch {
		// a browser that stores nothing: then it is remembered for this page
	}
}

function stored(account) {
	try {
		const remembered = JSON.parse(localStorage.getItem(KEY));
		return (remembered?.account === account) ? remembered.chosen : {};
	}
	catch {
		return {};
	}
}
