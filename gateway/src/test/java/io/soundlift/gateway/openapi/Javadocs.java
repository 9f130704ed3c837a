package io.soundlift.gateway.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import org.jspecify.annotations.Nullable;

/**
 * Reader of what the Javadoc of our classes says, so that the OpenAPI document says it in
 * the same words.
 */
final class Javadocs {

	private static final List<Path> ROOTS = List.of(Path.of("src/main/java"), Path.of("../journey/src/main/java"));

	private final Map<String, DocCommentTree> comments = new HashMap<>();

	private final Set<Path> read = new HashSet<>();

	/**
	 * Returns what a type is.
	 * @param type a class of ours
	 * @return the Javadoc without its tags; {@code null} for none
	 */
	@Nullable String of(Class<?> type) {
		DocCommentTree comment = comment(type, type.getCanonicalName());
		return (comment != null) ? text(comment.getFullBody()) : null;
	}

	/**
	 * Returns what a component of a record is.
	 */
	@Nullable String ofComponent(Class<?> type, String name) {
		DocCommentTree comment = comment(type, type.getCanonicalName());
		return (comment != null) ? parameter(comment, name) : null;
	}

	/**
	 * Returns what a parameter of a method is.
	 */
	@Nullable String ofParameter(Method method, String name) {
		DocCommentTree comment = comment(method.getDeclaringClass(), key(method));
		return (comment != null) ? parameter(comment, name) : null;
	}

	/**
	 * Returns the first sentence about a method, without its full stop.
	 */
	@Nullable String summary(Method method) {
		DocCommentTree comment = comment(method.getDeclaringClass(), key(method));
		return (comment != null) ? text(comment.getFirstSentence()).replaceFirst("\\.$", "") : null;
	}

	/**
	 * Returns what follows the first sentence about a method.
	 */
	String details(Method method) {
		DocCommentTree comment = comment(method.getDeclaringClass(), key(method));
		return (comment != null) ? text(comment.getBody()) : "";
	}

	private @Nullable DocCommentTree comment(Class<?> type, String key) {
		String file = type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
		ROOTS.stream()
			.map((root) -> root.resolve(file))
			.filter(Files::exists)
			.filter(this.read::add)
			.forEach(this::read);
		return this.comments.get(key);
	}

	private void read(Path source) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
					files.getJavaFileObjects(source));
			DocTrees docs = DocTrees.instance(task);
			for (CompilationUnitTree unit : task.parse()) {
				new Scanner(docs, String.valueOf(unit.getPackageName())).scan(unit, null);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String key(Method method) {
		return Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(",",
					method.getDeclaringClass().getCanonicalName() + "." + method.getName() + "(", ")"));
	}

	private static @Nullable String parameter(DocCommentTree comment, String name) {
		return comment.getBlockTags()
			.stream()
			.filter((tag) -> tag instanceof ParamTree parameter && parameter.getName().getName().contentEquals(name))
			.map((tag) -> text(((ParamTree) tag).getDescription()))
			.findFirst()
			.orElse(null);
	}

	private static String text(List<? extends DocTree> trees) {
		return trees.stream().map(Javadocs::text).collect(Collectors.joining()).replaceAll("\\s+", " ").strip();
	}

	private static String text(DocTree tree) {
		if (tree instanceof TextTree text) {
			return text.getBody();
		}
		if (tree instanceof LiteralTree literal) {
			return "`" + literal.getBody().getBody() + "`";
		}
		if (tree instanceof LinkTree link) {
			return link.getLabel().isEmpty() ? "`" + link.getReference().getSignature() + "`" : text(link.getLabel());
		}
		// elements of HTML
		return " ";
	}

	/**
	 * Collector of the comments of a file.
	 */
	private final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {

		private final DocTrees docs;

		private String enclosing;

		Scanner(DocTrees docs, String packageName) {
			this.docs = docs;
			this.enclosing = packageName;
		}

		@Override
		public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
			String outer = this.enclosing;
			this.enclosing = outer + "." + type.getSimpleName();
			keep(this.enclosing);
			super.visitClass(type, nothing);
			this.enclosing = outer;
			return null;
		}

		@Override
		public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
			keep(method.getParameters()
				.stream()
				.map((parameter) -> parameter.getType().toString().replaceFirst("<.*", ""))
				.collect(Collectors.joining(",", this.enclosing + "." + method.getName() + "(", ")")));
			return null;
		}

		private void keep(String key) {
			DocCommentTree comment = this.docs.getDocCommentTree(getCurrentPath());
			if (comment != null) {
				Javadocs.this.comments.put(key, comment);
			}
		}

	}

}
