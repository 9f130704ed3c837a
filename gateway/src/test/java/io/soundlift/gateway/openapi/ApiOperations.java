package io.soundlift.gateway.openapi;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.upload.DescribedOptions;
import io.soundlift.gateway.upload.VideoType;
import io.soundlift.journey.conversion.ConversionState;

/**
 * All operations of the API, with what their handlers read and write without Spring.
 */
final class ApiOperations {

	private static final String JSON = "application/json";

	private static final Map<String, Object> TEXT = Json.object("type", "string");

	private static final Map<String, Object> BYTES = Json.object("type", "integer", "format", "int64", "minimum", 0);

	/** Bytes, in the words of OpenAPI 3.0, which generators of clients look for. */
	private static final Map<String, Object> BINARY = Json.object("type", "string", "format", "binary");

	private static final Map<String, Object> BINARY_BODY = Json.object("schema", BINARY);

	private static final String OFFSET = "How many bytes the client thinks the upload has";

	private static final String ID = "^[0-9a-f]{32}$";

	/** What whoever has a video stored can be told. */
	private static final ProblemType[] STORE = { ProblemType.VIDEO_TOO_LARGE, ProblemType.TOO_MANY_UPLOADS,
			ProblemType.TOO_MANY_PARALLEL_UPLOADS, ProblemType.TOO_MANY_CONVERSIONS, ProblemType.DAILY_BYTES_EXCEEDED,
			ProblemType.STORAGE_QUOTA_EXCEEDED, ProblemType.SHUTTING_DOWN, ProblemType.STORE_FULL };

	/** What whoever sends a video can be told as well. */
	private static final ProblemType[] UPLOAD = { ProblemType.EMPTY_VIDEO, ProblemType.INVALID_BYTE_RANGES,
			ProblemType.UPLOAD_INCOMPLETE };

	private static final ProblemType[] OPTIONS = { ProblemType.INVALID_OPTION, ProblemType.CONFLICTING_OPTIONS };

	private ApiOperations() {
	}

	/**
	 * Returns all operations.
	 * @return operations by their methods and paths
	 */
	static Map<String, ApiOperation> all() {
		Map<String, ApiOperation> all = new LinkedHashMap<>();
		addConversions(all);
		addEvents(all);
		addShares(all);
		addUploads(all);
		addWebhooks(all);
		all.put("GET /api/limits",
				new ApiOperation("getLimits", "account").problems(ProblemType.NOT_ACCEPTABLE)
					.answer(200, "The limits", "RateLimit-Policy", "RateLimit")
					.of(200, JSON, Schemas.reference("Limits")));
		all.put("GET /api/preferences", preferences("getPreferences"));
		all.put("PATCH /api/preferences",
				preferences("changePreferences").body(JSON,
						Json.object("schema",
								Json.object("type", "object", "properties",
										Json.object("conversionMails",
												Json.object("type", "boolean", "description",
														"Whether it gets a mail when a conversion has ended")),
										"additionalProperties", false)))
					.requiresBody());
		all.put("GET /api/session",
				new ApiOperation("getSession", "account").open()
					.problems(ProblemType.NOT_ACCEPTABLE)
					.answer(200, "Who is signed in")
					.of(200, JSON, Schemas.reference("Session")));
		all.put("GET /api/openapi.json",
				new ApiOperation("getOpenApi", "account").open()
					.answer(200, "This document", "ETag")
					.of(200, JSON, Json.object("type", "object"))
					.answer(304, "The client has it already", "ETag"));
		return all;
	}

	private static ApiOperation preferences(String id) {
		return new ApiOperation(id, "account").problems(ProblemType.NOT_ACCEPTABLE)
			.answer(200, "What the account has chosen", "RateLimit-Policy", "RateLimit")
			.of(200, JSON, Schemas.reference("Preferences"));
	}

