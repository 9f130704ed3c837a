package io.soundlift.journey.preference;

import java.time.Instant;

import org.bson.types.Binary;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Whether an account gets mails about its conversions.
 *
 * @param owner id of the account
 * @param wanted whether it gets them
 * @param linkKey key that signs the links in its mails
 * @param changedAt time of the last change
 */
@Document(MailPreferences.COLLECTION)
public record MailPreference(@Id String owner, boolean wanted, Binary linkKey, Instant changedAt) {

	/**
	 * Leaves the key out.
	 */
	@Override
	public String toString() {
		return "MailPreference[owner=%s, wanted=%s]".formatted(this.owner, this.wanted);
	}

}
