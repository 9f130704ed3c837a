package io.soundlift.authserver.mail;

import java.util.Map;
import java.util.Optional;

/**
 * Decision on a mail of one kind at the time of sending. So the text of a mail, and
 * whether it is sent at all, can depend on accounts without any difference in the request
 * that caused it. Without a decision the template has the name of the kind.
 */
public interface MailDecision {

	/**
	 * Returns the name under which mails of this kind are stored.
	 * @return a name that never changes
	 */
	String kind();

	/**
	 * Chooses the text. It is called again when sending failed or was interrupted.
	 * @param address address of the receiver
	 * @param values the values passed to {@link MailOutbox#add}
	 * @return name of the template, or empty when there is no mail to send
	 */
	Optional<String> chooseTemplate(String address, Map<String, String> values);

}
