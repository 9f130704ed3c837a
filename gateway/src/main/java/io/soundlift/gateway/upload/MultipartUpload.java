package io.soundlift.gateway.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * A form (RFC 7578) with one file in the part named {@code file} and options in the other
 * parts, read as a stream in the order in which it comes.
 */
final class MultipartUpload {

	private static final String FILE = "file";

	private static final int MAX_FIELD_BYTES = 8 * 1024;

	private final FileItemInputIterator parts;

	private final FormBody body;

	/**
	 * Begins to read a form.
	 * @param request the request, for its headers
	 * @param body its body
	 * @throws Problem {@link ProblemType#MALFORMED_FORM} if it is none
	 */
	MultipartUpload(HttpServletRequest request, FormBody body) throws IOException {
		this.body = body;
		JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory> upload = new JakartaServletFileUpload<>();
		upload.setHeaderCharset(StandardCharsets.UTF_8);
		try {
			this.parts = upload.getItemIterator(new Context(request, body));
		}
		catch (FileUploadException ex) {
			throw malformed("The body is not multipart/form-data with a boundary.", ex);
		}
	}

	static boolean isForm(HttpServletRequest request) {
		String contentType = request.getContentType();
		return contentType != null && contentType.regionMatches(true, 0, "multipart/", 0, "multipart/".length())
				&& !ByteRangesBody.isType(contentType);
	}

	/**
	 * Reads up to the file.
	 * @param options consumer of the fields before it
	 * @throws Problem {@link ProblemType#MALFORMED_FORM} if there is no file
	 */
	FilePart nextFile(UploadOptions options) throws IOException {
		FilePart file = next(options);
		if (file == null) {
			throw malformed("The form has no file. Send it in the part named " + FILE + ".", null);
		}
		this.body.enterFile();
		return file;
	}

	/**
	 * Reads the rest after the file.
	 * @param options takes the fields
	 * @throws Problem {@link ProblemType#MALFORMED_FORM} if there is a second file
	 */
	void readToEnd(UploadOptions options) throws IOException {
		this.body.leaveFile();
		if (next(options) != null) {
			throw malformed("The form has more than one file. Send each in a request of its own.", null);
		}
	}

	private @Nullable FilePart next(UploadOptions options) throws IOException {
		try {
			while (this.parts.hasNext()) {
				FileItemInput part = this.parts.next();
				if (!part.isFormField() || FILE.equals(part.getFieldName())) {
					return file(part);
				}
				options.add(part.getFieldName(), value(part));
			}
			return null;
		}
		catch (FileUploadException ex) {
			throw malformed("The form can't be read.", ex);
		}
	}

	private static FilePart file(FileItemInput part) throws IOException {
		if (!FILE.equals(part.getFieldName())) {
			throw malformed("The file must be in the part named " + FILE + ".", null);
		}
		return new FilePart(part.getName(), part.getContentType(), part.getInputStream());
	}

	private static String value(FileItemInput field) throws IOException {
		try (InputStream content = field.getInputStream()) {
			byte[] value = content.readNBytes(MAX_FIELD_BYTES + 1);
			if (value.length > MAX_FIELD_BYTES) {
				throw malformed("A field of the form is longer than " + MAX_FIELD_BYTES + " bytes.", null);
			}
			return new String(value, StandardCharsets.UTF_8);
		}
	}

	private static Problem malformed(String detail, @Nullable Throwable cause) {
		return new Problem(ProblemType.MALFORMED_FORM, detail, cause);
	}

	/**
	 * Request with the headers of another one, whose body is read instead.
	 */
	private static final class Context extends JakartaServletRequestContext {

		private final FormBody body;

		Context(HttpServletRequest request, FormBody body) {
			super(request);
			this.body = body;
		}

		@Override
		public InputStream getInputStream() {
			return this.body;
		}

	}

	/**
	 * The file of a form.
	 *
	 * @param name its name as it was sent
	 * @param contentType its type as it was sent
	 * @param content its bytes, to be read before the form goes on
	 */
	record FilePart(@Nullable String name, @Nullable String contentType, InputStream content) {
	}

}
