package io.soundlift.authserver;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.nimbusds.jwt.SignedJWT;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * What a server answered.
 *
 * @param response the response
 */
public record Page(HttpResponse<String> response) {

	private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]*)\"");

	private static final Pattern INPUT = Pattern.compile("<input[^>]*>");

	private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)=\"([^\"]*)\"");

	/**
	 * Return the status.
	 * @return the status code
	 */
	public int status() {
		return this.response.statusCode();
	}

	/**
	 * Return the body.
	 * @return the body as text
	 */
	public String body() {
		return this.response.body();
	}

	/**
	 * Return a header.
	 * @param name name of the header
	 * @return its first value, or an empty text
	 */
	public String header(String name) {
		return this.response.headers().firstValue(name).orElse("");
	}

	/**
	 * Return where a redirect leads.
	 * @return the absolute address
	 */
	public String location() {
		if (header("Location").isEmpty()) {
			throw new AssertionError("No redirect but " + status() + ": " + body());
		}
		return this.response.uri().resolve(header("Location")).toString();
	}

	/**
	 * Return the parameters of the address that a redirect leads to.
	 * @return decoded names and values
	 */
	public Map<String, String> locationParameters() {
		Map<String, String> parameters = new HashMap<>();
		String query = URI.create(location()).getRawQuery();
		for (String parameter : ((query != null) ? query : "").split("&")) {
			String[] parts = parameter.split("=", 2);
			parameters.put(parts[0], (parts.length > 1) ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
		}
		return parameters;
	}

	/**
	 * Read the body as JSON.
	 * @return the object
	 */
	public Map<String, Object> json() {
		return JsonMapper.shared().readValue(body(), new TypeReference<>() {
		});
	}

	/**
	 * Return a field of the JSON body.
	 * @param name name of the field
	 * @return its text
	 */
	public String text(String name) {
		return String.valueOf(json().get(name));
	}

	/**
	 * Return a claim of the access token in the JSON body, without looking at its
	 * signature.
	 * @param name name of the claim
	 * @return its text
	 */
	public String claim(String name) {
		try {
			return String.valueOf(SignedJWT.parse(text("access_token")).getPayload().toJSONObject().get(name));
		}
		catch (ParseException ex) {
			throw new AssertionError("No access token in " + body(), ex);
		}
	}

	/**
	 * Return where the form leads.
	 * @return the action of the page's form
	 */
	public String formAction() {
		Matcher form = FORM.matcher(body());
		if (!form.find()) {
			throw new AssertionError("No form in " + status() + ": " + body());
		}
		return form.group(1);
	}

	/**
	 * Return what a browser would send.
	 * @param typed what the person types or presses
	 * @return the form's own fields and those
	 */
	public MultiValueMap<String, String> formFields(Map<String, String> typed) {
		MultiValueMap<String, String> fields = new LinkedMultiValueMap<>();
		Matcher inputs = INPUT.matcher(body());
		while (inputs.find()) {
			Map<String, String> attributes = new HashMap<>();
			Matcher attribute = ATTRIBUTE.matcher(inputs.group());
			while (attribute.find()) {
				attributes.put(attribute.group(1), attribute.group(2));
			}
			fields.add(attributes.getOrDefault("name", ""), attributes.getOrDefault("value", ""));
		}
		fields.setAll(typed);
		return fields;
	}

}
