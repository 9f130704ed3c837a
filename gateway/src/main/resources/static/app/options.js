/** What the user wants of the MP3: the bit rate, and the form behind "More options". */

import { bitrate } from './format.js';
import { recall, remember } from './option-memory.js';
import { kilohertz, optionWords } from './option-words.js';
import { announce, byId, fromTemplate, setOptionalText, setText, setVisible } from './page.js';
import { message } from './texts.js';

const TIME = /^(\d{1,7}|(\d{1,3}:)?[0-5]?\d:[0-5]\d)(\.\d{1,3})?$/;

/** Fields whose text is sent as it is, unless it is empty. */
const TEXTS = ['start', 'end', 'track', 'title', 'artist', 'album', 'albumArtist', 'composer', 'genre', 'year',
	'trackNumber', 'comment', 'copyright'];

/** What can be said before the server says it; it has the last word. */
const RULES = {
	start: [TIME, 'options.must-be-time'],
	end: [TIME, 'options.must-be-time'],
	coverAt: [TIME, 'options.must-be-time'],
	track: [/^([1-9]\d?|[a-z]{2,3})$/i, 'options.must-be-track'],
	year: [/^\d{4}$/, 'options.must-be-year'],
	trackNumber: [/^\d{1,4}(\/\d{1,4})?$/, 'options.must-be-track-number']
};

/** What the user can choose beside the texts. */
const SELECTS = ['channels', 'sampleRate', 'cover', 'coverAt'];

const BOXES = ['normalize', 'tags', 'chapters'];

export class Options {

	#account;

	#problem = problemElement();

	#form = byId('options');

	#bitrate = byId('bitrate');

	#defaults = { normalize: false, tags: true, chapters: true, cover: 'auto' };

	/** Takes the address of the account, for which the options are remembered. */
	constructor(account) {
		this.#account = account;
		this.#bitrate.replaceChildren(new Option(message('options.usual'), ''));
		byId('cover').addEventListener('change', () => this.#showCover());
		this.#form.addEventListener('input', () => this.#clearProblem());
		// also of the bit rate, which is not inside of the form
		byId('drop').addEventListener('input', () => this.#onChange());
		this.#form.addEventListener('submit', (event) => event.preventDefault());
		// after the browser has emptied the fields
		this.#form.addEventListener('reset', () => setTimeout(() => {
			remember(this.#account, {});
			this.#showDefaults();
		}));
		this.#showDefaults();
	}