	private static void addConversions(Map<String, ApiOperation> all) {
		all.put("POST /api/conversions", createConversion());
		all.put("GET /api/conversions",
				new ApiOperation("listConversions", "conversions").limit("limit", "minimum", 1, "maximum", 100)
					.limit("cursor", "pattern", "^[A-Za-z0-9_-]+$")
					.limit("state", "items",
							Json.object("type", "string", "enum",
									Arrays.stream(ConversionState.values()).map(Enum::name).toList()))
					.limit("q", "maxLength", 100)
					.header("If-None-Match", TEXT, "ETags of the page that the client has")
					.problems(ProblemType.INVALID_PARAMETER, ProblemType.NOT_ACCEPTABLE)
					.answer(200, "A page of conversions", "ETag", "RateLimit-Policy", "RateLimit")
					.of(200, JSON, Schemas.reference("ConversionList"))
					.answer(304, "The client has it already", "ETag", "RateLimit-Policy", "RateLimit"));
		all.put("GET /api/conversions/{id}",
				ofConversion("getConversion").problems(ProblemType.NOT_ACCEPTABLE)
					.header("If-None-Match", TEXT, "ETags of the conversion that the client has")
					.answer(200, "The conversion", "ETag", "RateLimit-Policy", "RateLimit")
					.of(200, JSON, Schemas.reference("Conversion"))
					.answer(304, "The client has it already", "ETag", "RateLimit-Policy", "RateLimit"));
		all.put("DELETE /api/conversions/{id}", ofConversion("deleteConversion").answer(204, "It is deleted"));
		all.put("POST /api/conversions/{id}/again",
				withOptions(ofConversion("convertAgain"), DescribedOptions.schemas()).problems(ProblemType.VIDEO_GONE));
		all.put("GET /api/conversions/{id}/journey",
				ofConversion("getJourney").problems(ProblemType.NOT_ACCEPTABLE)
					.answer(200, "The journey", "RateLimit-Policy", "RateLimit", "Cache-Control")
					.of(200, JSON, Schemas.reference("Journey")));
		all.put("GET /api/conversions/{id}/waveform", ofConversion("getWaveform")
			.problems(ProblemType.NOT_READY, ProblemType.NO_MP3, ProblemType.MP3_EXPIRED, ProblemType.NOT_ACCEPTABLE)
			.header("If-None-Match", TEXT, "ETags of waveforms that the client has")
			.answer(200, "The waveform", "ETag", "Cache-Control", "RateLimit-Policy", "RateLimit")
			.of(200, JSON, Schemas.reference("Waveform"))
			.answer(304, "The client has it already", "ETag", "Cache-Control"));
		all.put("GET /api/conversions/{id}/mp3",
				download("downloadMp3").of(200, "audio/mpeg", BINARY).of(206, "audio/mpeg", BINARY));
		all.put("HEAD /api/conversions/{id}/mp3", download("headMp3"));
		all.put("GET /api/conversions/mp3s", archive("downloadMp3s").of(200, "application/zip", BINARY));
		all.put("HEAD /api/conversions/mp3s", archive("headMp3s"));
	}

	private static void addEvents(Map<String, ApiOperation> all) {
		all.put("GET /api/conversions/events", events(new ApiOperation("streamConversions", "conversions")));
		all.put("GET /api/conversions/{id}/events",
				events(ofConversion("streamConversion")).answer(204, "It has ended, and the client knows"));
	}

	private static ApiOperation events(ApiOperation operation) {
		return operation
			.problems(ProblemType.INVALID_PARAMETER, ProblemType.TOO_MANY_EVENT_STREAMS,
					ProblemType.TOO_MANY_PARALLEL_EVENT_STREAMS, ProblemType.SHUTTING_DOWN)
			.answer(200, "Server-sent events", "Cache-Control", "RateLimit-Policy", "RateLimit")
			.of(200, "text/event-stream", Map.of());
	}

