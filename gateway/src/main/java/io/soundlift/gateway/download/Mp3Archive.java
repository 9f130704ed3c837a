package io.soundlift.gateway.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.soundlift.connection.Transfer;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileReading;
import io.soundlift.journey.file.FileStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/**
 * Answer to a request for several MP3s, as one ZIP archive that is written while it is
 * sent, one buffer at a time.
 */
@Component
final class Mp3Archive {

	private static final int BUFFER_BYTES = 64 * 1024;

	/** Limit of file systems. */
	private static final int MAX_NAME_BYTES = 255;

	private static final String NAME = "Soundlift.zip";

	private final FileStore files;

	private final DownloadMeters meters;

	private final DownloadSlots slots;

	private final DownloadLog log;

	private final GatewayProperties properties;

	Mp3Archive(FileStore files, DownloadMeters meters, DownloadSlots slots, DownloadLog log,
			GatewayProperties properties) {
		this.files = files;
		this.meters = meters;
		this.slots = slots;
		this.log = log;
		this.properties = properties;
	}

	/**
	 * Sends MP3s to their owner, which counts as one download. Nothing is sent unless all
	 * are available. If one is removed before its turn, the connection is closed, so that
	 * the client sees that the archive is incomplete.
	 * @param accesses look-ups of the conversions, which throw if the owner has no such
	 * conversion; repeated once a file can no longer be removed
	 * @param owner id of the account that downloads
	 * @param request the request
	 * @param response the response
	 * @throws IOException if the client has disconnected or an MP3 is gone
	 */
	void toOwner(List<Supplier<Conversion>> accesses, String owner, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		DownloadSlots.Slot slot = this.slots.take(owner);
		try {
			accesses.forEach((access) -> AvailableMp3.of(access.get()));
			response.setContentType("application/zip");
			response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
			response.setHeader(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment().filename(NAME).build().toString());
			if (HttpMethod.HEAD.matches(request.getMethod())) {
				return;
			}
			Transfer.begin(request, this.properties.upload().rate());
			// from here on, only closing the connection can signal an error
			response.flushBuffer();
			write(accesses, response);
		}
		finally {
			slot.giveBack();
		}
	}

	private void write(List<Supplier<Conversion>> accesses, HttpServletResponse response) throws IOException {
		Archive archive = new Archive(response.getOutputStream());
		try {
			Set<String> names = new HashSet<>();
			byte[] buffer = new byte[BUFFER_BYTES];
			for (Supplier<Conversion> access : accesses) {
				add(access, archive, names, buffer);
			}
			archive.finish();
			response.flushBuffer();
		}
		catch (RuntimeException ex) {
			throw new IOException("The archive ends early", ex);
		}
		finally {
			archive.release();
		}
	}

	private void add(Supplier<Conversion> access, Archive archive, Set<String> names, byte[] buffer)
			throws IOException {
		Conversion conversion = access.get();
		Mp3 mp3 = AvailableMp3.of(conversion);
		Instant begin = this.log.now();
		boolean whole = false;
		try (FileReading reading = this.files.beginReading(mp3.file());
				InputStream content = this.files.read(Bucket.MP3S, mp3.file())) {
			// a removal that starts after this check sees the reading and waits for it
			AvailableMp3.of(access.get());
			ZipEntry entry = new ZipEntry(uniqueName(mp3.fileName(), names));
			entry.setTimeLocal(LocalDateTime.ofInstant(conversion.createdAt(), ZoneOffset.UTC));
			archive.putNextEntry(entry);
			int count = content.read(buffer);
			while (count != -1) {
				archive.write(buffer, 0, count);
				this.meters.written(count);
				reading.goOn();
				count = content.read(buffer);
			}
			archive.closeEntry();
			whole = true;
		}
		finally {
			this.log.record(conversion.id(), DownloadLog.OWN, begin, whole);
		}
	}

	/**
	 * Chooses the name of an MP3 in an archive. File systems may be case-insensitive.
	 * @param fileName name of the MP3
	 * @param taken names that are in the archive already, in lower case; gets the new one
	 * @return a name that is in no folder
	 */
	static String uniqueName(String fileName, Set<String> taken) {
		String name = fileName.replace('/', '_').replace('\\', '_');
		int dot = name.lastIndexOf('.');
		String stem = (dot > 0) ? name.substring(0, dot) : name;
		String unique = name;
		for (int number = 2; !taken.add(unique.toLowerCase(Locale.ROOT)); number++) {
			unique = fit(stem, " (%d)%s".formatted(number, name.substring(stem.length())));
		}
		return unique;
	}

	private static String fit(String stem, String end) {
		int length = stem.length();
		while (length > 1
				&& (stem.substring(0, length) + end).getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
			length = stem.offsetByCodePoints(length, -1);
		}
		return stem.substring(0, length) + end;
	}

	/**
	 * Archive without compression, since MP3s are compressed. Its entries are deflated
	 * with level 0, since the method "stored" needs the checksum before the bytes.
	 */
	private static final class Archive extends ZipOutputStream {

		private Archive(OutputStream out) {
			super(out);
			setLevel(Deflater.NO_COMPRESSION);
			this.buf = new byte[BUFFER_BYTES];
		}

		/**
		 * Frees the memory of the compressor. Closing an archive that has failed would
		 * make it look complete.
		 */
		private void release() {
			this.def.end();
		}

	}

}
