package io.soundlift.gateway.share;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.soundlift.gateway.download.AvailableMp3;
import io.soundlift.gateway.download.Mp3Download;
import io.soundlift.gateway.text.Texts;
import io.soundlift.language.PageLanguages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Page and MP3 behind a link.
 */
@Controller
class SharedController {

	/** Prefix of the path of each link. */
	static final String PATH = "/shared/";

	private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	private final SharedMp3s mp3s;

	private final Mp3Download download;

	SharedController(SharedMp3s mp3s, Mp3Download download) {
		this.mp3s = mp3s;
		this.download = download;
	}

	@GetMapping(PATH + "{token}")
	ResponseEntity<byte[]> page(@PathVariable String token, HttpServletRequest request) {
		byte[] page = SharedPage.of(token, AvailableMp3.of(this.mp3s.require(token)), Texts.of(request));
		return ResponseEntity.ok().contentType(HTML).varyBy(PageLanguages.VARY).body(page);
	}

	@GetMapping(PATH + "{token}/mp3")
	void mp3(@PathVariable String token, HttpServletRequest request, HttpServletResponse response) throws IOException {
		this.download.toVisitor(() -> this.mp3s.require(token), request, response);
	}

}