	private static void addShares(Map<String, ApiOperation> all) {
		String shares = "/api/conversions/{conversionId}/shares";
		all.put("POST " + shares,
				ofShares("createShare").limit("expiresIn", "default", "P7D")
					.problems(ProblemType.INVALID_PARAMETER, ProblemType.TOO_MANY_SHARES, ProblemType.NOT_READY,
							ProblemType.NO_MP3, ProblemType.MP3_EXPIRED, ProblemType.NOT_ACCEPTABLE)
					.answer(201, "The link", "Location", "RateLimit-Policy", "RateLimit")
					.of(201, JSON, Schemas.reference("Share")));
		all.put("GET " + shares,
				ofShares("listShares").problems(ProblemType.NOT_ACCEPTABLE)
					.answer(200, "The links", "RateLimit-Policy", "RateLimit")
					.of(200, JSON, Schemas.reference("ShareList")));
		all.put("DELETE " + shares, ofShares("deleteShares").answer(204, "They have ended"));
		all.put("DELETE " + shares + "/{id}",
				ofShares("deleteShare").problems(ProblemType.NO_SUCH_SHARE).answer(204, "It has ended"));
	}

	private static void addWebhooks(Map<String, ApiOperation> all) {
		String webhooks = "/api/webhooks";
		all.put("POST " + webhooks,
				ofWebhooks("createWebhook").body(JSON, webhookBody("url"))
					.requiresBody()
					.problems(ProblemType.INVALID_WEBHOOK, ProblemType.TOO_MANY_WEBHOOKS, ProblemType.NOT_ACCEPTABLE)
					.answer(201, "The webhook with its secret", "Location", "RateLimit-Policy", "RateLimit")
					.of(201, JSON, Schemas.reference("Webhook")));
		all.put("GET " + webhooks,
				ofWebhooks("listWebhooks").problems(ProblemType.NOT_ACCEPTABLE)
					.answer(200, "The webhooks", "RateLimit-Policy", "RateLimit")
					.of(200, JSON, Schemas.reference("WebhookList")));
		all.put("GET " + webhooks + "/{id}", webhookAnswer(ofWebhook("getWebhook")));
		all.put("PATCH " + webhooks + "/{id}",
				webhookAnswer(ofWebhook("changeWebhook").body(JSON, webhookBody())
					.requiresBody()
					.problems(ProblemType.INVALID_WEBHOOK)));
		all.put("DELETE " + webhooks + "/{id}", ofWebhook("deleteWebhook").answer(204, "It is deleted"));
		all.put("POST " + webhooks + "/{id}/secret", webhookAnswer(ofWebhook("rotateWebhookSecret")));
		all.put("GET " + webhooks + "/{id}/deliveries",
				ofWebhook("listDeliveries").limit("limit", "minimum", 1, "maximum", 100)
					.problems(ProblemType.INVALID_PARAMETER, ProblemType.NOT_ACCEPTABLE)
					.answer(200, "The deliveries", "RateLimit-Policy", "RateLimit")
					.of(200, JSON, Schemas.reference("DeliveryList")));
		all.put("POST " + webhooks + "/{id}/deliveries/{eventId}/replay",
				sentDelivery(ofWebhook("replayDelivery").problems(ProblemType.NO_SUCH_DELIVERY)
					.limit("eventId", "pattern", "^evt_[0-9a-f]{32}_[a-z]{1,20}$")));
		all.put("POST " + webhooks + "/{id}/test", sentDelivery(ofWebhook("testWebhook")));
	}

	private static Map<String, Object> webhookBody(String... required) {
		Map<String, Object> event = Json.object("type", "string", "enum",
				new String[] { "conversion.completed", "conversion.failed", "conversion.cancelled" });
		Map<String, Object> schema = Json.object("type", "object", "properties",
				Json.object("url",
						Json.object("type", "string", "format", "uri", "maxLength", 2000, "description",
								"Where events are sent"),
						"events",
						Json.object("type", "array", "items", event, "minItems", 1, "description", "What is sent"),
						"enabled", Json.object("type", "boolean", "description", "Whether it gets events")),
				"additionalProperties", false);
		if (required.length > 0) {
			schema.put("required", required);
		}
		return Json.object("schema", schema);
	}

