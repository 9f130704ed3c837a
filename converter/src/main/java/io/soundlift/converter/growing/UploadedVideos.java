package io.soundlift.converter.growing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;

/**
 * The videos of uploads that have become conversions.
 */
final class UploadedVideos {

	private final Conversions conversions;

	private final FileStore files;

	UploadedVideos(Conversions conversions, FileStore files) {
		this.conversions = conversions;
		this.files = files;
	}

	/**
	 * Copies a video.
	 * @param id id of the upload
	 * @param target where to copy it
	 * @param through wrapper of the stream of stored bytes, which can end the reading
	 * @return the video as it is stored; empty if the upload has become no conversion
	 * @throws IOException if it can't be copied
	 */
	Optional<StoredFile> copy(String id, Path target, UnaryOperator<InputStream> through) throws IOException {
		Optional<StoredFile> video = this.conversions.find(id).map(Conversion::video);
		if (video.isPresent()) {
			this.files.copy(Bucket.VIDEOS, video.get(), target, through);
		}
		return video;
	}

}
