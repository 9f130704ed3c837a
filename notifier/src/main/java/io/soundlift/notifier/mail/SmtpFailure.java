package io.soundlift.notifier.mail;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;

import jakarta.mail.MessagingException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;

/**
 * Distinction between permanent and temporary failures.
 * <p>
 * A reply of 5yz to the recipient or to the mail's content is final (RFC 5321, section
 * 4.2.1). The same reply to the login or to the sender concerns this service's settings,
 * which an operator will correct: such mails wait.
 */
final class SmtpFailure {

	private static final int MAX_REASON = 500;

	private SmtpFailure() {
	}

	static Delivery of(MailException failure) {
		Throwable last = failure;
		for (Throwable cause : causesOf(failure)) {
			if (isFinal(cause)) {
				return new Delivery.Refused(reason(cause));
			}
			last = cause;
		}
		return new Delivery.Postponed(reason(last));
	}

	private static boolean isFinal(Throwable cause) {
		if (cause instanceof SMTPAddressFailedException address) {
			return isFinal(address.getReturnCode());
		}
		return cause instanceof SMTPSendFailedException sending && isFinal(sending.getReturnCode())
				&& !isAboutSender(sending.getCommand());
	}

	private static boolean isFinal(int reply) {
		return reply >= 500 && reply <= 599;
	}

	private static boolean isAboutSender(@Nullable String command) {
		return command != null && command.regionMatches(true, 0, "MAIL", 0, 4);
	}

	private static Set<Throwable> causesOf(MailException failure) {
		Set<Throwable> causes = Collections.newSetFromMap(new IdentityHashMap<>());
		Set<Throwable> ordered = new LinkedHashSet<>();
		Deque<Throwable> open = new ArrayDeque<>();
		open.add(failure);
		while (!open.isEmpty()) {
			Throwable next = open.remove();
			if (causes.add(next)) {
				ordered.add(next);
				addCauses(next, open);
			}
		}
		return ordered;
	}

	private static void addCauses(Throwable failure, Deque<Throwable> open) {
		if (failure instanceof MailSendException sending) {
			open.addAll(sending.getFailedMessages().values());
		}
		if (failure instanceof MessagingException messaging && messaging.getNextException() != null) {
			open.add(messaging.getNextException());
		}
		if (failure.getCause() != null) {
			open.add(failure.getCause());
		}
	}

	private static String reason(Throwable cause) {
		String message = (cause.getMessage() != null) ? cause.getMessage() : "";
		String reason = (cause.getClass().getSimpleName() + ": " + message).replaceAll("\\p{Cntrl}+", " ").strip();
		return reason.substring(0, Math.min(reason.length(), MAX_REASON));
	}

}