	private static ApiOperation webhookAnswer(ApiOperation operation) {
		return operation.problems(ProblemType.NOT_ACCEPTABLE)
			.answer(200, "The webhook", "RateLimit-Policy", "RateLimit")
			.of(200, JSON, Schemas.reference("Webhook"));
	}

	private static ApiOperation sentDelivery(ApiOperation operation) {
		return operation
			.problems(ProblemType.WEBHOOK_NOT_ENABLED, ProblemType.TOO_MANY_DELIVERIES, ProblemType.NOT_ACCEPTABLE)
			.answer(202, "The delivery", "RateLimit-Policy", "RateLimit")
			.of(202, JSON, Schemas.reference("Delivery"));
	}

	private static ApiOperation ofWebhooks(String id) {
		return new ApiOperation(id, "webhooks").problems(ProblemType.WEBHOOKS_OFF);
	}

	private static ApiOperation ofWebhook(String id) {
		return ofWebhooks(id).limit("id", "pattern", ID).problems(ProblemType.NO_SUCH_WEBHOOK);
	}

	private static ApiOperation ofShares(String id) {
		return new ApiOperation(id, "conversions").limit("conversionId", "pattern", ID)
			.problems(ProblemType.NO_SUCH_CONVERSION);
	}

	private static ApiOperation ofConversion(String id) {
		return new ApiOperation(id, "conversions").limit("id", "pattern", ID).problems(ProblemType.NO_SUCH_CONVERSION);
	}

	private static ApiOperation createConversion() {
		Map<String, Map<String, Object>> options = DescribedOptions.schemas();
		ApiOperation operation = withOptions(new ApiOperation("createConversion", "conversions"), options);
		Map<String, Object> fields = Json.object("file", Schemas.described("the video", BINARY));
		fields.putAll(options);
		return addVideoBodies(operation).requiresBody()
			.body("multipart/form-data",
					Json.object("schema",
							Json.object("type", "object", "properties", fields, "required", new String[] { "file" }),
							"encoding",
							Json.object("file",
									Json.object("contentType", "video/*, audio/*, application/octet-stream"))))
			.body(JSON, importBody())
			.header("Content-Disposition", TEXT,
					"Name of a video that is the body: `attachment; filename*=UTF-8''talk.mp4`")
			.header("Expect", Json.object("type", "string", "enum", new String[] { "100-continue" }),
					"Has an error sent before the bytes are")
			.problems(UPLOAD)
			.problems(ProblemType.MALFORMED_FORM, ProblemType.FORM_TOO_SLOW, ProblemType.NO_SUCH_CONVERSION,
					ProblemType.IMPORT_OFF, ProblemType.IMPORT_REFUSED, ProblemType.IMPORT_FAILED)
			.answer(417, "The header `Expect` asks for something else");
	}

	private static ApiOperation withOptions(ApiOperation operation, Map<String, Map<String, Object>> options) {
		options.forEach((name, schema) -> {
			Map<String, Object> described = new LinkedHashMap<>(schema);
			operation.parameter(name, "query", described, String.valueOf(described.remove("description")));
		});
		return operation
			.header("Idempotency-Key", Json.object("type", "string", "maxLength", 257),
					"Key of the request, which makes one conversion however often it is sent")
			.problems(STORE)
			.problems(OPTIONS)
			.problems(ProblemType.IDEMPOTENCY_KEY_IN_USE, ProblemType.IDEMPOTENCY_KEY_REUSED,
					ProblemType.NOT_ACCEPTABLE)
			.answer(202, "The conversion, which can't be lost any more", "Location", "RateLimit-Policy", "RateLimit")
			.of(202, JSON, Schemas.reference("Conversion"));
	}

	private static Map<String, Object> importBody() {
		return Json.object("schema",
				Json.object("type", "object", "properties",
						Json.object("url",
								Json.object("type", "string", "format", "uri", "maxLength", 2000, "description",
										"Where the video is fetched from"),
								"fileName",
								Json.object("type", "string", "description",
										"Name of the video; else that of its server, or of the URL")),
						"required", new String[] { "url" }, "additionalProperties", false));
	}

