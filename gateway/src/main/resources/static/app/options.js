/** What the user wants of the MP3s of all videos: the bit rate, and the form behind "More options". */

import { OptionFields } from './option-fields.js';
import { recall, remember } from './option-memory.js';
import { optionWords } from './option-words.js';
import { byId, fromTemplate, setText, setVisible } from './page.js';

/** What is no option of a conversion. */
const BOXES = ['whole', 'each'];

export class Options {

	#account;

	#form = byId('options');

	#fields = new OptionFields(this.#form.querySelector('.fields'), '', byId('bitrate'));

	#limits = null;

	/** Takes the address of the account, for which the options are remembered. */
	constructor(account) {
		this.#account = account;
		// also of the bit rate, which is not inside of the form
		byId('drop').addEventListener('input', () => this.#onChange());
		this.#form.addEventListener('submit', (event) => event.preventDefault());
		// after the browser has emptied the fields
		this.#form.addEventListener('reset', () => setTimeout(() => {
			remember(this.#account, {});
			this.#fields.reset();
			this.#showChips();
		}));
		this.#restore();
	}

	/** Shows what the server takes, and its defaults. */
	show(limits) {
		this.#limits = limits;
		this.#fields.show(limits);
		this.#restore();
	}

	/** What was chosen, by the names of the API; null if it can't be, which is shown. */
	read() {
		return this.#fields.read('options.refused');
	}

	/** Fills the fields of one video with what was chosen for all. */
	copyTo(fields) {
		if (this.#limits) {
			fields.show(this.#limits);
		}
		fields.restore(this.#fields.state);
	}

	/** Whether videos are to be sent with their pictures in any case. */
	get sendsWhole() {
		return byId('whole').checked;
	}

	/** Whether the user wants to choose options for each video. */
	get asksForEach() {
		return byId('each').checked;
	}

	/** Takes an option back, as its chip asks for. */
	#leaveOut(name) {
		if (BOXES.includes(name)) {
			byId(name).checked = false;
		}
		else {
			this.#fields.leaveOut(name);
		}
		this.#onChange();
	}

	#onChange() {
		remember(this.#account, {
			...this.#fields.state,
			...(this.sendsWhole && { whole: true }),
			...(this.asksForEach && { each: true }),
			...(!this.#limits && notYetShown(recall(this.#account)))
		});
		this.#showChips();
	}

	#restore() {
		const chosen = recall(this.#account);
		this.#fields.restore(chosen);
		BOXES.forEach((name) => byId(name).checked = Boolean(chosen[name]));
		this.#showChips();
	}

	#showChips() {
		const chips = byId('chips');
		const words = optionWords({
			...this.#fields.parameters,
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

}

/** What was chosen of what the server has not yet said it takes. */
function notYetShown({ bitrate: chosen, sampleRate }) {
	return { ...(chosen && { bitrate: chosen }), ...(sampleRate && { sampleRate }) };
}
