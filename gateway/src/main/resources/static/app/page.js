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

/** Removes a row. A focus in it goes to the next one, else to the one before, else to another element. */
export function removeRow(row, otherwise) {
	const focused = row.contains(document.activeElement);
	const heir = row.nextElementSibling ?? row.previousElementSibling ?? otherwise;
	row.remove();
	if (focused) {
		heir.focus();
	}
}
