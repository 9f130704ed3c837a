/** A button with a menu, for the mouse and for the keyboard: arrows, Home, End, Escape. */

export class Menu {

	#button;

	#menu;

	/** Takes the button, and the element with the items, which are hidden when they do not apply. */
	constructor(button, menu) {
		this.#button = button;
		this.#menu = menu;
		button.addEventListener('click', () => (this.#isOpen) ? this.#close() : this.#open());
		button.addEventListener('keydown', (event) => this.#onButtonKey(event));
		menu.addEventListener('keydown', (event) => this.#onMenuKey(event));
		// before the item does its work: what opens a dialog gets the focus back to where it can be
		menu.addEventListener('click', () => this.#close(), { capture: true });
		menu.addEventListener('focusout', ({ relatedTarget }) => {
			if (relatedTarget && relatedTarget !== button && !menu.contains(relatedTarget)) {
				this.#hide();
			}
		});
	}

	get #isOpen() {
		return !this.#menu.hidden;
	}

	get #items() {
		return [...this.#menu.children].filter((item) => !item.hidden);
	}

	#open(index = 0) {
		this.#menu.hidden = false;
		this.#button.setAttribute('aria-expanded', 'true');
		document.addEventListener('pointerdown', this.#onPointer);
		this.#items.at(index)?.focus();
	}

	#close() {
		this.#button.focus();
		this.#hide();
	}

	#hide() {
		this.#menu.hidden = true;
		this.#button.setAttribute('aria-expanded', 'false');
		document.removeEventListener('pointerdown', this.#onPointer);
	}

	#onPointer = (event) => {
		if (!this.#menu.contains(event.target) && !this.#button.contains(event.target)) {
			this.#hide();
		}
	};

	#onButtonKey(event) {
		if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
			event.preventDefault();
			this.#open((event.key === 'ArrowDown') ? 0 : -1);
		}
	}

	#onMenuKey(event) {
		const items = this.#items;
		const current = items.indexOf(document.activeElement);
		const target = {
			ArrowDown: (current + 1) % items.length,
			ArrowUp: (current <= 0) ? -1 : current - 1,
			Home: 0,
			End: -1
		}[event.key];
		if (target !== undefined) {
			event.preventDefault();
			items.at(target).focus();
		}
		else if (event.key === 'Escape') {
			event.preventDefault();
			this.#close();
		}
		else if (event.key === 'Tab') {
			// the focus goes on from the button
			this.#close();
		}
	}

}
