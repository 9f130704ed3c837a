package io.soundlift.converter.growing;

import java.util.Optional;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.PackedRangesReader;
import io.soundlift.journey.file.StoredFile;

/**
 * The videos with holes of uploads that have become conversions.
 */
final class UploadedVideos {

	private final Conversions conversions;

	private final FileStore files;

	UploadedVideos(Conversions conversions, FileStore files) {
		this.conversions = conversions;
		this.files = files;
	}

	/**
	 * Finds the video of an upload.
	 * @param id id of the upload
	 * @return the video; empty if there is no conversion of it, or it has ended
	 */
	Optional<StoredFile> find(String id) {
		return this.conversions.find(id)
			.filter((conversion) -> conversion.state().isLive() && conversion.video().hasHoles())
			.map(Conversion::video);
	}

	/**
	 * Opens the rest of the ranges of a video.
	 * @param offset number of stored bytes to leave out
	 * @param left how many of the next bytes belong to a range that has begun
	 */
	PackedRangesReader read(StoredFile video, long offset, long left) {
		return this.files.readRanges(Bucket.VIDEOS, video, offset, left);
	}

}
