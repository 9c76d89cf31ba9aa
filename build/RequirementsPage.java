import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Writes {@code docs/requirements.md}: which test holds which normative requirement, from the {@code @Requirement}
 * annotations in the sources of all modules.
 *
 * <p>Usage, from the root of the repository: {@code java build/RequirementsPage.java}, or with {@code --check} to fail
 * where the page is not current.
 */
final class RequirementsPage {
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private final TreeMap<String, TreeSet<String>> tests =
            new TreeMap<>(Comparator.comparing(RequirementsPage::padded));

    private RequirementsPage() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of("").toAbsolutePath();
        Path page = root.resolve("docs/requirements.md");
        String current = new RequirementsPage().read(root).write();
        if (!List.of(arguments).contains("--check")) {
            Files.writeString(page, current);
        } else if (!Files.exists(page) || !Files.readString(page).equals(current)) {
            System.err.println("docs/requirements.md is not current: run `java build/RequirementsPage.java`");
            System.exit(1);
        }
    }

    private RequirementsPage read(Path root) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var sources = files.getJavaFileObjectsFromPaths(sources(root));
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, sources);
            for (CompilationUnitTree unit : task.parse()) {
                String path =
                        root.relativize(Path.of(unit.getSourceFile().toUri())).toString();
                new Annotations(path.replace('\\', '/')).scan(unit, null);
            }
        }
        return this;
    }

    private static List<Path> sources(Path root) throws IOException {
        try (var modules = Files.list(root)) {
            List<Path> folders = modules.filter(module -> Files.exists(module.resolve("pom.xml")))
                    .flatMap(module ->
                            Stream.of("src/main/java", "src/test/java").map(module::resolve))
                    .filter(Files::isDirectory)
                    .toList();
            try (var all = folders.stream().flatMap(RequirementsPage::javaFiles)) {
                return all.sorted().toList();
            }
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try {
            return Files.walk(folder)
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("module-info.java"));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private String write() {
        var page = new StringBuilder();
        page.append("# Requirements\n\nWhich test holds which requirement of a specification. ");
        page.append("Generated from `@Requirement` by `java build/RequirementsPage.java`.\n\n");
        page.append("| requirement | tests |\n|---|---|\n");
        tests.forEach((requirement, names) ->
                page.append("| %s | %s |\n".formatted(requirement, String.join("<br>", names))));
        return page.toString();
    }

    /** Orders §3.10 behind §3.9. */
    private static String padded(String requirement) {
        return DIGITS.matcher(requirement)
                .replaceAll((MatchResult number) ->
                        "0".repeat(Math.max(0, 9 - number.group().length())) + number.group());
    }

    private final class Annotations extends TreeScanner<Void, Void> {
        private final String path;
        private final Deque<String> classes = new ArrayDeque<>();

        Annotations(String path) {
            this.path = path;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            classes.addLast(type.getSimpleName().toString());
            collect(type.getModifiers(), "");
            super.visitClass(type, nothing);
            classes.removeLast();
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            collect(method.getModifiers(), "." + method.getName());
            return super.visitMethod(method, nothing);
        }

        private void collect(ModifiersTree modifiers, String method) {
            String name = classes.stream().collect(Collectors.joining(".")) + method;
            String link = "[`%s`](../%s)".formatted(name, path);
            modifiers.getAnnotations().stream()
                    .filter(annotation -> isRequirement(annotation))
                    .flatMap(annotation -> annotation.getArguments().stream())
                    .flatMap(this::texts)
                    .forEach(requirement -> tests.computeIfAbsent(requirement, ignored -> new TreeSet<>())
                            .add(link));
        }

        private boolean isRequirement(AnnotationTree annotation) {
            String name = annotation.getAnnotationType().toString();
            return name.equals("Requirement") || name.endsWith(".Requirement");
        }

        private Stream<String> texts(ExpressionTree expression) {
            if (expression instanceof AssignmentTree assignment) {
                return texts(assignment.getExpression());
            }
            if (expression instanceof NewArrayTree array) {
                return array.getInitializers().stream().flatMap(this::texts);
            }
            if (expression instanceof LiteralTree literal) {
                return Stream.of(literal.getValue().toString());
            }
            throw new IllegalArgumentException(path + ": @Requirement takes literals, not " + expression);
        }
    }
}
