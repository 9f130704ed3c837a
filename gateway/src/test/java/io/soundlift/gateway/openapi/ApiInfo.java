package io.soundlift.gateway.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the OpenAPI document says of the API as a whole.
 */
final class ApiInfo {

	static final Map<String, Object> INFO = Json.object("title", "Soundlift", "summary", "Videos in, MP3s out",
			"description",
			"Upload a video, and get its sound as an MP3. Everything is explained in `docs/api.md` of the source code.",
			"version", "0.1.0", "license", Json.object("name", "GPL-3.0-or-later", "identifier", "GPL-3.0-or-later"));

	static final List<Map<String, Object>> TAGS = List.of(
			Json.object("name", "conversions", "description", "Videos, and the MP3s that are made of them"),
			Json.object("name", "uploads", "description",
					"Uploads that can be interrupted, by tus 1.0.0 and by draft-ietf-httpbis-resumable-upload-12"),
			Json.object("name", "webhooks", "description", "URLs that are notified when conversions have ended"),
			Json.object("name", "account", "description", "Limits, the session of a browser, and this document"));

	private static final Map<String, Object> SCOPES = Json.object("conversions:read",
			"Look at conversions, download MP3s", "conversions:write", "Upload videos, delete conversions");

	static final Map<String, Object> SECURITY_SCHEMES = Json.object("oauth2",
			Json.object("type", "oauth2", "description",
					"Access token in the header `Authorization: Bearer`. The authorization code needs PKCE with S256.",
					"flows",
					Json.object("authorizationCode",
							Json.object("authorizationUrl", "/auth/oauth2/authorize", "tokenUrl", "/auth/oauth2/token",
									"refreshUrl", "/auth/oauth2/token", "scopes", SCOPES),
							"clientCredentials", Json.object("tokenUrl", "/auth/oauth2/token", "scopes", SCOPES))),
			"openIdConnect",
			Json.object("type", "openIdConnect", "description",
					"The same token by any grant that is found there, such as the device code (RFC 8628), for which "
							+ "OpenAPI 3.1 has no flow: `device_authorization_endpoint`",
					"openIdConnectUrl", "/auth/.well-known/openid-configuration"),
			"session",
			Json.object("type", "apiKey", "in", "cookie", "name", "soundlift", "description",
					"Session of a browser that is signed in. Over TLS the name is `__Host-soundlift`."),
			"csrf", Json.object("type", "apiKey", "in", "header", "name", "X-CSRF-TOKEN", "description",
					"Token of the session, from `GET /api/session`"));

	static final Map<String, Object> HEADERS = headers();

	private ApiInfo() {
	}

	private static Map<String, Object> headers() {
		Map<String, Object> headers = new LinkedHashMap<>();
		text(headers, "Accept-Ranges", "`bytes`");
		text(headers, "Cache-Control", "How long the answer is good");
		text(headers, "Content-Disposition", "Name of the file");
		number(headers, "Content-Length", "Exact length of the body");
		text(headers, "Content-Location", "The conversion, once the upload is complete");
		text(headers, "Content-Range", "Which bytes of how many these are");
		text(headers, "ETag", "Validator of the content");
		text(headers, "Location", "Where it is");
		text(headers, "RateLimit",
				"What is left of each limit, and for how many seconds (draft-ietf-httpapi-ratelimit-" + "headers-10)");
		text(headers, "RateLimit-Policy", "Limits of the account (draft-ietf-httpapi-ratelimit-headers-10)");
		number(headers, "Retry-After", "Seconds until it is worth to try again");
		text(headers, "Tus-Checksum-Algorithm", "Names of checksums, with commas between them");
		text(headers, "Tus-Extension", "Extensions of tus, with commas between them");
		number(headers, "Tus-Max-Size", "Greatest length of an upload in bytes");
		text(headers, "Tus-Version", "Versions of tus, with commas between them");
		text(headers, "Upload-Complete", "`?1` once the upload is complete");
		text(headers, "Upload-Defer-Length", "`1` while the length is not known");
		text(headers, "Upload-Expires", "Until when the upload is kept");
		number(headers, "Upload-Length", "Length of the upload in bytes");
		text(headers, "Upload-Limit", "`max-size` in bytes and `max-age` in seconds");
		text(headers, "Upload-Metadata", "As it was sent");
		number(headers, "Upload-Offset", "How many bytes the upload has");
		text(headers, "WWW-Authenticate", "Challenge of RFC 6750");
		return headers;
	}

	private static void text(Map<String, Object> headers, String name, String description) {
		headers.put(name, Json.object("description", description, "schema", Json.object("type", "string")));
	}

	private static void number(Map<String, Object> headers, String name, String description) {
		headers.put(name, Json.object("description", description, "schema",
				Json.object("type", "integer", "format", "int64", "minimum", 0)));
	}

}
