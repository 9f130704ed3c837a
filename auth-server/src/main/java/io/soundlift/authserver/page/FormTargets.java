package io.soundlift.authserver.page;

import java.net.URI;
import java.util.Objects;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Permitted targets of the forms of a page. Browsers apply {@code form-action} to the
 * redirects after a form as well, and the last one leads to the client.
 */
@Component
public final class FormTargets {

	private static final String ATTRIBUTE = FormTargets.class.getName();

	private static final Pattern SAFE_SOURCE = Pattern.compile("[A-Za-z0-9+.:/\\[\\]-]+");

	private final RegisteredClientRepository clients;

	FormTargets(RegisteredClientRepository clients) {
		this.clients = clients;
	}

	/**
	 * Permits the forms of this request's page to redirect to a client.
	 * @param request the request
	 * @param clientId id of the client, or any other text
	 * @param redirectUri requested address; ignored unless it is a registered address of
	 * the client
	 */
	public void allowRedirect(HttpServletRequest request, String clientId, String redirectUri) {
		RegisteredClient client = clientId.isEmpty() ? null : this.clients.findByClientId(clientId);
		if (client == null) {
			return;
		}
		String requested = originOf(redirectUri);
		client.getRedirectUris()
			.stream()
			.filter((registered) -> redirectUri.isEmpty() || registered.equals(redirectUri)
					|| isSameLoopback(registered, redirectUri))
			.findFirst()
			.map((registered) -> redirectUri.isEmpty() ? originOf(registered) : requested)
			.filter((origin) -> SAFE_SOURCE.matcher(origin).matches())
			.ifPresent((origin) -> request.setAttribute(ATTRIBUTE, origin));
	}

	static @Nullable String allowed(HttpServletRequest request) {
		return (String) request.getAttribute(ATTRIBUTE);
	}

	/** Native apps listen on any port of the loopback address (RFC 8252, section 7.3). */
	private static boolean isSameLoopback(String registered, String redirectUri) {
		String host = URI.create(registered).getHost();
		return ("127.0.0.1".equals(host) || "[::1]".equals(host))
				&& originWithoutPort(registered).equals(originWithoutPort(redirectUri));
	}

	private static String originWithoutPort(String uri) {
		return originOf(uri).replaceFirst(":\\d+$", "");
	}

	private static String originOf(String uri) {
		try {
			URI parsed = URI.create(uri);
			String scheme = Objects.requireNonNullElse(parsed.getScheme(), "");
			return scheme.startsWith("http") ? scheme + "://" + parsed.getRawAuthority() : scheme + ":";
		}
		catch (IllegalArgumentException ex) {
			return "";
		}
	}

}
