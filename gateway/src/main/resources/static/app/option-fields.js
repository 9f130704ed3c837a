/** Fields for what is wanted of an MP3: for all videos that are uploaded, for one of them, or for one that is converted again. */

import { bitrate } from './format.js';
import { kilohertz } from './option-words.js';
import { announce, fromTemplate, setOptionalText, setVisible } from './page.js';
import { message } from './texts.js';

const TIME = /^(\d{1,7}|(\d{1,3}:)?[0-5]?\d:[0-5]\d)(\.\d{1,3})?$/;

/** What can be said before the server says it; it has the last word. */
const RULES = {
	start: [TIME, 'options.must-be-time'],
	end: [TIME, 'options.must-be-time'],
	coverAt: [TIME, 'options.must-be-time'],
	track: [/^([1-9]\d?|[a-z]{2,3})$/i, 'options.must-be-track'],
	year: [/^\d{4}$/, 'options.must-be-year'],
	trackNumber: [/^\d{1,4}(\/\d{1,4})?$/, 'options.must-be-track-number']
};

/** Fields whose values are no options of the same name. */
const SPECIAL = ['bitrate', 'cover', 'coverAt'];

export class OptionFields {

	#fields = new Map();

	#problem = document.createElement('span');

	#defaults = { normalize: false, tags: true, chapters: true, cover: 'auto' };