	private static ApiOperation addVideoBodies(ApiOperation operation) {
		for (String type : new String[] { "video/*", "audio/*", "application/octet-stream", "application/mp4",
				"application/ogg", "application/mxf", "application/x-matroska", "application/vnd.rn-realmedia" }) {
			VideoType.require(type.replace("*", "mp4"));
			operation.body(type, BINARY_BODY);
		}
		return operation.body("multipart/byteranges",
				Json.object("schema", Schemas.described(
						"Ranges of a file (RFC 9110, 14.6), each with a Content-Range that has the length of the file",
						BINARY)));
	}

	private static ApiOperation download(String id) {
		return ofConversion(id)
			.header("Range", Json.object("type", "string", "pattern", "^bytes=.+$"),
					"One range of bytes; several get all")
			.header("If-Range", TEXT, "The range is meant for the MP3 with this ETag")
			.header("If-None-Match", TEXT, "ETags of MP3s that the client has")
			.problems(ProblemType.NOT_READY, ProblemType.NO_MP3, ProblemType.MP3_EXPIRED,
					ProblemType.RANGE_NOT_SATISFIABLE, ProblemType.TOO_MANY_DOWNLOADS,
					ProblemType.TOO_MANY_PARALLEL_DOWNLOADS)
			.answer(200, "The MP3", "ETag", "Cache-Control", "Accept-Ranges", "Content-Disposition", "Content-Length")
			.answer(206, "A part of the MP3", "ETag", "Cache-Control", "Accept-Ranges", "Content-Disposition",
					"Content-Length", "Content-Range")
			.answer(304, "The client has it already", "ETag", "Cache-Control");
	}

	private static ApiOperation archive(String id) {
		Map<String, Object> ids = Json.object("type", "array", "items", Json.object("type", "string", "pattern", ID),
				"minItems", 1, "maxItems", 100);
		return new ApiOperation(id, "conversions").parameter("id", "query", ids, "Ids of the conversions")
			.required()
			.problems(ProblemType.INVALID_PARAMETER, ProblemType.NO_SUCH_CONVERSION, ProblemType.NOT_READY,
					ProblemType.NO_MP3, ProblemType.MP3_EXPIRED, ProblemType.TOO_MANY_DOWNLOADS,
					ProblemType.TOO_MANY_PARALLEL_DOWNLOADS)
			.answer(200, "The archive", "Cache-Control", "Content-Disposition");
	}

	private static void addUploads(Map<String, ApiOperation> all) {
		all.put("GET /api/uploads",
				new ApiOperation("listUploads", "uploads").problems(ProblemType.NOT_ACCEPTABLE)
					.answer(200, "The uploads", "RateLimit-Policy", "RateLimit")
					.of(200, JSON, Schemas.reference("UnfinishedUploadList")));
		all.put("OPTIONS /api/uploads", options("getUploadProtocol"));
		all.put("POST /api/uploads", createUpload());
		all.put("OPTIONS /api/uploads/{id}",
				options("getProtocolOfUpload")
					.parameter("id", "path", Json.object("type", "string", "pattern", ID), "32 hexadecimal digits")
					.required());
		all.put("HEAD /api/uploads/{id}",
				ofUpload("headUpload")
					.answer(200, "The upload, by tus", "Upload-Offset", "Upload-Length", "Upload-Defer-Length",
							"Upload-Metadata", "Upload-Expires", "Content-Location", "Cache-Control")
					.answer(204, "The upload, by the IETF's draft", "Upload-Offset", "Upload-Complete", "Upload-Length",
							"Upload-Limit", "Cache-Control"));
		all.put("PATCH /api/uploads/{id}",
				withBytes(ofUpload("appendToUpload").header("Upload-Offset", BYTES, OFFSET).required()).requiresBody());
		all.put("DELETE /api/uploads/{id}", ofUpload("deleteUpload").answer(204, "It is deleted"));
		all.put("POST /api/uploads/{id}",
				withBytes(ofUpload("overrideUploadMethod").header("Upload-Offset", BYTES, OFFSET))
					.header("X-HTTP-Method-Override",
							Json.object("type", "string", "enum", new String[] { "PATCH", "DELETE", "HEAD" }),
							"The method that is meant")
					.required()
					.problems(ProblemType.METHOD_NOT_ALLOWED)
					.answer(200, "The upload, as to `HEAD`", "Upload-Offset", "Upload-Length", "Upload-Defer-Length",
							"Upload-Metadata", "Upload-Expires", "Content-Location", "Cache-Control"));
	}

