/** What a player computes: the heights of a waveform, and where keys lead. */

const STEP_SECONDS = 5;

const LEAP_SECONDS = 30;

/** Levels from 0 to 1 of peaks from 0 to 255, where 1 is as loud as this sound gets. */
export function levels(peaks) {
	const loudest = Math.max(1, ...peaks);
	return peaks.map((peak) => peak / loudest);
}

/** The level of a part of the sound, given by its begin and its end as parts of the whole. */
export function levelOf(levels, from, to) {
	if (levels.length === 0) {
		return 0;
	}
	const first = Math.min(levels.length - 1, Math.floor(from * levels.length));
	const last = Math.max(first + 1, Math.ceil(to * levels.length));
	return Math.max(...levels.slice(first, last));
}

/** Where a key leads from some second of a sound; null if it is not for a slider. */
export function moved(key, second, length) {
	const steps = {
		ArrowLeft: -STEP_SECONDS,
		ArrowDown: -STEP_SECONDS,
		ArrowRight: STEP_SECONDS,
		ArrowUp: STEP_SECONDS,
		PageDown: -LEAP_SECONDS,
		PageUp: LEAP_SECONDS,
		Home: -Infinity,
		End: Infinity
	};
	return (key in steps) ? Math.min(length, Math.max(0, second + steps[key])) : null;
}