	/** Takes the element to fill, what the ids of its fields begin with, and the field of the bit rate if that is elsewhere. */
	constructor(parent, prefix = '', bitrateField = null) {
		const root = fromTemplate('option-fields');
		if (bitrateField) {
			root.querySelector('[name=bitrate]').parentElement.remove();
			this.#fields.set('bitrate', bitrateField);
		}
		root.querySelectorAll('[name]').forEach((field) => {
			this.#fields.set(field.name, field);
			field.id = prefix + field.name;
			field.parentElement.querySelector('label').htmlFor = field.id;
			field.addEventListener('input', () => this.clearProblem());
		});
		parent.append(root);
		this.#problem.id = `${prefix}options-problem`;
		this.#problem.className = 'problem';
		this.#problem.hidden = true;
		this.field('bitrate').replaceChildren(new Option(message('options.usual'), ''));
		this.field('cover').addEventListener('change', () => this.#showCover());
		this.reset();
	}

	/** Shows what the server takes, and its defaults. Nothing is chosen then. */
	show(limits) {
		this.#defaults = limits.defaults;
		const usual = (limits.defaults.bitrate) ? bitrate(limits.defaults.bitrate)
			: message('options.variable', { quality: limits.defaults.quality });
		const constant = limits.bitrates.map((bits) => new Option(bitrate(bits), `bitrate=${bits}`)).reverse();
		const variable = Array.from({ length: limits.maxQuality + 1 }, (_, quality) =>
			new Option(qualityWords(quality, limits.maxQuality), `quality=${quality}`));
		this.field('bitrate').replaceChildren(new Option(message('options.usual-is', { usual }), '', true, true),
			...constant, ...variable);
		this.field('bitrate').disabled = false;
		const rates = this.field('sampleRate');
		rates.replaceChildren(rates.options[0],
			...limits.sampleRates.map((rate) => new Option(kilohertz(rate), String(rate))).reverse());
		Object.entries(limits.texts).forEach(([name, length]) => this.field(name).maxLength = length);
		this.reset();
	}

	field(name) {
		return this.#fields.get(name);
	}

	/** Names the fields after a file, for those who do not see beside what they are. */
	nameAfter(name) {
		this.#fields.forEach((field, key) => field.setAttribute('aria-label',
			message('draft.field-of', { field: this.#label(key), name })));
	}

	/**
	 * What was chosen, by the names of the API; null if it can't be, which is shown, and announced in the words of a
	 * text if its name is given.
	 */
	read(announcement = null) {
		this.clearProblem();
		const bad = Object.keys(RULES).find((name) => !this.#isGood(name));
		if (bad) {
			this.refuse(bad, message(RULES[bad][1], { field: this.#label(bad) }), announcement);
			return null;
		}
		if (this.#value('end') && seconds(this.#value('end')) <= seconds(this.#value('start') || '0')) {
			this.refuse('end', message('options.end-before-start'), announcement);
			return null;
		}
		if (this.#value('cover') === 'frame' && !this.#value('coverAt')) {
			this.refuse('coverAt', message('options.must-be-time', { field: this.#label('coverAt') }), announcement);
			return null;
		}
		return this.parameters;
	}

	/** What is in the fields, by the names of the API, whether or not it can be. */
	get parameters() {
		const parameters = Object.fromEntries(new URLSearchParams(this.field('bitrate').value));
		this.#values.filter((name) => !SPECIAL.includes(name) && this.#value(name))
			.forEach((name) => parameters[name] = this.#value(name));
		this.#boxes.filter((name) => this.field(name).checked !== this.#defaults[name])
			.forEach((name) => parameters[name] = String(this.field(name).checked));
		const cover = (this.#value('cover') === 'frame') ? this.#value('coverAt') : this.#value('cover');
		if (cover !== this.#defaults.cover) {
			parameters.cover = cover;
		}
		return parameters;
	}

	/** What is in the fields and is not what the server does anyway, by the names of the fields. */
	get state() {
		const texts = this.#values.filter((name) =>
			this.#value(name) && this.#value(name) !== this.#defaults[name]);
		const boxes = this.#boxes.filter((name) => this.field(name).checked !== this.#defaults[name]);
		return {
			...Object.fromEntries(texts.map((name) => [name, this.#value(name)])),
			...Object.fromEntries(boxes.map((name) => [name, this.field(name).checked]))
		};
	}

	/** Fills the fields with what was chosen before, as far as it can be chosen now. */
	restore(state) {
		Object.entries(state).filter(([name]) => this.#fields.has(name)).forEach(([name, chosen]) => {
			const field = this.field(name);
			if (typeof chosen === 'boolean') {
				field.checked = chosen;
			}
			else if (!field.options || [...field.options].some((option) => option.value === chosen)) {
				field.value = chosen;
			}
		});
		this.#showCover();
	}

	/** Fills the fields with the options of a conversion. */
	choose({ bitrate: bits, quality, cover, ...others }) {
		const state = Object.fromEntries(Object.entries(others).map(([name, chosen]) =>
			[name, (typeof chosen === 'boolean') ? chosen : String(chosen)]));
		if (bits !== undefined && bits !== this.#defaults.bitrate) {
			state.bitrate = `bitrate=${bits}`;
		}
		if (quality !== undefined && quality !== this.#defaults.quality) {
			state.bitrate = `quality=${quality}`;
		}
		this.restore({ ...state, ...((TIME.test(cover)) ? { cover: 'frame', coverAt: cover } : { cover }) });
	}

	/** Takes an option back. */
	leaveOut(name) {
		if (this.#isBox(name)) {
			this.field(name).checked = this.#defaults[name];
		}
		else {
			this.field(name).value = (name === 'cover') ? this.#defaults.cover : '';
		}
		this.#showCover();
	}

	/** Fills the fields with the server's defaults. */
	reset() {
		this.#fields.forEach((field, name) => this.leaveOut(name));
		this.clearProblem();
	}

	/** Shows beside a field why its value can't be. */
	refuse(name, words, announcement = null) {
		const field = this.field(name);
		field.closest('details')?.setAttribute('open', '');
		field.setAttribute('aria-invalid', 'true');
		field.setAttribute('aria-describedby', this.#problem.id);
		field.after(this.#problem);
		setOptionalText(this.#problem, words);
		if (announcement) {
			announce(message(announcement, { problem: words }));
		}
		field.focus({ preventScroll: true });
		field.parentElement.scrollIntoView({ block: 'center' });
	}

	clearProblem() {
		this.#fields.forEach((field) => {
			field.removeAttribute('aria-invalid');
			field.removeAttribute('aria-describedby');
		});
		setOptionalText(this.#problem, null);
	}

	get #boxes() {
		return [...this.#fields.keys()].filter((name) => this.#isBox(name));
	}

	/** Names of the other fields. */
	get #values() {
		return [...this.#fields.keys()].filter((name) => !this.#isBox(name));
	}

	#isBox(name) {
		return this.field(name).type === 'checkbox';
	}

	#isGood(name) {
		const unused = name === 'coverAt' && this.#value('cover') !== 'frame';
		return unused || !this.#value(name) || RULES[name][0].test(this.#value(name));
	}

	#value(name) {
		return this.field(name).value.trim();
	}

	#label(name) {
		return this.field(name).parentElement.querySelector('label').textContent;
	}

	#showCover() {
		setVisible(this.field('coverAt').parentElement, this.#value('cover') === 'frame');
	}

}

function qualityWords(quality, lowest) {
	if (quality === 0) {
		return message('options.variable-best', { quality });
	}
	return message((quality === lowest) ? 'options.variable-smallest' : 'options.variable', { quality });
}

/** Seconds of a time that follows the rule. */
function seconds(time) {
	return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
