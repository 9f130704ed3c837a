/** Measures how fast an upload goes, smoothed over some seconds. */

const SMOOTHING_SECONDS = 4;

const STALLED_MILLIS = 10_000;

export class Speed {

	#bytes;

	#at = performance.now();

	#movedAt = performance.now();

	#bytesPerSecond = null;

	/** Takes the number of bytes that had gone before. */
	constructor(bytes = 0) {
		this.#bytes = bytes;
	}

	/** Takes in how many bytes have gone by now. */
	add(bytes) {
		const now = performance.now();
		if (bytes > this.#bytes) {
			this.#movedAt = now;
		}
		const seconds = (now - this.#at) / 1000;
		if (seconds < 0.25) {
			return;
		}
		const current = (bytes - this.#bytes) / seconds;
		const weight = Math.min(1, seconds / SMOOTHING_SECONDS);
		this.#bytesPerSecond = (this.#bytesPerSecond === null) ? current
			: this.#bytesPerSecond * (1 - weight) + current * weight;
		this.#bytes = bytes;
		this.#at = now;
	}

	/** Bytes per second; null until enough is known. */
	get bytesPerSecond() {
		return this.#bytesPerSecond;
	}

	/** Whether nothing has gone for so long that the user should know. */
	get stalled() {
		return performance.now() - this.#movedAt > STALLED_MILLIS;
	}

}
