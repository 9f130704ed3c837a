package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * All of a video.
 *
 * @param file its file
 * @param length number of bytes of the file
 */
record WholeVideo(Path file, long length) implements VideoContent {

	WholeVideo(Path file) throws IOException {
		this(file, Files.size(file));
	}

	@Override
	public String mediaType() {
		return MediaTypes.of(this.file.getFileName().toString());
	}

	@Override
	public VideoBody body(long offset, LongConsumer progress) throws IOException {
		return (offset > 0) ? new UploadBody(this.file, offset, progress) : new UploadBody(this.file, progress);
	}

	@Override
	public String sha256() throws IOException {
		return Sha256.of(this.file);
	}

	@Override
	public String key(String server, Map<String, String> options) throws IOException {
		return UploadMemory.key(server, this.file, options);
	}

}
