/** Small helpers for elements. They change only what differs, so that neither focus nor selection gets lost. */

const STATUS_MILLIS = 10_000;

export function byId(id) {
	return document.getElementById(id);
}

/** A new element from a template of the page. */
export function fromTemplate(id) {
	return document.importNode(byId(id).content, true).firstElementChild;
}

export function setText(element, text) {
	if (element.textContent !== text) {
		element.textContent = text;
	}
}

export function setVisible(element, visible) {
	element.hidden = !visible;
}

/** Shows a text, or hides the element when there is none. */
export function setOptionalText(element, text) {
	setText(element, text ?? '');
	setVisible(element, Boolean(text));
}

/** Names a button for those who do not see beside what it is. */
export function setAction(button, text, name) {
	setText(button, text);
	const label = `${text} ${name}`;
	if (button.getAttribute('aria-label') !== label) {
		button.setAttribute('aria-label', label);
	}
}

/** Has a screen reader say something, when it has nothing more urgent. */
export function announce(text) {
	const line = document.createElement('p');
	line.textContent = text;
	byId('status').append(line);
	setTimeout(() => line.remove(), STATUS_MILLIS);
}

/** Shows another icon of the page's. */
export function setIcon(row, name) {
	const use = row.querySelector('.badge use');
	if (use.getAttribute('href') !== `#i-${name}`) {
		use.setAttribute('href', `#i-${name}`);
	}
}

/** Shows texts as items of a list. */
export function setItems(list, texts) {
	if ([...list.children].map((item) => item.textContent).join('\n') === texts.join('\n')) {
		return;
	}
	list.replaceChildren(...texts.map((text) => {
		const item = document.createElement('li');
		item.textContent = text;
		return item;
	}));
	setVisible(list, texts.length > 0);
}

/** Removes a row. A focus in it goes to the next one, else to the one before, else to another element. */
export function removeRow(row, otherwise) {
	const focused = row.contains(document.activeElement);
	const heir = shown(row, 'nextElementSibling') ?? shown(row, 'previousElementSibling') ?? otherwise;
	row.remove();
	if (focused) {
		heir.focus();
	}
}

/** The next row in a direction that is not filtered out. */
function shown(row, direction) {
	let next = row[direction];
	while (next?.hidden) {
		next = next[direction];
	}
	return next;
}
