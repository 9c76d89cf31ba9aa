package io.mcpidentity.it.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Doclint cannot ask for a summary sentence without asking for every tag, so this does. */
class DocumentationTest {
    @Test
    void everythingThatUsersCanSeeHasASummarySentence() throws IOException {
        List<Path> sources = exportedSources();
        assertFalse(sources.isEmpty());
        assertEquals("", String.join("\n", undocumented(sources)));
    }

    private static List<String> undocumented(List<Path> sources) throws IOException {
        List<String> found = new ArrayList<>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            DocTrees comments = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Visible(comments, found).scan(unit, null);
            }
        }
        return found;
    }

    /** The sources of exported packages: those of this build's modules lie beside their classes. */
    private static List<Path> exportedSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path module : moduleFolders()) {
            for (String exported : PublishedModules.exportedPackages()) {
                Path folder = module.resolve("src/main/java").resolve(exported.replace('.', File.separatorChar));
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> files = Files.list(folder)) {
                        files.filter(file -> file.toString().endsWith(".java"))
                                .sorted()
                                .forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    private static List<Path> moduleFolders() {
        File[] folders = new File("..").listFiles(folder -> new File(folder, "pom.xml").exists());
        return Arrays.stream(folders).map(File::toPath).toList();
    }

    private static final class Visible extends TreePathScanner<Void, Void> {
        private final DocTrees comments;
        private final List<String> undocumented;

        Visible(DocTrees comments, List<String> undocumented) {
            this.comments = comments;
            this.undocumented = undocumented;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (!isVisible(type.getModifiers())) {
                return null;
            }
            require(type.getSimpleName().toString());
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            boolean overrides = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            if (isVisible(method.getModifiers()) && !overrides) {
                require(method.getName().toString());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void nothing) {
            if (isVisible(field.getModifiers()) && !isRecordComponent()) {
                require(field.getName().toString());
            }
            return null;
        }

        @Override
        public Void visitBlock(BlockTree block, Void nothing) {
            return null;
        }

        /** Public or protected, or inside an interface, where everything is. */
        private boolean isVisible(ModifiersTree modifiers) {
            Tree parent = getCurrentPath().getParentPath().getLeaf();
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || modifiers.getFlags().contains(Modifier.PROTECTED)
                    || parent.getKind() == Tree.Kind.INTERFACE
                    || parent.getKind() == Tree.Kind.ANNOTATION_TYPE;
        }

        /** Its meaning stands in the record's own comment, which doclint checks. */
        private boolean isRecordComponent() {
            return getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
        }

        private void require(String name) {
            if (comments.getDocComment(getCurrentPath()) == null) {
                CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
                String file =
                        Path.of(unit.getSourceFile().toUri()).getFileName().toString();
                long position = comments.getSourcePositions()
                        .getStartPosition(unit, getCurrentPath().getLeaf());
                undocumented.add(file + ":" + unit.getLineMap().getLineNumber(position) + " " + name);
            }
        }
    }
}