	private static ApiOperation options(String id) {
		return new ApiOperation(id, "uploads").answer(204, "What is supported", "Tus-Version", "Tus-Extension",
				"Tus-Max-Size", "Tus-Checksum-Algorithm", "Upload-Limit");
	}

	private static ApiOperation createUpload() {
		ApiOperation operation = tus(new ApiOperation("createUpload", "uploads"))
			.header("Upload-Defer-Length", Json.object("type", "string", "enum", new String[] { "1" }),
					"By tus: the length is not known yet")
			.header("Upload-Metadata", TEXT,
					"By tus: `filename`, `filetype` and options of a conversion, each with its value in base64")
			.header("Content-Disposition", TEXT, "By the IETF's draft: name of the video")
			.body("application/offset+octet-stream", BINARY_BODY)
			.problems(STORE)
			.problems(UPLOAD)
			.problems(OPTIONS)
			.problems(ProblemType.TOO_MANY_UNFINISHED_UPLOADS, ProblemType.CHECKSUM_MISMATCH,
					ProblemType.UPLOAD_OFFSET_MISMATCH, ProblemType.UPLOAD_LOCKED, ProblemType.NO_SUCH_UPLOAD)
			.answer(201, "The upload", "Location", "Upload-Offset", "Upload-Expires", "Content-Location",
					"Upload-Complete", "Upload-Limit")
			.answer(202, "By the IETF's draft: the upload is complete, and this is its conversion", "Location",
					"Upload-Offset", "Upload-Complete", "Upload-Limit")
			.of(202, JSON, Schemas.reference("Conversion"));
		return addVideoBodies(operation);
	}

	private static ApiOperation withBytes(ApiOperation operation) {
		return operation.body("application/offset+octet-stream", BINARY_BODY)
			.body("application/partial-upload", BINARY_BODY)
			.problems(STORE)
			.problems(UPLOAD)
			.problems(ProblemType.UPLOAD_OFFSET_MISMATCH, ProblemType.CHECKSUM_MISMATCH)
			.answer(202, "By the IETF's draft: the upload is complete, and this is its conversion", "Location",
					"Upload-Offset", "Upload-Complete", "Upload-Limit")
			.of(202, JSON, Schemas.reference("Conversion"))
			.answer(204, "The bytes count", "Upload-Offset", "Upload-Expires", "Content-Location", "Upload-Complete",
					"Upload-Limit");
	}

	private static ApiOperation ofUpload(String id) {
		return tus(new ApiOperation(id, "uploads")).limit("id", "pattern", ID)
			.problems(ProblemType.NO_SUCH_UPLOAD, ProblemType.UPLOAD_EXPIRED, ProblemType.UPLOAD_LOCKED);
	}

	private static ApiOperation tus(ApiOperation operation) {
		return operation
			.header("Tus-Resumable", Json.object("type", "string", "enum", new String[] { "1.0.0" }),
					"By tus: always. By the IETF's draft: never")
			.header("Upload-Draft-Interop-Version", Json.object("type", "string", "enum", new String[] { "8" }),
					"By the IETF's draft: always")
			.header("Upload-Complete", Json.object("type", "string", "enum", new String[] { "?0", "?1" }),
					"By the IETF's draft: whether the body ends the upload")
			.header("Upload-Length", BYTES, "Length of the whole body")
			.header("Upload-Checksum", TEXT, "By tus: `sha1` or `sha256`, and the checksum of the body in base64")
			.problems(ProblemType.UNSUPPORTED_TUS_VERSION);
	}

}
