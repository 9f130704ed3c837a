package io.soundlift.notifier.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;

/**
 * Conversion of an account's address into a recipient: exactly one address, without
 * anything that could become another recipient or header.
 */
final class Recipient {

	private Recipient() {
	}

	static InternetAddress of(String address) throws AddressException {
		if (address.codePoints().anyMatch((character) -> Character.isISOControl(character) || character == ' ')) {
			throw new AddressException("Address has a space or a control character");
		}
		InternetAddress recipient = new InternetAddress(address, true);
		if (!address.equals(recipient.getAddress()) || recipient.isGroup()) {
			throw new AddressException("Address has more than one part");
		}
		return recipient;
	}

}
