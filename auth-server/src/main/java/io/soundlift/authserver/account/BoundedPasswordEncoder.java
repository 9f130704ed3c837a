package io.soundlift.authserver.account;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Password encoder that always hashes in a slot.
 */
final class BoundedPasswordEncoder implements PasswordEncoder {

	private static final String NO_REQUEST = "";

	private final PasswordEncoder encoder;

	private final HashingSlots slots;

	BoundedPasswordEncoder(PasswordEncoder encoder, HashingSlots slots) {
		this.encoder = encoder;
		this.slots = slots;
	}

	@Override
	public @Nullable String encode(@Nullable CharSequence rawPassword) {
		Supplier<@Nullable String> encoding = () -> this.encoder.encode(rawPassword);
		return this.slots.run(origin(), false, encoding);
	}

	@Override
	public boolean matches(@Nullable CharSequence rawPassword, @Nullable String encodedPassword) {
		return this.slots.run(origin(), false, () -> this.encoder.matches(rawPassword, encodedPassword));
	}

	@Override
	public boolean upgradeEncoding(@Nullable String encodedPassword) {
		return this.encoder.upgradeEncoding(encodedPassword);
	}

	private static String origin() {
		return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
				? new Origin(attributes.getRequest().getRemoteAddr(), "").network() : NO_REQUEST;
	}

}
