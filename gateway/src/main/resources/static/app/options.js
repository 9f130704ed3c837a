/** What the user wants of the MP3: the bit rate, and the form behind "More options". */

import { bitrate } from './format.js';
import { announce, byId, setOptionalText, setVisible } from './page.js';

const TIME = /^(\d{1,7}|(\d{1,3}:)?[0-5]?\d:[0-5]\d)(\.\d{1,3})?$/;

const TIME_WORDS = 'must be a time such as 1:30, 0:01:30.125 or 90.5 (seconds), with up to three decimals.';

/** Fields whose text is sent as it is, unless it is empty. */
const TEXTS = ['start', 'end', 'track', 'title', 'artist', 'album', 'albumArtist', 'composer', 'genre', 'year',
	'trackNumber', 'comment', 'copyright'];

/** What can be said before the server says it; it has the last word. */
const RULES = {
	start: [TIME, TIME_WORDS],
	end: [TIME, TIME_WORDS],
	coverAt: [TIME, TIME_WORDS],
	track: [/^([1-9]\d?|[a-z]{2,3})$/i, 'must be a number such as 2, or a language such as en or de.'],
	year: [/^\d{4}$/, 'must have four digits.'],
	trackNumber: [/^\d{1,4}(\/\d{1,4})?$/, 'must be a number such as 3 or 3/12.']
};

export class Options {

	#form = byId('options');

	#bitrate = byId('bitrate');

	#defaults = { normalize: false, tags: true, chapters: true, cover: 'auto' };

	constructor() {
		this.#bitrate.replaceChildren(new Option('usual', ''));
		byId('cover').addEventListener('change', () => this.#showCover());
		this.#form.addEventListener('input', () => this.#clearProblem());
		this.#form.addEventListener('submit', (event) => event.preventDefault());
		// after the browser has emptied the fields
		this.#form.addEventListener('reset', () => setTimeout(() => this.#showDefaults()));
		this.#showDefaults();
	}

	/** Shows what the server takes, and what it does unless told. */
	show(limits) {
		this.#defaults = limits.defaults;
		const usual = (limits.defaults.bitrate) ? bitrate(limits.defaults.bitrate) : `variable, V${limits.defaults.quality}`;
		const constant = limits.bitrates.map((bits) => new Option(bitrate(bits), `bitrate=${bits}`)).reverse();
		const variable = Array.from({ length: limits.maxQuality + 1 }, (_, quality) =>
			new Option(`variable, V${quality}${qualityWords(quality, limits.maxQuality)}`, `quality=${quality}`));
		this.#bitrate.replaceChildren(new Option(`usual (${usual})`, '', true, true), ...constant, ...variable);
		this.#bitrate.disabled = false;
		byId('sampleRate').replaceChildren(byId('sampleRate').options[0],
			...limits.sampleRates.map((rate) => new Option(`${rate / 1000} kHz`, String(rate))).reverse());
		Object.entries(limits.texts).forEach(([name, length]) => byId(name).maxLength = length);
		this.#showDefaults();
	}

	/** What was chosen, by the names of the API; null if it can't be, which is shown. */
	read() {
		this.#clearProblem();
		const bad = Object.keys(RULES).find((name) => !this.#isGood(name));
		if (bad) {
			this.#refuse(bad, `${label(bad)} ${RULES[bad][1]}`);
			return null;
		}
		if (value('end') && seconds(value('end')) <= seconds(value('start') || '0')) {
			this.#refuse('end', 'End must be later than Start.');
			return null;
		}
		if (value('cover') === 'frame' && !value('coverAt')) {
			this.#refuse('coverAt', `${label('coverAt')} ${TIME_WORDS}`);
			return null;
		}
		return this.#parameters();
	}

	/** Whether videos are to be sent with their pictures in any case. */
	get sendsWhole() {
		return byId('whole').checked;
	}

	#parameters() {
		const parameters = Object.fromEntries(new URLSearchParams(this.#bitrate.value));
		['channels', 'sampleRate', ...TEXTS].filter(value).forEach((name) => parameters[name] = value(name));
		['normalize', 'tags', 'chapters'].filter((name) => byId(name).checked !== this.#defaults[name])
			.forEach((name) => parameters[name] = String(byId(name).checked));
		const cover = (value('cover') === 'frame') ? value('coverAt') : value('cover');
		if (cover !== this.#defaults.cover) {
			parameters.cover = cover;
		}
		return parameters;
	}

	#isGood(name) {
		const unused = name === 'coverAt' && value('cover') !== 'frame';
		return unused || !value(name) || RULES[name][0].test(value(name));
	}

	#refuse(name, words) {
		byId('more-options').open = true;
		const field = byId(name);
		field.setAttribute('aria-invalid', 'true');
		field.setAttribute('aria-describedby', 'options-problem');
		setOptionalText(byId('options-problem'), words);
		announce(`Nothing was uploaded. ${words}`);
		field.focus();
	}

	#clearProblem() {
		this.#form.querySelectorAll('[aria-invalid]').forEach((field) => {
			field.removeAttribute('aria-invalid');
			field.removeAttribute('aria-describedby');
		});
		setOptionalText(byId('options-problem'), null);
	}

	#showDefaults() {
		['normalize', 'tags', 'chapters'].forEach((name) => byId(name).checked = this.#defaults[name]);
		byId('cover').value = this.#defaults.cover;
		this.#showCover();
		this.#clearProblem();
	}

	#showCover() {
		setVisible(byId('cover-time'), value('cover') === 'frame');
	}

}

function value(name) {
	return byId(name).value.trim();
}

function label(name) {
	return byId(name).labels[0].textContent;
}

function qualityWords(quality, lowest) {
	if (quality === 0) {
		return ' (best)';
	}
	return (quality === lowest) ? ' (smallest)' : '';
}

/** Seconds of a time that follows the rule. */
function seconds(time) {
	return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
