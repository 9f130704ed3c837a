package io.soundlift.authserver.authorization;

import java.time.Instant;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Device authorization whose user code has not been entered yet, in one of a fixed number
 * of slots.
 *
 * @param slot number of the slot
 * @param deviceCode SHA-256 of the device code, unique
 * @param userCode SHA-256 of the user code, unique
 * @param pollAfter when the device may poll again
 * @param expiresAt when the slot is free again
 * @param authorization the authorization as it will be stored once a person enters the
 * user code
 */
@Document("device_requests")
record DeviceRequest(@Id int slot, String deviceCode, String userCode, Instant pollAfter, Instant expiresAt,
		AuthorizationDocument authorization) {

	static DeviceRequest of(int slot, AuthorizationDocument authorization, Instant now) {
		return new DeviceRequest(slot, hash(authorization, TokenKind.DEVICE_CODE),
				hash(authorization, TokenKind.USER_CODE), now, authorization.expiresAt(), authorization);
	}

	private static String hash(AuthorizationDocument authorization, TokenKind kind) {
		String hash = authorization.hashes().get(kind.value());
		if (hash == null) {
			throw new IllegalArgumentException("A device authorization without a " + kind);
		}
		return hash;
	}

}