	/** Shows what the server takes, and what it does unless told. */
	show(limits) {
		this.#defaults = limits.defaults;
		const usual = (limits.defaults.bitrate) ? bitrate(limits.defaults.bitrate)
			: message('options.variable', { quality: limits.defaults.quality });
		const constant = limits.bitrates.map((bits) => new Option(bitrate(bits), `bitrate=${bits}`)).reverse();
		const variable = Array.from({ length: limits.maxQuality + 1 }, (_, quality) =>
			new Option(qualityWords(quality, limits.maxQuality), `quality=${quality}`));
		this.#bitrate.replaceChildren(new Option(message('options.usual-is', { usual }), '', true, true),
			...constant, ...variable);
		this.#bitrate.disabled = false;
		byId('sampleRate').replaceChildren(byId('sampleRate').options[0],
			...limits.sampleRates.map((rate) => new Option(kilohertz(rate), String(rate))).reverse());
		Object.entries(limits.texts).forEach(([name, length]) => byId(name).maxLength = length);
		this.#showDefaults();
	}

	/** What was chosen, by the names of the API; null if it can't be, which is shown. */
	read() {
		this.#clearProblem();
		const bad = Object.keys(RULES).find((name) => !this.#isGood(name));
		if (bad) {
			this.#refuse(bad, message(RULES[bad][1], { field: label(bad) }));
			return null;
		}
		if (value('end') && seconds(value('end')) <= seconds(value('start') || '0')) {
			this.#refuse('end', message('options.end-before-start'));
			return null;
		}
		if (value('cover') === 'frame' && !value('coverAt')) {
			this.#refuse('coverAt', message('options.must-be-time', { field: label('coverAt') }));
			return null;
		}
		return this.#parameters();
	}

	/** Whether videos are to be sent with their pictures in any case. */
	get sendsWhole() {
		return byId('whole').checked;
	}

	/** Whether the user wants to give title and cover of each video. */
	get asksForEach() {
		return byId('each').checked;
	}

	/** The cover that an MP3 gets unless told. */
	get usualCover() {
		return this.#defaults.cover;
	}

	/** Takes an option back, as its chip asks for. */
	#leaveOut(name) {
		if (BOXES.includes(name)) {
			byId(name).checked = this.#defaults[name];
		}
		else if (name === 'whole' || name === 'each') {
			byId(name).checked = false;
		}
		else {
			byId(name).value = (name === 'cover') ? this.#defaults.cover : '';
		}
		this.#showCover();
		this.#onChange();
	}

	#onChange() {
		remember(this.#account, this.#state());
		this.#showChips();
	}

	/** What is in the fields and is not what the server does anyway, by the ids of the fields. */
	#state() {
		const texts = [...SELECTS, ...TEXTS].filter((name) => value(name) && value(name) !== this.#defaults[name]);
		const boxes = BOXES.filter((name) => byId(name).checked !== this.#defaults[name]);
		return {
			...Object.fromEntries(texts.map((name) => [name, value(name)])),
			...Object.fromEntries(boxes.map((name) => [name, byId(name).checked])),
			...(this.#bitrate.value && { bitrate: this.#bitrate.value }),
			...(byId('whole').checked && { whole: true }),
			...(byId('each').checked && { each: true }),
			...(this.#bitrate.disabled && notYetShown(recall(this.#account)))
		};
	}

	/** Fills the fields with what was chosen before, as far as it can be chosen now. */
	#restore() {
		Object.entries(recall(this.#account)).forEach(([name, chosen]) => {
			const field = byId(name);
			if (!field) {
				return;
			}
			if (typeof chosen === 'boolean') {
				field.checked = chosen;
			}
			else if (!field.options || [...field.options].some((option) => option.value === chosen)) {
				field.value = chosen;
			}
		});
	}

	#showChips() {
		const chips = byId('chips');
		const words = optionWords({
			...this.#parameters(),
			...(this.sendsWhole && { whole: true }),
			...(this.asksForEach && { each: true })
		});
		chips.replaceChildren(...words.map(({ name, label, value: chosen }, index) => {
			const chip = fromTemplate('chosen-option');
			setText(chip.querySelector('.label'), label);
			setText(chip.querySelector('b'), chosen ?? '');
			chip.querySelector('button').addEventListener('click', () => {
				this.#leaveOut(name);
				(chips.children[Math.min(index, chips.children.length - 1)]?.querySelector('button')
					?? byId('more-options').querySelector('summary')).focus();
			});
			return chip;
		}));
		setVisible(chips, words.length > 0);
	}

	#parameters() {
		const parameters = Object.fromEntries(new URLSearchParams(this.#bitrate.value));
		['channels', 'sampleRate', ...TEXTS].filter(value).forEach((name) => parameters[name] = value(name));
		BOXES.filter((name) => byId(name).checked !== this.#defaults[name])
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
		field.setAttribute('aria-describedby', this.#problem.id);
		field.after(this.#problem);
		setOptionalText(this.#problem, words);
		announce(message('options.refused', { problem: words }));
		field.focus({ preventScroll: true });
		field.parentElement.scrollIntoView({ block: 'center' });
	}

	#clearProblem() {
		this.#form.querySelectorAll('[aria-invalid]').forEach((field) => {
			field.removeAttribute('aria-invalid');
			field.removeAttribute('aria-describedby');
		});
		setOptionalText(this.#problem, null);
	}

	#showDefaults() {
		BOXES.forEach((name) => byId(name).checked = this.#defaults[name]);
		byId('cover').value = this.#defaults.cover;
		this.#restore();
		this.#showCover();
		this.#showChips();
		this.#clearProblem();
	}

	#showCover() {
		setVisible(byId('cover-time'), value('cover') === 'frame');
	}

}

/** Whether a text is a time of a video, as the API takes it. */
export function isTime(text) {
	return TIME.test(text);
}

/** What was chosen of what the server has not yet said it takes. */
function notYetShown({ bitrate: chosen, sampleRate }) {
	return { ...(chosen && { bitrate: chosen }), ...(sampleRate && { sampleRate }) };
}

/** What tells beside a field why its value can't be. */
function problemElement() {
	const problem = document.createElement('span');
	problem.id = 'options-problem';
	problem.className = 'problem';
	problem.hidden = true;
	return problem;
}

function value(name) {
	return byId(name).value.trim();
}

function label(name) {
	return byId(name).labels[0].textContent;
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
