package io.soundlift.gateway.upload;

import java.util.List;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.journey.conversion.ConversionOptions;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells before an upload what is taken.
 */
@RestController
class LimitsController {

	private final Limits limits;

	LimitsController(GatewayProperties properties) {
		this.limits = new Limits(properties.maxVideoSize().toBytes(), ConversionOptions.BITRATES,
				properties.defaultBitrate());
	}

	@GetMapping("/api/limits")
	Limits limits() {
		return this.limits;
	}

	/**
	 * What is taken.
	 *
	 * @param maxVideoBytes greatest length of a video in bytes
	 * @param bitrates bit rates in bit/s that an MP3 can have, lowest first
	 * @param defaultBitrate bit rate in bit/s when none is asked for
	 */
	record Limits(long maxVideoBytes, List<Integer> bitrates, int defaultBitrate) {
	}

}
