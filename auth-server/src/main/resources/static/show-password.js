/** Adds to each field of a password a button that shows what is in it. Its texts are those of the page's language. */

const texts = document.querySelector('script[data-show]').dataset;

for (const field of document.querySelectorAll('.secret > input')) {
	// a page may have several
	const [label] = field.labels;
	const name = (label.querySelector('span') ?? label).textContent.trim();
	const button = document.createElement('button');
	button.type = 'button';
	button.className = 'reveal';
	button.setAttribute('aria-controls', field.id);
	const show = (shown) => {
		field.type = (shown) ? 'text' : 'password';
		button.textContent = (shown) ? texts.hide : texts.show;
		button.setAttribute('aria-label', `${button.textContent}: ${name}`);
	};
	show(false);
	button.addEventListener('click', () => show(field.type === 'password'));
	// the browser remembers what is typed into other fields than those of passwords
	field.form.addEventListener('submit', () => show(false));
	field.after(button);
}
