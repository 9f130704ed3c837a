package io.soundlift.gateway.upload;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.conversion.OptionsView;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Tag;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells before an upload what is taken.
 */
@RestController
class LimitsController {

	private final Limits limits;

	LimitsController(GatewayProperties properties) {
		GatewayProperties.Defaults defaults = properties.defaults();
		this.limits = new Limits(properties.maxVideoSize().toBytes(), ConversionOptions.BITRATES,
				ConversionOptions.MAX_QUALITY, ConversionOptions.SAMPLE_RATES, textLengths(),
				OptionsView.of(new UploadOptions(defaults).toOptions()));
	}

	@GetMapping("/api/limits")
	Limits limits() {
		return this.limits;
	}

	private static Map<String, Integer> textLengths() {
		Map<String, Integer> lengths = new LinkedHashMap<>();
		for (Tag tag : Tag.values()) {
			lengths.put(tag.option(), tag.maxCodePoints());
		}
		return lengths;
	}

	/**
	 * What is taken.
	 *
	 * @param maxVideoBytes greatest length of a video in bytes
	 * @param bitrates constant bit rates in bit/s that an MP3 can have, lowest first
	 * @param maxQuality lowest quality of a variable bit rate; 0 is the best
	 * @param sampleRates sample rates in Hz that an MP3 can have, lowest first
	 * @param texts greatest number of characters of each tag, by the option that sets it
	 * @param defaults options when none are asked for
	 */
	record Limits(long maxVideoBytes, List<Integer> bitrates, int maxQuality, List<Integer> sampleRates,
			Map<String, Integer> texts, OptionsView defaults) {
	}

}
