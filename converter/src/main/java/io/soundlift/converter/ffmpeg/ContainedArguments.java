package io.soundlift.converter.ffmpeg;

import java.util.ArrayList;
import java.util.List;

/**
 * Options with which every ffmpeg process of this service runs.
 * <p>
 * Both whitelists are needed: with the protocols alone, a disguised playlist can still
 * read other local files. Only audio decoders are allowed, so that no untrusted picture
 * is decoded unless the owner wants a frame as the cover.
 */
final class ContainedArguments {

	private static final List<String> GLOBAL = List.of("-nostdin", "-hide_banner", "-max_alloc",
			Integer.toString(256 * 1024 * 1024));

	/** ffmpeg's demuxers that open no file other than their input. */
	static final List<String> FORMATS = List.of("mov", "matroska", "avi", "mpegts", "mpeg", "flv", "asf", "ogg", "mxf",
			"dv", "mp3", "aac", "ac3", "eac3", "dts", "flac", "wav", "w64", "aiff", "caf", "amr");

	/** ffmpeg's decoders for the audio in these formats. */
	private static final List<String> DECODERS = List.of("aac", "aac_fixed", "aac_latm", "ac3", "ac3_fixed", "eac3",
			"adpcm_ima_qt", "adpcm_ima_wav", "adpcm_ms", "adpcm_swf", "adpcm_yamaha", "alac", "amrnb", "amrwb", "dca",
			"dvaudio", "flac", "g722", "g726", "gsm", "gsm_ms", "libgsm", "libgsm_ms", "libopus", "libspeex",
			"libvorbis", "mace3", "mace6", "mlp", "mp1", "mp1float", "mp2", "mp2float", "mp3", "mp3float", "nellymoser",
			"opus", "pcm_alaw", "pcm_bluray", "pcm_dvd", "pcm_f32be", "pcm_f32le", "pcm_f64be", "pcm_f64le",
			"pcm_mulaw", "pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s24le", "pcm_s32be", "pcm_s32le", "pcm_s8",
			"pcm_u8", "qdm2", "qdmc", "s302m", "speex", "truehd", "vorbis", "wavpack", "wmalossless", "wmapro", "wmav1",
			"wmav2", "wmavoice");

	/** ffmpeg's decoders for the picture formats of cameras and web sites. */
	private static final List<String> PICTURE_DECODERS = List.of("av1", "libdav1d", "libaom-av1", "dnxhd", "dvvideo",
			"flv", "h263", "h264", "hevc", "libvpx", "libvpx-vp9", "mjpeg", "mpeg1video", "mpeg2video", "mpeg4",
			"msmpeg4", "msmpeg4v2", "png", "prores", "theora", "vc1", "vp8", "vp9", "wmv1", "wmv2", "wmv3");

	private static final List<String> VIDEO = List.of("-format_whitelist", String.join(",", FORMATS),
			"-codec_whitelist");

	/** Samples that come through a pipe from this service itself. */
	private static final List<String> SAMPLES = List.of("-protocol_whitelist", "pipe", "-format_whitelist", "f32le",
			"-codec_whitelist", "pcm_f32le");

	private static final String PIPE = "pipe:0";

	private ContainedArguments() {
	}

	/**
	 * Adds the options to the arguments of ffmpeg.
	 * @param executable the path of ffmpeg
	 * @param maxStreams maximum number of streams in a file
	 * @param arguments its arguments
	 * @param decoding what it may decode of a file
	 * @param videoPiped whether its standard input is a video instead of samples
	 * @return the whole command
	 */
	static List<String> contain(String executable, int maxStreams, List<String> arguments,
			FfmpegCommand.Decoding decoding, boolean videoPiped) {
		List<String> command = new ArrayList<>();
		command.add(executable);
		command.addAll(GLOBAL);
		for (int i = 0; i < arguments.size(); i++) {
			if (arguments.get(i).equals("-i")) {
				boolean piped = i + 1 < arguments.size() && arguments.get(i + 1).equals(PIPE);
				if (piped && !videoPiped) {
					command.addAll(SAMPLES);
				}
				else {
					command.addAll(List.of("-protocol_whitelist", piped ? "pipe" : "file"));
					command.addAll(VIDEO);
					command.add(String.join(",",
							(decoding == FfmpegCommand.Decoding.PICTURES) ? PICTURE_DECODERS : DECODERS));
					command.addAll(List.of("-max_streams", Integer.toString(maxStreams)));
				}
			}
			command.add(arguments.get(i));
		}
		return command;
	}

}
