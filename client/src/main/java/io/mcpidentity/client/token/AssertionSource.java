package io.mcpidentity.client.token;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.ProviderUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where an assertion about this program or its user comes from. It is read anew each time, because platforms replace theirs
 * before they end. Thread-safe; no message and no {@link #toString()} holds the assertion.
 */
public final class AssertionSource {

    /** The longest assertion, in characters. */
    public static final int LONGEST = 65_536;

    @FunctionalInterface
    private interface Reader {
        @Nullable
        String read() throws ClientFailure;
    }

    private final String name;
    private final Reader reader;

    private AssertionSource(String name, Reader reader) {
        this.name = name;
        this.reader = reader;
    }

    /** A file, such as the projected token of a Kubernetes service account. */
    public static AssertionSource file(Path file) {
        String name = "The file " + file;
        return new AssertionSource(name, () -> {
            try (InputStream open = Files.newInputStream(file)) {
                return new String(open.readNBytes(LONGEST + 1), StandardCharsets.UTF_8);
            } catch (IOException unreadable) {
                throw new ClientMisconfigured(name + " of the assertion cannot be read ("
                        + unreadable.getClass().getSimpleName() + ")");
            }
        });
    }

    /** An environment variable of this process. */
    public static AssertionSource environment(String variable) {
        return environment(variable, System::getenv);
    }

    /** A variable of this environment. */
    static AssertionSource environment(String variable, UnaryOperator<@Nullable String> environment) {
        return new AssertionSource("The environment variable " + variable, () -> environment.apply(variable));
    }

    /** A program of the user's own, such as one that asks a cloud's metadata service. It keeps its own deadline. */
    public static AssertionSource of(Supplier<String> supplier) {
        String name = "The supplier of the assertion";
        return new AssertionSource(name, () -> {
            try {
                return supplier.get();
            } catch (RuntimeException failed) {
                // Its message is somebody else's, and may hold anything.
                throw new ProviderUnavailable(
                        name + " failed (" + failed.getClass().getName() + ")", Optional.empty());
            }
        });
    }

    /** What to call it at the beginning of a sentence. */
    String name() {
        return name;
    }

    /**
     * The assertion as it is now, without the space around it.
     *
     * @throws ClientFailure if there is none, or it is too long
     */
    String read() throws ClientFailure {
        String text = reader.read();
        if (text == null || text.isBlank()) {
            throw new ClientMisconfigured(name + " holds no assertion");
        }
        if (text.length() > LONGEST) {
            throw new ClientMisconfigured(name + " holds more than " + LONGEST + " characters");
        }
        return text.strip();
    }

    /** Names the place only. */
    @Override
    public String toString() {
        return "AssertionSource[" + name + "]";
    }
}
