package io.mcpidentity.spi;

import io.mcpidentity.ScopeGrants;
import io.mcpidentity.ScopeHierarchy;
import io.mcpidentity.config.Setting;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** What a factory is given: its settings, and the tools that it must use so that limits, tests and proxies apply. */
public interface ProviderContext {

    /** The prefix of the settings: the instance's name or, for what replaces a part of a provider, its factory's id. */
    String name();

    /** The value of a setting that is required or has a default. */
    <T> T get(Setting<T> setting);

    /** The value of a setting that may be absent. */
    <T> Optional<T> find(Setting<T> setting);

    /** The resource identifier of the protected server (RFC 8707), verbatim. */
    String resource();

    /** The scopes that the server declares. */
    Set<String> scopes();

    /** The configured {@code scope-hierarchy}. */
    ScopeHierarchy hierarchy();

    /** The configured {@code scope-grants}. */
    ScopeGrants grants();

    /** The only way to call the provider. */
    HttpTransport http();

    /** The clock. */
    InstantSource clock();

    /** Reports a value that cannot work; start-up fails with all problems together, each behind its key. */
    void problem(Setting<?> setting, String message);
}
