package io.soundlift.authserver.mail;

import java.util.Map;
import java.util.Optional;

/**
 * Decision on a mail of one kind at the moment it is sent. So what a mail says, and
 * whether there is one at all, can depend on accounts without the request that asked for
 * it taking another path. Without a decision the template has the name of the kind.
 */
public interface MailDecision {

	/**
	 * Returns the name under which mails of this kind are kept.
	 * @return a name that never changes
	 */
	String kind();

	/**
	 * Chooses the text. It is called again when sending failed or was cut off.
	 * @param address address of the receiver
	 * @param values what was given to {@link MailOutbox#add}
	 * @return name of the template, or empty when there is no mail to send
	 */
	Optional<String> chooseTemplate(String address, Map<String, String> values);

}
