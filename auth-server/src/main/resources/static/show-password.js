/** Adds to each field of a password a button that shows what is in it. Its texts are those of the page's language. */

const texts = document.querySelector('script[data-show]').dataset;

for (const field of document.querySelectorAll('.secret > input')) {
	const button = document.createElement('button');
	button.type = 'button';
	button.className = 'reveal';
	button.textContent = texts.show;
	button.setAttribute('aria-label', texts.showLabel);
	button.setAttribute('aria-controls', field.id);
	const show = (shown) => {
		field.type = (shown) ? 'text' : 'password';
		button.textContent = (shown) ? texts.hide : texts.show;
		button.setAttribute('aria-label', (shown) ? texts.hideLabel : texts.showLabel);
	};
	button.addEventListener('click', () => show(field.type === 'password'));
	// the browser remembers what is typed into other fields than those of passwords
	field.form.addEventListener('submit', () => show(false));
	field.after(button);
}
