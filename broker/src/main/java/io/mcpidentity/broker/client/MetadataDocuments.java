package io.mcpidentity.broker.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.mcpidentity.broker.client.DocumentFetch.Fetched;
import io.mcpidentity.net.AddressKind;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.jspecify.annotations.Nullable;

/**
 * Finds clients whose {@code client_id} is the URL of their metadata document
 * (draft-ietf-oauth-client-id-metadata-document): fetches it, judges it and keeps it for a while. Thread-safe; nothing is
 * fetched or started before the first such client.
 *
 * <p>Since strangers choose the URL, fetches go to public addresses only, and are bounded in size, time (5 seconds),
 * number at a time (16) and a minute (60). TLS is that of the JVM's default context. Does not check that redirect URIs are
 * of the document's host.
 */
public final class MetadataDocuments implements Clients, AutoCloseable {

    private static final Lookup BUSY =
            new Lookup.Unavailable("Too many metadata documents are being fetched; try again in a minute.");
    private static final Lookup LATE =
            new Lookup.Unavailable("The host of the client's metadata document does not answer in time.");
    private static final System.Logger LOG = System.getLogger(MetadataDocuments.class.getName());
    private static final int MOST_KEPT = 1_000;

    /** How many callers wait for documents at once: each holds a thread of the server, for as long as a fetch may take. */
    static final int WAITING = 32;

    private final FetchBudget newcomers;
    private final FetchBudget regulars;
    private final Limits limits;
    private final Cache<String, Fetched> kept;
    private final Cache<String, Boolean> good;
    private final Semaphore waiting = new Semaphore(WAITING);
    private final ConcurrentMap<String, CompletableFuture<Fetched>> flights = new ConcurrentHashMap<>();
    private final ExecutorService threads;
    private final Supplier<DocumentFetch> fetches;
    private final AtomicReference<@Nullable DocumentFetch> fetch = new AtomicReference<>();

    /**
     * Documents on the public internet, and on some other hosts.
     *
     * @param clock tells the time
     * @param privateHosts hosts whose documents are fetched whatever their addresses are
     */
    public MetadataDocuments(InstantSource clock, Collection<String> privateHosts) {
        this(
                clock,
                new Network(SystemDefaultDnsResolver.INSTANCE, AddressKind.PUBLIC::includes, MetadataDocuments::trust),
                privateHosts,
                Limits.USUAL);
    }

