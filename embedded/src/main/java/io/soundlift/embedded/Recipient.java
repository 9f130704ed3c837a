package io.soundlift.embedded;

import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import jakarta.mail.internet.MimeMessage;

/**
 * A mail recipient without a mailbox, so that a long-running mail server holds no mail in
 * memory.
 *
 * @param email the address the mail was sent to
 */
record Recipient(String email) implements GreenMailUser {

	@Override
	public String getEmail() {
		return this.email;
	}

	@Override
	public String getLogin() {
		return this.email;
	}

	@Override
	public void deliver(MovingMessage message) {
		// the consumer has it already
	}

	@Override
	public void deliver(MimeMessage message) {
		// the consumer has it already
	}

	@Override
	public void create() {
		// there is no mailbox
	}

	@Override
	public void delete() {
		// there is no mailbox
	}

	@Override
	public String getPassword() {
		return "";
	}

	@Override
	public void setPassword(String password) {
		throw new UnsupportedOperationException("There is no mailbox to log in to");
	}

	@Override
	public void authenticate(String password) {
		// any sender is accepted on the loopback interface
	}

	@Override
	public String getQualifiedMailboxName() {
		return this.email;
	}

}
