/** The switch for mails in the menu of the account, which shows what holds now whenever the menu is opened. */

import { call } from './api.js';
import { announce, byId, setOptionalText } from './page.js';
import { message } from './texts.js';

const PATH = '/api/preferences';

export class MailSwitch {

	#box = byId('mails');

	#areWanted = true;

	/** What is under way, so that one change comes after the other. */
	#work = Promise.resolve();

	constructor() {
		byId('account-menu').addEventListener('toggle', ({ target }) => {
			if (target.open) {
				this.#do(() => call('GET', PATH));
			}
		});
		this.#box.addEventListener('change', () => this.#change(this.#box.checked));
	}

	#change(areWanted) {
		this.#do(async () => {
			const preferences = await call('PATCH', PATH, { conversionMails: areWanted });
			announce(message((areWanted) ? 'mails.on' : 'mails.off'));
			return preferences;
		});
	}

	#do(work) {
		this.#work = this.#work.then(async () => {
			let problem = null;
			try {
				this.#areWanted = (await work()).conversionMails;
				this.#box.disabled = false;
			}
			catch (error) {
				problem = error.message;
			}
			this.#box.checked = this.#areWanted;
			setOptionalText(byId('mails-problem'), problem);
		});
	}

}