    MetadataDocuments(InstantSource clock, Network network, Collection<String> privateHosts, Limits limits) {
        this.limits = limits;
        this.newcomers = new FetchBudget(clock, limits.perMinute());
        this.regulars = new FetchBudget(clock, limits.perMinute());
        this.kept = Caffeine.newBuilder()
                .maximumSize(MOST_KEPT)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.<String, Fetched>creating((url, fetched) -> fetched.fresh()))
                .executor(Runnable::run)
                .build();
        this.good = Caffeine.newBuilder()
                .maximumSize(MOST_KEPT)
                .executor(Runnable::run)
                .build();
        this.threads = new ThreadPoolExecutor(
                0, limits.concurrent(), 10, TimeUnit.SECONDS, new SynchronousQueue<>(), MetadataDocuments::thread);
        Set<String> trusted = privateHosts.stream().map(DocumentUrl::bare).collect(Collectors.toUnmodifiableSet());
        GuardedResolver resolver = new GuardedResolver(network.resolver(), network.acceptable(), trusted);
        this.fetches = () -> new DocumentFetch(resolver, network.tls(), limits.concurrent(), limits.deadline());
    }

    @Override
    public Lookup find(String clientId) {
        Optional<DocumentUrl> url = DocumentUrl.parse(clientId);
        if (url.isEmpty()) {
            return new Lookup.Unknown("A client_id that is a URL has to be https with a path other than /, and without"
                    + " fragment, user information or dot segments.");
        }
        Fetched known = kept.getIfPresent(clientId);
        if (known != null) {
            return known.lookup();
        }
        if (!waiting.tryAcquire()) {
            return BUSY;
        }
        try {
            return join(clientId, url.get());
        } finally {
            waiting.release();
        }
    }

    private Lookup join(String id, DocumentUrl url) {
        CompletableFuture<Fetched> mine = new CompletableFuture<>();
        CompletableFuture<Fetched> flight = flights.putIfAbsent(id, mine);
        if (flight == null) {
            launch(id, url, mine);
            flight = mine;
        }
        try {
            return flight.get().lookup();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return LATE;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Completes the flight when all that others will find is in its place. */
    @SuppressWarnings("FutureReturnValueIgnored") // what it does ends in the flight
    private void launch(String id, DocumentUrl url, CompletableFuture<Fetched> flight) {
        HttpGet request = DocumentFetch.request(url);
        CompletableFuture<Fetched> answer = new CompletableFuture<>();
        answer.whenComplete((fetched, never) -> {
            try {
                request.cancel();
                land(id, fetched);
            } finally {
                flights.remove(id, flight);
                flight.complete(fetched);
            }
        });
        Fetched known = kept.getIfPresent(id); // it may have landed since it was looked for
        if (known != null) {
            answer.complete(new Fetched(known.lookup(), Duration.ZERO));
            return;
        }
        FetchBudget budget = good.getIfPresent(id) == null ? newcomers : regulars;
        if (!budget.take()) {
            answer.complete(new Fetched(BUSY, Duration.ZERO));
            return;
        }
        answer.completeOnTimeout(DocumentFetch.failed(LATE), limits.deadline().toMillis(), TimeUnit.MILLISECONDS);
        try {
            threads.execute(() -> answer.complete(fetched(request, url)));
        } catch (RejectedExecutionException full) {
            answer.complete(new Fetched(BUSY, Duration.ZERO));
        }
    }

    private Fetched fetched(HttpGet request, DocumentUrl url) {
        try {
            return fetch().send(request, url);
        } catch (RuntimeException | LinkageError unexpected) { // the latter where a module path lacks something
            LOG.log(Level.WARNING, "A client's metadata document cannot be fetched", unexpected);
            return DocumentFetch.failed(LATE);
        }
    }

    private void land(String id, Fetched fetched) {
        if (!fetched.fresh().isZero()) {
            kept.put(id, fetched);
        }
        if (fetched.lookup() instanceof Lookup.Found) {
            good.put(id, true);
        } else {
            LOG.log(Level.DEBUG, "A client with a metadata document is not known: {0}", fetched.lookup());
        }
    }

    /** Made when it is first needed, because the JVM's trusted certificates take a while to read. */
    private DocumentFetch fetch() {
        DocumentFetch made = fetch.get();
        if (made != null) {
            return made;
        }
        DocumentFetch mine = fetches.get();
        DocumentFetch first = fetch.compareAndExchange(null, mine);
        if (first == null) {
            return mine;
        }
        mine.close();
        return first;
    }

    private static SSLContext trust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException misconfigured) {
            throw new IllegalStateException(misconfigured);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mcp-identity-metadata-documents");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        DocumentFetch made = fetch.get();
        if (made != null) {
            made.close();
        }
    }

    /**
     * How to get to documents.
     *
     * @param resolver finds the addresses of a host
     * @param acceptable which addresses may be connected to
     * @param tls whom to trust
     */
    record Network(DnsResolver resolver, Predicate<InetAddress> acceptable, Supplier<SSLContext> tls) {}

    /**
     * How much to fetch.
     *
     * @param deadline how long one may take altogether
     * @param concurrent how many at a time
     * @param perMinute how many a minute of clients that are new, and as many of others
     */
    record Limits(Duration deadline, int concurrent, int perMinute) {

        static final Limits USUAL = new Limits(Duration.ofSeconds(5), 16, 60);
    }
}
