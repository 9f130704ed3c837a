package io.soundlift.gateway.share;

import java.net.URI;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soundlift.journey.conversion.Share;
import org.jspecify.annotations.Nullable;

/**
 * A link as its owner sees it.
 *
 * @param id 32 hexadecimal digits
 * @param url the link itself, which is shown only once, when it is created
 * @param createdAt when it was created
 * @param expiresAt when it expires
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ShareView(String id, @Nullable URI url, Instant createdAt, Instant expiresAt) {

	static ShareView of(Share share, @Nullable URI url) {
		return new ShareView(share.id(), url, share.createdAt(), share.expiresAt());
	}

	/**
	 * Links to one MP3.
	 *
	 * @param shares the links that are in force
	 */
	record ShareList(List<ShareView> shares) {
	}

}
