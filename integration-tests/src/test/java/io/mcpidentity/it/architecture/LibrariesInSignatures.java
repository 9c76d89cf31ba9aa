package io.mcpidentity.it.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What users can see is made of the JDK, of exported packages, and of the libraries that a module is about. */
final class LibrariesInSignatures extends ArchCondition<JavaClass> {
    private static final Map<String, List<String>> ALLOWED = Map.of(
            "io.mcpidentity.server", List.of("jakarta.servlet.", "io.modelcontextprotocol."),
            "io.mcpidentity.client", List.of("io.modelcontextprotocol."),
            "io.mcpidentity.testkit", List.of("org.junit.jupiter.api."));

    LibrariesInSignatures() {
        super("show users nothing of a library");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!isVisible(type)) {
            return;
        }
        Stream<JavaClass> supertypes = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                .flatMap(supertype -> supertype.getAllInvolvedRawTypes().stream());
        Stream<JavaClass> members = type.getMembers().stream()
                .filter(member -> isVisible(member.getModifiers()))
                .flatMap(LibrariesInSignatures::types)
                .flatMap(shown -> shown.getAllInvolvedRawTypes().stream());
        Stream.concat(supertypes, members)
                .map(JavaClass::getBaseComponentType)
                .filter(shown ->
                        !mayBeShown(shown, PublishedModules.moduleOf(type).orElseThrow()))
                .forEach(shown -> events.add(SimpleConditionEvent.violated(
                        type, type.getName() + " shows " + shown.getName() + " in a signature")));
    }

    private static Stream<JavaType> types(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        return Stream.of(
                        Stream.of(code.getReturnType()),
                        code.getParameterTypes().stream(),
                        code.getExceptionTypes().stream())
                .flatMap(types -> types);
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass()
                        .map(LibrariesInSignatures::isVisible)
                        .orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static boolean mayBeShown(JavaClass shown, String module) {
        return shown.isPrimitive()
                || shown.getName().startsWith("java.")
                || PublishedModules.isExported(shown)
                || ALLOWED.getOrDefault(module, List.of()).stream().anyMatch(shown.getName()::startsWith);
    }
}
