package io.mcpidentity.auth;

import io.mcpidentity.AccessToken;
import io.mcpidentity.ScopeGrants;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.Settings;
import io.mcpidentity.spi.Directory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The directories of the configured providers, as far as a grant or a sign-in rule depends on them. Thread-safe. */
final class Directories implements AutoCloseable {

    private static final int THREADS = 32;
    private static final int WAITING = 10_000;
    private static final int FEWEST = 1000;

    private final Map<String, DirectoryLookups> byIssuer = new HashMap<>();
    private final List<ExecutorService> threads = new ArrayList<>();

    Directories(
            List<ProviderInstance> providers,
            Configuration configuration,
            SignInRules signIn,
            InstantSource clock,
            Logger logger) {
        Set<String> relevant = relevant(configuration.grants(), signIn);
        for (ProviderInstance provider : providers) {
            if (provider.directory().isEmpty()) {
                continue;
            }
            if (relevant.isEmpty()) {
                logger.log(
                        Level.WARNING,
                        "The provider " + provider.name() + " has a directory, but neither scope-grants nor"
                                + " sign-in.allow names anything that it could say; it is not asked");
                continue;
            }
            Directory directory = provider.directory().get();
            ExecutorService own = threads(provider.name(), directory);
            threads.add(own);
            byIssuer.put(
                    provider.issuer(),
                    new DirectoryLookups(
                            directory,
                            relevant,
                            configuration.get(Settings.DIRECTORY_MAX_AGE),
                            DirectoryLookups.PATIENCE,
                            Math.max(FEWEST, configuration.get(Settings.CACHE_SIZE)),
                            clock,
                            own,
                            OutageLog.ofDirectory(logger, provider.name())));
        }
    }

    /** Everything that something follows from; what else a directory knows is nobody's business here. */
    private static Set<String> relevant(ScopeGrants grants, SignInRules signIn) {
        Set<String> relevant = new LinkedHashSet<>(signIn.allowed().orElse(Set.of()));
        grants.scopes().forEach(scope -> relevant.addAll(grants.attributesFor(scope)));
        return relevant;
    }

    /** A directory that hangs holds up its own questions alone. Vendors' libraries find their parts by the thread's loader. */
    private static ExecutorService threads(String provider, Directory directory) {
        ClassLoader loader = directory.getClass().getClassLoader();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(null, task, "mcp-identity-directory-" + provider, 0, false);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(loader);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** What the provider's directory says of the token's holder. */
    DirectoryFacts facts(VerifiedToken token, AccessToken presented) {
        DirectoryLookups lookups = byIssuer.get(token.issuer());
        return lookups == null ? DirectoryFacts.NONE : lookups.facts(token, presented);
    }

    /** Forgets what was said of this subject. */
    void evict(String issuer, String subject) {
        DirectoryLookups lookups = byIssuer.get(issuer);
        if (lookups != null) {
            lookups.evict(subject::equals);
        }
    }

    /** Forgets everything that was said. */
    void evictAll() {
        byIssuer.values().forEach(lookups -> lookups.evict(subject -> true));
    }

    /** Asks nobody any more. */
    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdownNow);
    }
}
