package io.mcpidentity.testkit;

import io.mcpidentity.config.Configuration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs an {@link EmbeddedAuthorizationServer} for each class with {@link McpIdentityTest}, and hands it to its tests; named there alone. Thread-safe. */
public final class McpIdentityExtension implements BeforeAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(McpIdentityExtension.class);

    /** For JUnit. */
    public McpIdentityExtension() {}

    /** What a class has; JUnit closes it after the class. */
    private record Running(EmbeddedAuthorizationServer issuer, Configuration configuration) implements AutoCloseable {

        @Override
        public void close() {
            issuer.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        AnnotationSupport.findAnnotation(context.getRequiredTestClass(), McpIdentityTest.class)
                .ifPresent(wanted -> context.getStore(NAMESPACE).put(Running.class, start(wanted)));
    }

    private static Running start(McpIdentityTest wanted) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : wanted.value()) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("Not a setting, which is KEY = VALUE: " + line);
            }
            settings.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        EmbeddedAuthorizationServer.Builder builder = EmbeddedAuthorizationServer.builder()
                .resource(wanted.resource())
                .scopes(wanted.scopes());
        for (String user : wanted.users()) {
            String[] words = user.strip().split("\\s+");
            builder.user(words[0], UUID.randomUUID().toString(), Arrays.copyOfRange(words, 1, words.length));
        }
        EmbeddedAuthorizationServer issuer = builder.start();
        try {
            return new Running(issuer, issuer.configuration(settings));
        } catch (RuntimeException wrong) {
            issuer.close();
            throw wrong;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == EmbeddedAuthorizationServer.class || type == Configuration.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Running running = context.getStore(NAMESPACE).get(Running.class, Running.class);
        if (running == null) {
            throw new IllegalStateException("@McpIdentityTest stands on no class around this test");
        }
        return parameter.getParameter().getType() == Configuration.class ? running.configuration : running.issuer;
    }
}
