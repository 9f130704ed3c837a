/** The time that conversions still take, without jumps: what the server says depends on its speed at the moment. */

/** Share of a new estimate. */
const WEIGHT = 0.25;

/** An estimate that is so far from the last one is believed at once. */
const MAX_FACTOR = 2;

/** Short times are exact enough. */
const SMALL_SECONDS = 10;

export class TimeLeft {

	#ends = new Map();

	/** Returns what the server says of a conversion, with a time left that goes on from the one before. */
	smooth(view) {
		const said = view.progress?.secondsLeft;
		if (said === undefined) {
			this.#ends.delete(view.id);
			return view;
		}
		const now = performance.now() / 1000;
		const left = blend((this.#ends.get(view.id) ?? now + said) - now, said);
		this.#ends.set(view.id, now + left);
		return { ...view, progress: { ...view.progress, secondsLeft: Math.round(left) } };
	}

}

function blend(expected, said) {
	if (expected < SMALL_SECONDS || said < SMALL_SECONDS || expected > said * MAX_FACTOR || said > expected * MAX_FACTOR) {
		return said;
	}
	return expected * (1 - WEIGHT) + said * WEIGHT;
}
