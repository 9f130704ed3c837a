package io.soundlift.gateway.problem;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * Catalogue of everything that can be wrong with a request. Codes are stable; their
 * meaning is explained in {@code docs/api.md}.
 */
public enum ProblemType {

	/** No access token, or one that is not valid here. */
	UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "Sign in first"),

	/** An access token without the scope that the call needs. */
	INSUFFICIENT_SCOPE(HttpStatus.FORBIDDEN, "The access token does not allow this"),

	/** A call by session that changes something without the session's CSRF token. */
	CSRF_TOKEN_MISSING(HttpStatus.FORBIDDEN, "The session's CSRF token is missing or wrong"),

	/** The validity of a token or a session can't be determined. */
	AUTHENTICATION_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "Sign-in can't be checked at the moment"),

	/** No such path. */
	NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing here"),

	/** No such conversion, or it belongs to another account. */
	NO_SUCH_CONVERSION(HttpStatus.NOT_FOUND, "There is no such conversion"),

	/** No such upload, or it belongs to another account. */
	NO_SUCH_UPLOAD(HttpStatus.NOT_FOUND, "There is no such upload"),

	/** The upload has expired and was removed. */
	UPLOAD_EXPIRED(HttpStatus.GONE, "The upload is not kept any more"),

	/** The upload has another number of bytes than the client thinks. */
	UPLOAD_OFFSET_MISMATCH(HttpStatus.CONFLICT, "The upload has another offset"),

	/** Another request sends bytes of the same upload. */
	UPLOAD_LOCKED(HttpStatus.LOCKED, "Another request works on the upload"),

	/** The bytes are not those whose checksum was sent (tus 1.0.0, Checksum). */
	CHECKSUM_MISMATCH(HttpStatusCode.valueOf(460), "The checksum does not fit the bytes"),

	/** The request is not one of tus 1.0.0. */
	UNSUPPORTED_TUS_VERSION(HttpStatus.PRECONDITION_FAILED, "This version of tus is not supported"),

	/** As many uploads of the account are unfinished as are allowed. */
	TOO_MANY_UNFINISHED_UPLOADS(HttpStatus.TOO_MANY_REQUESTS, "Too many of your uploads are unfinished"),

	/** No such link to an MP3, or it is no longer in force. */
	NO_SUCH_SHARE(HttpStatus.NOT_FOUND, "There is no such link"),

	/** As many links to the MP3, or of the account, are in force as are allowed. */
	TOO_MANY_SHARES(HttpStatus.TOO_MANY_REQUESTS, "Too many links"),

	/** Webhooks are switched off in this system. */
	WEBHOOKS_OFF(HttpStatus.FORBIDDEN, "There are no webhooks here"),

	/** No such webhook, or it belongs to another account. */
	NO_SUCH_WEBHOOK(HttpStatus.NOT_FOUND, "There is no such webhook"),

	/** No such delivery of the webhook. */
	NO_SUCH_DELIVERY(HttpStatus.NOT_FOUND, "There is no such delivery"),

	/** The URL or another member of a webhook is not accepted. */
	INVALID_WEBHOOK(HttpStatus.BAD_REQUEST, "The webhook is not valid"),

	/** Nothing can be sent to a webhook that is switched off. */
	WEBHOOK_NOT_ENABLED(HttpStatus.CONFLICT, "The webhook is switched off"),

	/** The account has as many webhooks as are allowed. */
	TOO_MANY_WEBHOOKS(HttpStatus.TOO_MANY_REQUESTS, "You have too many webhooks"),

	/** As many deliveries wait for the webhook as calls may add to. */
	TOO_MANY_DELIVERIES(HttpStatus.TOO_MANY_REQUESTS, "Too many deliveries wait"),

	/** Imports are switched off in this system. */
	IMPORT_OFF(HttpStatus.FORBIDDEN, "There are no imports here"),

	/** The URL of a video is not allowed for imports. */
	IMPORT_REFUSED(HttpStatus.BAD_REQUEST, "Nothing is imported from this URL"),

	/** The server of a video did not send it as a whole, or too slowly. */
	IMPORT_FAILED(HttpStatus.UNPROCESSABLE_CONTENT, "The video could not be fetched"),

	/** The first request with the same idempotency key is being carried out. */
	IDEMPOTENCY_KEY_IN_USE(HttpStatus.CONFLICT, "The same request is being carried out"),

	/** The idempotency key is that of another request. */
	IDEMPOTENCY_KEY_REUSED(HttpStatus.UNPROCESSABLE_CONTENT, "The idempotency key was used before"),

	/** The conversion is still queued or running. */
	NOT_READY(HttpStatus.CONFLICT, "The MP3 is not ready yet"),

	/** The conversion ended without an MP3. */
	NO_MP3(HttpStatus.CONFLICT, "The conversion has no MP3"),

	/** The MP3 has expired and was removed. */
	MP3_EXPIRED(HttpStatus.GONE, "The MP3 is not kept any more"),

	/** The video of the conversion, or a part of it, is gone. */
	VIDEO_GONE(HttpStatus.GONE, "The video is not kept any more"),

	/** The requested bytes lie outside of the file. */
	RANGE_NOT_SATISFIABLE(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "The file has no such bytes"),

	/** The video is greater than the limit. */
	VIDEO_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The video is too large"),

	/** The video has no bytes. */
	EMPTY_VIDEO(HttpStatus.BAD_REQUEST, "The video is empty"),

	/** The body is neither audio, nor video, nor a form. */
	UNSUPPORTED_CONTENT_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "This content type is not accepted"),

	/** The form does not match its content type, or has unexpected parts. */
	MALFORMED_FORM(HttpStatus.BAD_REQUEST, "The form can't be read"),

	/** The ranges of a file can't be read, or are not ranges of one file. */
	INVALID_BYTE_RANGES(HttpStatus.BAD_REQUEST, "The ranges of the file can't be taken"),

	/** The parts of a form besides its file took too long. */
	FORM_TOO_SLOW(HttpStatus.REQUEST_TIMEOUT, "The form comes too slowly"),

	/** The body ended before it was complete. */
	UPLOAD_INCOMPLETE(HttpStatus.BAD_REQUEST, "The upload ended early"),

	/** An option of the conversion is unknown or has a bad value. */
	INVALID_OPTION(HttpStatus.BAD_REQUEST, "An option is not valid"),

	/** Two options of the conversion exclude each other. */
	CONFLICTING_OPTIONS(HttpStatus.BAD_REQUEST, "These options do not go together"),

	/** A parameter of the request has a bad value. */
	INVALID_PARAMETER(HttpStatus.BAD_REQUEST, "A parameter is not valid"),

	/** The request took longer than it may, or was slower than the minimum rate. */
	REQUEST_TOO_SLOW(HttpStatus.REQUEST_TIMEOUT, "The request came too slowly"),

	/** The body, which is no video, is greater than any that is expected. */
	REQUEST_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The request is too large"),

	/** The request is wrong in another way. */
	BAD_REQUEST(HttpStatus.BAD_REQUEST, "The request is not valid"),

	/** The path does not support the method. */
	METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "This method is not allowed here"),

	/** The client accepts none of the available types. */
	NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "None of the accepted types is available"),

	/** As many uploads run as are allowed at the same time. */
	TOO_MANY_UPLOADS(HttpStatus.SERVICE_UNAVAILABLE, "Too many uploads at once"),

	/** As many downloads run as are allowed at the same time. */
	TOO_MANY_DOWNLOADS(HttpStatus.SERVICE_UNAVAILABLE, "Too many downloads at once"),

	/** As many downloads of the account run as are allowed at the same time. */
	TOO_MANY_PARALLEL_DOWNLOADS(HttpStatus.TOO_MANY_REQUESTS, "Too many of your downloads at once"),

	/** As many event streams are open as are allowed at the same time. */
	TOO_MANY_EVENT_STREAMS(HttpStatus.SERVICE_UNAVAILABLE, "Too many event streams at once"),

	/** As many event streams of the account are open as are allowed at the same time. */
	TOO_MANY_PARALLEL_EVENT_STREAMS(HttpStatus.TOO_MANY_REQUESTS, "Too many of your event streams at once"),

	/** There are as many requests at this gateway as are allowed, or from one address. */
	GATEWAY_BUSY(HttpStatus.SERVICE_UNAVAILABLE, "Too many requests at once"),

	/** The account has called the API as often as it may in a minute. */
	TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, "Too many calls"),

	/** As many uploads of the account run as are allowed at the same time. */
	TOO_MANY_PARALLEL_UPLOADS(HttpStatus.TOO_MANY_REQUESTS, "Too many of your uploads at once"),

	/** As many conversions of the account have not ended as are allowed. */
	TOO_MANY_CONVERSIONS(HttpStatus.TOO_MANY_REQUESTS, "Too many of your conversions at once"),

	/** The account has uploaded as many bytes as it may in a day. */
	DAILY_BYTES_EXCEEDED(HttpStatus.TOO_MANY_REQUESTS, "You have uploaded enough for today"),

	/** The account keeps as many bytes of videos and MP3s as it may. */
	STORAGE_QUOTA_EXCEEDED(HttpStatus.FORBIDDEN, "You have no room left"),

	/** This gateway is being stopped, and an upload would not end in time. */
	SHUTTING_DOWN(HttpStatus.SERVICE_UNAVAILABLE, "This server is being replaced"),

	/** The database does not answer. */
	STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The store is not available"),

	/** The database has no room for more. */
	STORE_FULL(HttpStatus.INSUFFICIENT_STORAGE, "The store is full"),

	/** As many requests are with the authorization server as are allowed. */
	AUTH_SERVER_BUSY(HttpStatus.SERVICE_UNAVAILABLE, "Too many sign-ins at once"),

	/** The authorization server does not answer. */
	AUTH_SERVER_UNAVAILABLE(HttpStatus.BAD_GATEWAY, "The authorization server is not available"),

	/** A defect of the system. */
	INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side");

	private final HttpStatusCode status;

	private final String title;

	ProblemType(HttpStatusCode status, String title) {
		this.status = status;
		this.title = title;
	}

	/**
	 * Status code of answers of this type.
	 * @return the status code
	 */
	public HttpStatusCode status() {
		return this.status;
	}

	/**
	 * Short text for people, the same for every occurrence.
	 * @return the title
	 */
	public String title() {
		return this.title;
	}

	/**
	 * Stable code for programs.
	 * @return lower-case words with hyphens
	 */
	public String code() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Identifier of the type, as required by RFC 9457, 3.1.1.
	 * @return a URN that ends in the code
	 */
	public URI uri() {
		return URI.create("urn:soundlift:problem:" + code());
	}

	/**
	 * Finds a type by its identifier.
	 * @param uri identifier of a type
	 * @param status status code of the answer
	 * @return the type; if there is no such type, the one without information beyond the
	 * status code
	 */
	static ProblemType of(@Nullable URI uri, HttpStatusCode status) {
		return Arrays.stream(values()).filter((type) -> type.uri().equals(uri)).findFirst().orElseGet(() -> of(status));
	}

	/**
	 * Finds the type for an error that a framework has found.
	 * @param status status code of the answer
	 * @return the type without information beyond the status code
	 */
	static ProblemType of(HttpStatusCode status) {
		return switch (status.value()) {
			case 401 -> UNAUTHENTICATED;
			case 404 -> NOT_FOUND;
			case 405 -> METHOD_NOT_ALLOWED;
			case 406 -> NOT_ACCEPTABLE;
			case 408 -> REQUEST_TOO_SLOW;
			case 413 -> REQUEST_TOO_LARGE;
			case 415 -> UNSUPPORTED_CONTENT_TYPE;
			default -> status.is5xxServerError() ? INTERNAL_ERROR : BAD_REQUEST;
		};
	}

}
