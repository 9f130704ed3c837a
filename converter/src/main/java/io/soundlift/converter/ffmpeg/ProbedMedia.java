package io.soundlift.converter.ffmpeg;

import java.nio.file.Path;

import ws.schild.jave.MultimediaObject;
import ws.schild.jave.info.MultimediaInfo;

/**
 * A video that was probed, so that JAVE2 doesn't do it again during the encoding.
 */
final class ProbedMedia extends MultimediaObject {

	private final MultimediaInfo info;

	ProbedMedia(Path file, MultimediaInfo info) {
		super(file.toFile(), () -> {
			throw new IllegalStateException("The video is probed already");
		});
		this.info = info;
	}

	@Override
	public MultimediaInfo getInfo() {
		return this.info;
	}

}
