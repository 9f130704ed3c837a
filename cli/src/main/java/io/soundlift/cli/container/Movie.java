package io.soundlift.cli.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * MP4 or QuickTime file, fragmented or not (ISO/IEC 14496-12).
 */
final class Movie {

	private static final int MAX_TRACKS = 100;

	private final BoxReader reader;

	private final Extents mediaData;

	private final Map<Long, Track> tracks = new LinkedHashMap<>();

	private final Map<Long, Long> defaultSizes = new HashMap<>();

	private long firstMediaData = -1;

	private @Nullable Box movie;

	private Movie(FileWindow file) {
		this.reader = new BoxReader(file);
		this.mediaData = new Extents(file.length());
	}

	/**
	 * Reads the structure of a file.
	 * @param file the file
	 * @throws IOException if it can't be read
	 * @throws UnusualFileException if it is something else, or uses a feature that is not
	 * supported
	 */
	static Movie read(FileWindow file) throws IOException, UnusualFileException {
		Movie movie = new Movie(file);
		movie.readBoxes();
		movie.verify();
		return movie;
	}

	/**
	 * Returns the ranges of the samples that are not needed for audio, tags and chapters.
	 */
	Extents videoSamples() throws UnusualFileException {
		return samples(true);
	}

	private Extents samples(boolean ofVideo) throws UnusualFileException {
		Set<Long> chapters = new HashSet<>();
		this.tracks.values().forEach((track) -> chapters.addAll(track.chapters()));
		Extents samples = new Extents(this.reader.fileLength());
		for (Track track : this.tracks.values()) {
			// the first picture of a chapter track may become the cover
			if ((track.isVideo() && !chapters.contains(track.id())) == ofVideo) {
				samples.addAll(track.samples());
			}
		}
		return samples;
	}

	/**
	 * Returns the parts of the file in the order in which they are needed: what comes
	 * before the media data, the movie box, everything else.
	 */
	List<ByteRange> order() {
		Box box = movie();
		List<ByteRange> order = new ArrayList<>();
		if (this.firstMediaData < 0 || box.begin() < this.firstMediaData) {
			order.add(new ByteRange(0, this.reader.fileLength()));
		}
		else {
			order.add(new ByteRange(0, this.firstMediaData));
			order.add(new ByteRange(box.begin(), box.end()));
			order.add(new ByteRange(this.firstMediaData, box.begin()));
			order.add(new ByteRange(box.end(), this.reader.fileLength()));
		}
		return order;
	}

	private Box movie() {
		if (this.movie == null) {
			throw new IllegalStateException("Nothing was read");
		}
		return this.movie;
	}

	private void readBoxes() throws IOException, UnusualFileException {
		for (long at = 0; at < this.reader.fileLength();) {
			Box box = this.reader.boxAt(at, this.reader.fileLength());
			switch (box.type()) {
				case "mdat" -> addMediaData(box);
				case "moov" -> readMovie(box);
				case "moof" -> readFragment(box);
			}
			at = box.end();
		}
	}

	private void addMediaData(Box box) throws UnusualFileException {
		if (this.firstMediaData < 0) {
			this.firstMediaData = box.begin();
		}
		this.mediaData.add(box.content(), box.end() - box.content());
	}

	private void readMovie(Box box) throws IOException, UnusualFileException {
		if (this.movie != null) {
			throw new UnusualFileException("There is another movie");
		}
		this.movie = box;
		for (Box child : this.reader.children(box, 0)) {
			if (child.type().equals("trak")) {
				Track track = Track.read(this.reader, child);
				if (this.tracks.put(track.id(), track) != null || this.tracks.size() > MAX_TRACKS) {
					throw new UnusualFileException("Two tracks have the same id, or there are too many");
				}
			}
			else if (child.type().equals("mvex")) {
				readDefaultSizes(child);
			}
		}
	}

	private void readDefaultSizes(Box box) throws IOException, UnusualFileException {
		for (Box child : this.reader.children(box, 0)) {
			if (child.type().equals("trex")) {
				ByteBuffer defaults = this.reader.read(child, 0, 24);
				this.defaultSizes.put(Integer.toUnsignedLong(defaults.getInt(4)),
						Integer.toUnsignedLong(defaults.getInt(16)));
			}
		}
	}

	private void readFragment(Box box) throws IOException, UnusualFileException {
		boolean first = true;
		for (Box child : this.reader.children(box, 0)) {
			if (child.type().equals("traf")) {
				TrackFragment.read(this.reader, box, child, first, this.tracks, this.defaultSizes);
				first = false;
			}
		}
	}

	private void verify() throws UnusualFileException {
		if (this.movie == null || this.tracks.values().stream().noneMatch(Track::isAudio)) {
			throw new UnusualFileException("There is no movie with audio");
		}
		for (Track track : this.tracks.values()) {
			if (!track.samples().within(this.mediaData)) {
				throw new UnusualFileException("There are samples outside media data");
			}
		}
		if (samples(true).overlap(samples(false))) {
			throw new UnusualFileException("Tracks share samples");
		}
	}

}
