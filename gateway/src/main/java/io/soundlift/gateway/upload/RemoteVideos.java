package io.soundlift.gateway.upload;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.outbound.CheckedAddresses;
import io.soundlift.journey.outbound.OutboundHttp;
import io.soundlift.journey.outbound.OutboundTargets;
import io.soundlift.support.DaemonThreads;
import org.apache.commons.io.input.ProxyInputStream;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Videos at URLs on untrusted servers. Each URL and each address is checked, including
 * those of redirects.
 */
@Component
@ConditionalOnBooleanProperty("soundlift.gateway.import.enabled")
final class RemoteVideos implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RemoteVideos.class);

	private static final int OK = 200;

	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

	private static final int MAX_REDIRECTS = 3;

	private final GatewayProperties properties;

	private final UploadDrain drain;

	private final OutboundTargets targets;

	private final ImportSlots slots;

	private final CloseableHttpClient http;

	private final ScheduledExecutorService threads = Executors
		.newSingleThreadScheduledExecutor(new DaemonThreads("import-watch"));

	RemoteVideos(GatewayProperties properties, UploadDrain drain) {
		GatewayProperties.Import settings = properties.imports();
		this.properties = properties;
		this.drain = drain;
		this.targets = new OutboundTargets(settings.allowHttp(), settings.allowedAddresses());
		this.slots = new ImportSlots(settings);
		this.http = OutboundHttp.client(new CheckedAddresses(SystemDefaultDnsResolver.INSTANCE, this.targets),
				// longer than the limits of the watch
				properties.upload().minRateWindow().plus(RemoteWatch.MAX_OPENING), settings.maxConcurrent(),
				"Soundlift-Import");
	}

	/**
	 * Checks the URL of a video.
	 * @param url the URL as it was sent
	 * @return the URL
	 * @throws Problem {@link ProblemType#IMPORT_REFUSED} if it is none, or not allowed
	 */
	URI require(String url) {
		this.targets.problem(url).ifPresent(RemoteVideos::refuse);
		return URI.create(url);
	}

	/**
	 * Requests a video.
	 * @param url what {@link #require} returned
	 * @param owner id of the account that imports
	 * @return the video, to be closed
	 * @throws Problem {@link ProblemType#IMPORT_REFUSED} if an address is not allowed,
	 * {@link ProblemType#IMPORT_FAILED} if there is no video, and as
	 * {@link ImportSlots#take} does; from reading the video as well
	 */
	RemoteVideo open(URI url, String owner) {
		UploadSlots.Slot slot = this.slots.take(owner);
		RemoteWatch watch = new RemoteWatch(this.properties.upload().rate(), this.properties.imports().maxDuration(),
				this.drain, this.threads);
		Runnable end = () -> {
			watch.close();
			slot.giveBack();
		};
		try {
			ClassicHttpResponse response = follow(url, watch);
			watch.opened();
			return video(response, new Content(body(response.getEntity()), url, watch), end);
		}
		catch (IOException | IllegalStateException ex) {
			end.run();
			throw problem(url, watch, ex);
		}
		catch (RuntimeException ex) {
			end.run();
			throw ex;
		}
	}

	private ClassicHttpResponse follow(URI url, RemoteWatch watch) throws IOException {
		URI next = url;
		for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
			HttpGet request = new HttpGet(next);
			watch.begin(request);
			ClassicHttpResponse response = this.http.executeOpen(null, request, null);
			if (!REDIRECTS.contains(response.getCode())) {
				return response;
			}
			next = location(next, response.getFirstHeader(HttpHeaders.LOCATION));
		}
		throw failed("The server redirects more than %d times".formatted(MAX_REDIRECTS));
	}

	private URI location(URI url, @Nullable Header location) {
		try {
			String target = (location != null) ? location.getValue() : "";
			// the fragment is for the recipient of the content (RFC 9110, 10.2.2)
			URI next = url.resolve(new URI(target.split("#", 2)[0]));
			this.targets.problem(next).ifPresent(RemoteVideos::refuse);
			return next;
		}
		catch (URISyntaxException ex) {
			throw failed("The server redirects to what is no URL");
		}
	}

	private static RemoteVideo video(ClassicHttpResponse response, InputStream content, Runnable end) {
		if (response.getCode() != OK) {
			throw failed("The server answered " + response.getCode());
		}
		if (response.containsHeader(HttpHeaders.CONTENT_ENCODING)) {
			throw failed("The server sent the video with a content encoding that was not requested");
		}
		String contentType = VideoType.find(value(response, HttpHeaders.CONTENT_TYPE))
			.orElseThrow(() -> failed("The server sent something that is neither audio nor video"));
		HttpEntity entity = response.getEntity();
		if (entity != null && entity.getContentLength() < 0 && !entity.isChunked()) {
			throw failed("The server does not send the length of the video, so it may be cut off");
		}
		return new RemoteVideo(contentType, fileName(value(response, HttpHeaders.CONTENT_DISPOSITION)),
				(entity != null) ? entity.getContentLength() : 0, content, end);
	}

	private static InputStream body(@Nullable HttpEntity entity) throws IOException {
		return (entity != null) ? entity.getContent() : InputStream.nullInputStream();
	}

	private static @Nullable String value(ClassicHttpResponse response, String name) {
		Header header = response.getFirstHeader(name);
		return (header != null) ? header.getValue() : null;
	}

	private static @Nullable String fileName(@Nullable String contentDisposition) {
		try {
			return (contentDisposition != null) ? ContentDisposition.parse(contentDisposition).getFilename() : null;
		}
		// Spring takes a substring of negative length from a name that is a single
		// quotation mark
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			return null;
		}
	}

	private Problem problem(URI url, RemoteWatch watch, Exception ex) {
		logger.info("A video could not be fetched from {}: {}", url.getHost(), ex.toString());
		this.drain.requireTime();
		if (ex instanceof UnknownHostException) {
			// the same problem as for names that exist only in our own network
			return new Problem(ProblemType.IMPORT_REFUSED,
					"The host of the url has no address, or one that is not on the public internet.");
		}
		String reason = watch.problem();
		return failed((reason != null) ? reason : OutboundHttp.problem("server", ex));
	}

	private static void refuse(String detail) {
		throw new Problem(ProblemType.IMPORT_REFUSED, detail);
	}

	private static Problem failed(String reason) {
		return new Problem(ProblemType.IMPORT_FAILED, reason + ". Nothing was kept.");
	}

	@Override
	public void close() throws IOException {
		this.threads.shutdownNow();
		this.http.close();
	}

	/**
	 * Bytes of a video, which have to arrive at the minimum rate. A failure to read them
	 * does not mean that the client has disconnected.
	 */
	private final class Content extends ProxyInputStream {

		private final URI url;

		private final RemoteWatch watch;

		Content(InputStream body, URI url, RemoteWatch watch) {
			super(body);
			this.url = url;
			this.watch = watch;
		}

		@Override
		protected void beforeRead(int length) throws IOException {
			this.watch.count(0, true);
		}

		@Override
		protected void afterRead(int count) throws IOException {
			this.watch.count(Math.max(0, count), false);
		}

		@Override
		protected void handleIOException(IOException ex) {
			throw problem(this.url, this.watch, ex);
		}

	}

}
