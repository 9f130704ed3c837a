package io.soundlift.authserver.mail;

import java.util.Map;
import java.util.Optional;

/**
 * Writes one kind of mail at the moment it is sent. So what a mail says, and whether
 * there is one at all, can depend on accounts without the request that asked for it
 * taking another path.
 */
public interface MailTemplate {

	/**
	 * Returns the name under which mails of this kind are kept.
	 * @return a name that never changes
	 */
	String name();

	/**
	 * Writes the mail. It is called again when sending failed or was cut off.
	 * @param address address of the receiver
	 * @param values what was given to {@link Outbox#add}
	 * @return the mail, or empty when there is none to send
	 */
	Optional<MailText> write(String address, Map<String, String> values);

}
